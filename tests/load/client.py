"""Clients that send requests without a pause, over raw sockets, since a client library would cost more than
the measured work."""

import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

#: A typical check-in: three sensations, three short texts.
BODY = json.dumps(
    {
        "felt_at": "2026-11-20T21:14:03Z",
        "zone": "Europe/Lisbon",
        "sensations": [
            {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"},
            {"code": "jaw-tension", "strength": 4, "place": None, "side": None, "texture": None},
            {"code": "numbness", "strength": None, "place": "belly", "side": "front", "texture": "less"},
        ],
        "responses": ["shutdown"],
        "moment": "before",
        "longing": 7,
        "fear": 8,
        "answers": {
            "feeling": "Tight, and warm under it.",
            "protecting": "From being seen.",
            "learned": None,
        },
        "note": "Before the call with M.",
        "now": "eased",
        "for_session": True,
    }
).encode()
FELT_AT = datetime(2026, 11, 20, 21, 14, 3, tzinfo=UTC)


class Phone:
    """One person's client; its connection stays open within `with`, since servers close idle connections."""

    def __init__(self, port: int, person: dict[str, str]) -> None:
        self.port = port
        self.headers = (
            f"Host: localhost\r\nAccept: */*\r\nCookie: {person['cookies']}\r\n"
            f"X-CSRFToken: {person['token']}\r\nContent-Type: application/json\r\n"
        )
        self.kept = 0

    def keep(self) -> None:
        """PUT a new check-in, dated a second after the previous one."""
        self.kept += 1
        felt_at = (FELT_AT + timedelta(seconds=self.kept)).isoformat().encode()
        body = BODY.replace(b"2026-11-20T21:14:03Z", felt_at, 1)
        self._ask("PUT", f"/api/check-ins/{uuid4()}/", body, 201)

    def read(self) -> bytes:
        """GET the last fifty."""
        return self._ask("GET", "/api/check-ins/", b"", 200)

    def patterns(self, query: str) -> bytes:
        """GET the counts of a period."""
        return self._ask("GET", f"/api/patterns/{query}", b"", 200)

    def __enter__(self) -> "Phone":
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _ask(self, method: str, path: str, body: bytes, expected: int) -> bytes:
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{self.headers}{length}\r\n".encode() + body)
        head, _, answer = self._until_the_head_ends().partition(b"\r\n\r\n")
        left = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]) - len(answer)
        parts = [answer]
        while left > 0:
            parts.append(self._receive())
            left -= len(parts[-1])
        if head[9:12] != str(expected).encode():
            raise RuntimeError(f"{method} {path}: {head[:200]!r} {b''.join(parts)[:500]!r}")
        return b"".join(parts)

    def _until_the_head_ends(self) -> bytes:
        received = self._receive()
        while b"\r\n\r\n" not in received:
            received += self._receive()
        return received

    def _receive(self) -> bytes:
        received = self.socket.recv(262_144)
        if not received:
            raise RuntimeError("the server closed the connection")
        return received


def at_once(phones: list[Phone], ask: Callable[[Phone], object], seconds: float) -> tuple[int, float]:
    """Let all `phones` send requests for `seconds`; returns the number of responses and the duration."""
    began = time.perf_counter()
    end = began + seconds

    def repeat(phone: Phone) -> int:
        count = 0
        with phone:
            while time.perf_counter() < end:
                ask(phone)
                count += 1
        return count

    with ThreadPoolExecutor(len(phones)) as threads:
        count = sum(threads.map(repeat, phones))
    return count, time.perf_counter() - began
