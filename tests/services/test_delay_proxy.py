"""The proxy that delays a server's responses."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from tests.services.delay_proxy import DelayProxy
from tests.services.postgres import free_port

SECONDS = 0.2


@pytest.fixture
def behind() -> Iterator[socket.socket]:
    """A server that echoes what it receives at once."""
    with closing(socket.create_server(("localhost", 0))) as server:
        Thread(target=echo, args=(server,), daemon=True).start()
        yield server


def echo(server: socket.socket) -> None:
    while True:
        try:
            visitor, _ = server.accept()
        except OSError:
            return
        with visitor:
            visitor.sendall(visitor.recv(100))


def ask(door: int) -> bytes:
    with socket.create_connection(("localhost", door), timeout=10) as connection:
        connection.sendall(b"anyone there?")
        return connection.recv(100)


def test_a_response_is_unchanged_and_delayed(behind: socket.socket) -> None:
    late = DelayProxy(free_port(), behind.getsockname()[1], SECONDS)
    began = time.monotonic()
    assert ask(late.door) == b"anyone there?"
    assert time.monotonic() - began >= SECONDS
    late.close()
    with pytest.raises(OSError, match="refused"):
        ask(late.door)
