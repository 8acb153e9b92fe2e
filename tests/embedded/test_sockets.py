"""Responses over a real socket to bodies that are too big or have no length."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
import requests

from tests.services.serving import Serving

PATH = "/api/check-ins/01935c3e-0000-7000-8000-000000000001/"
JSON = {"Content-Type": "application/json"}


def talk(server: Serving, *parts: bytes) -> tuple[int, dict[str, object]]:
    """Send all of these raw bytes, and return status and body of the first response."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        for part in parts:
            wire.sendall(part)
        answer = HTTPResponse(wire)
        answer.begin()
        return answer.status, json.loads(answer.read())


def head(method: str, *lines: str) -> bytes:
    fixed = [
        f"{method} {PATH} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: application/json",
    ]
    return "\r\n".join([*fixed, *lines, "", ""]).encode()


@pytest.mark.parametrize("size", [256 * 1024 + 1, 10_000_000])
def test_a_client_can_read_the_refusal_of_a_body_that_is_too_big(server: Serving, size: int) -> None:
    answer = requests.put(server.origin + PATH, data=b"a" * size, headers=JSON, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    status, problem = talk(server, head("PUT", f"Content-Length: {size}"), b"a" * size)
    assert (status, problem["code"]) == (413, "too_large")


def test_the_connection_stays_usable_after_a_refusal(server: Serving) -> None:
    with requests.Session() as session:
        for _ in range(2):
            big = session.put(server.origin + PATH, data=b"a" * 3_000_000, headers=JSON, timeout=20)
            assert big.status_code == 413
            assert session.get(f"{server.origin}/healthz", timeout=5).text == "ok\n"
            assert session.put(server.origin + PATH, data=b"{}", headers=JSON, timeout=5).status_code == 401


def test_a_client_that_expects_100_continue_gets_it(server: Serving) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(head("PUT", "Content-Length: 2", "Expect: 100-continue"))
        said = wire.recv(1024)
        wire.sendall(b"{}")
        said += b"".join(iter(lambda: wire.recv(65536), b""))
    assert said.startswith(b"HTTP/1.1 100 Continue")
    assert b"HTTP/1.1 401" in said


def test_a_body_of_unknown_length_gets_a_readable_refusal(server: Serving) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(10):
            yield b"a" * 1000

    answer = requests.put(server.origin + PATH, data=pieces(), headers=JSON, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
    chunk = b"2\r\n{}\r\n0\r\n\r\n"
    assert talk(server, head("PUT", "Transfer-Encoding: chunked"), chunk)[0] == 411


def test_two_lengths_cannot_smuggle_a_request(server: Serving) -> None:
    """RFC 9112 section 6.1: such a message is an attack, and bytes after it aren't treated as a request."""
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    both = head("PUT", "Transfer-Encoding: chunked", "Content-Length: 5").replace(
        b"Connection: close\r\n", b""
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(both + b"0\r\n\r\n" + smuggled)
        wire.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"ok\n" not in answer


@pytest.mark.parametrize("length", ["-1", "+5", "1_0", "0x10", "abc", "5, 6"])
def test_an_invalid_length_is_refused(server: Serving, length: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(head("PUT", f"Content-Length: {length}"))
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400")


def test_the_server_survives_malformed_requests(server: Serving) -> None:
    for raw in (
        b"\x16\x03\x01\x02\x00\x01",
        b"GET\r\n\r\n",
        b"\0" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"PUT " + b"/" * 70_000,
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
            wire.sendall(raw)
    assert requests.get(f"{server.origin}/readyz", timeout=5).status_code == 200


def test_headers_reveal_nothing_about_the_machine(server: Serving) -> None:
    answer = requests.get(f"{server.origin}/api/content/", timeout=5)
    assert answer.headers.get("Server", "") in ("", "localhost")
    assert "X-Powered-By" not in answer.headers
