"""`manage.py web`: several processes share one socket, a dead one is replaced, and all stop cleanly."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.embedded.test_serve import finishes_a_request_that_runs, refusal
from tests.services.serving import Serving, ServingWeb


@pytest.fixture
def web(server: Serving) -> Iterator[ServingWeb]:
    begun = ServingWeb(server.folder).start()
    waits_for(lambda: len(children(begun)) == 2)
    yield begun
    begun.kill()


def children(web: Serving) -> list[int]:
    assert web.process is not None
    own = web.process.pid
    return [int(pid) for pid in Path(f"/proc/{own}/task/{own}/children").read_text().split()]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def waits_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(web: Serving) -> int:
    return requests.get(f"{web.origin}/readyz", timeout=20).status_code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_is_finished_before_it_stops(web: ServingWeb, number: signal.Signals) -> None:
    begun = children(web)
    finishes_a_request_that_runs(web, number)
    assert not any(runs(pid) for pid in begun)


def test_a_dead_process_is_replaced_without_delaying_requests(web: ServingWeb) -> None:
    first, second = children(web)
    os.kill(first, signal.SIGKILL)
    assert {answers(web) for _ in range(20)} == {200}
    waits_for(lambda: len(set(children(web)) - {first, second}) == 1)
    os.kill(second, signal.SIGKILL)
    waits_for(lambda: len(set(children(web)) - {first, second}) == 2)
    assert {answers(web) for _ in range(20)} == {200}


def test_its_processes_end_with_their_parent(web: ServingWeb) -> None:
    begun = children(web)
    web.kill()
    waits_for(lambda: not any(runs(pid) for pid in begun))


def test_slow_bodies_do_not_block_other_requests(web: ServingWeb) -> None:
    """All threads but one are busy; the process with the free thread answers other requests."""
    head = b"POST /api/viewings/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"
    held = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(3)]
    for wire in held:
        wire.sendall(head)
    time.sleep(0.3)
    assert {answers(web) for _ in range(20)} == {200}
    for wire in held:
        wire.close()


def test_a_port_in_use_is_reported_in_one_line(server: Serving) -> None:
    said = refusal(server.folder / "data", server.port, "web")
    assert said.startswith(f"CommandError: port {server.port} can't be used: ")
    assert "in use" in said


def test_an_invalid_port_is_reported_in_one_line(server: Serving) -> None:
    assert "port 70000 can't be used" in refusal(server.folder / "data", 70000, "web")
