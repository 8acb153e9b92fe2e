"""Hostile push services: each test chooses the function that answers a connection."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from backend.push import http_client
from tests.services.certificates import Authority
from tests.services.push_service import PushService

#: Called with the connection after a whole request has been read from it.
Behaviour = Callable[["Hostile", ssl.SSLSocket], None]
GIGABYTE = 1 << 30
CHUNK = b"x" * (1 << 16)


class Hostile:
    """Listens on loopback over TLS, as `host`."""

    def __init__(self, host: str = "evil.test") -> None:
        self.host = host
        self._folder = TemporaryDirectory(prefix="noticing-hostile-")
        authority = Authority(Path(self._folder.name))
        self.ca_file = authority.ca_file
        self._context = authority.context_for(host)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.over = threading.Event()
        self.requests = 0
        #: Bytes of replies sent so far, including those still in buffers.
        self.said = 0
        self.behave: Behaviour = created
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.over.set()
        self._listening.close()
        self._folder.cleanup()

    def say(self, connection: ssl.SSLSocket, part: bytes) -> None:
        connection.sendall(part)
        self.said += len(part)

    def _listen(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                plain, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError, ValueError), self._context.wrap_socket(plain, server_side=True) as connection:
            read_request(connection)
            self.requests += 1
            self.behave(self, connection)


def read_request(connection: ssl.SSLSocket) -> None:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(4096)
    head, _, body = got.partition(b"\r\n\r\n")
    (length,) = [
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    ]
    while len(body) < length:
        body += connection.recv(4096)


def created(service: Hostile, connection: ssl.SSLSocket) -> None:
    service.say(connection, b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def reset(service: Hostile, connection: ssl.SSLSocket) -> None:
    """Send RST instead of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(service: Hostile, connection: ssl.SSLSocket) -> None:
    """Close the connection in the middle of a line."""
    service.say(connection, b"HTTP/1.1 2")


def never_answer(service: Hostile, connection: ssl.SSLSocket) -> None:
    service.over.wait(60)


def drip(service: Hostile, connection: ssl.SSLSocket) -> None:
    """Send a byte now and then, but never a whole line: no time-out between two bytes ends this."""
    while not service.over.is_set():
        service.say(connection, b"H")
        time.sleep(0.1)


def a_gigabyte(service: Hostile, connection: ssl.SSLSocket) -> None:
    service.say(connection, b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % GIGABYTE)
    for _ in range(GIGABYTE // len(CHUNK)):
        service.say(connection, CHUNK)


def a_gigabyte_of_headers(service: Hostile, connection: ssl.SSLSocket) -> None:
    service.say(connection, b"HTTP/1.1 201 Created\r\n")
    for number in range(GIGABYTE // 1000):
        service.say(connection, b"X-%d: %s\r\n" % (number, CHUNK[:1000]))


def hints_without_end(service: Hostile, connection: ssl.SSLSocket) -> None:
    """Send interim responses (RFC 8297) for ever; each one is small."""
    while not service.over.is_set():
        service.say(connection, b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")


class AnotherService(PushService):
    """A second well-behaved service, with its own host name."""

    host = "another.test"


@pytest.fixture
def trusting(push_service: PushService, settings: Any, monkeypatch: Any, tmp_path: Path) -> Any:
    """Make one more service reachable and trusted, besides the stand-in."""

    def trust(host: str, place: str, ca_file: Path) -> None:
        settings.PUSH_EXTRA_HOSTS = settings.PUSH_EXTRA_HOSTS | {host: place}
        both = tmp_path / "authorities.pem"
        both.write_bytes(push_service.ca_file.read_bytes() + ca_file.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(both))
        http_client.trusted.cache_clear()

    return trust


@pytest.fixture
def hostile(trusting: Any) -> Iterator[Hostile]:
    service = Hostile()
    trusting(service.host, service.place, service.ca_file)
    yield service
    service.stop()


@pytest.fixture
def another_service(trusting: Any) -> Iterator[PushService]:
    service = AnotherService().start()
    trusting(service.host, f"{service.address}:{service.port}", service.ca_file)
    yield service
    service.stop()
    assert service.complaints == []
