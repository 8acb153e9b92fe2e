"""A hostile client behind a trusted proxy, over a real socket, with `serve` and `web`.

The test acts as the proxy at 127.0.0.1: it passes on the client's headers and adds the address that it sees.
"""

import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from itertools import count
from uuid import uuid4

import pytest

from tests.services.serving import Serving, ServingOneWeb

HTTPS = {"NOTICING_PUBLIC_URL": "https://noticing.example"}
#: More than twice the limit of one period, in case a new period starts meanwhile.
TRIES = 125

_clients = count(1)


class Program:
    """One server program on its port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, *lines: str, body: bytes = b"") -> int:
        """The status of an answer to exactly these header lines, in this order."""
        fixed = ["Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *fixed, *lines, "", ""])
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as wire:
            wire.sendall(head.encode("latin-1") + body)
            answer = HTTPResponse(wire)
            answer.begin()
            return answer.status

    def opens_a_link(self, *lines: str) -> int:
        body = f'{{"share": "{uuid4()}", "secret": "a guess"}}'.encode()
        fixed = ("Content-Type: application/json", "X-Forwarded-Proto: https")
        return self.ask("POST", "/api/viewings/", *fixed, *lines, body=body)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    begun = Serving(tmp_path_factory.mktemp("forwarded"), HTTPS).start()
    yield begun
    begun.stop()


@pytest.fixture(scope="module", params=["serve", "web"])
def program(request: pytest.FixtureRequest, serving: Serving) -> Iterator[Program]:
    if request.param == "serve":
        yield Program(serving.port)
        return
    web = ServingOneWeb(serving.folder, HTTPS).start()
    yield Program(web.port)
    web.stop()


def client() -> str:
    """A new address, from the range for benchmarks (RFC 2544)."""
    return f"198.19.77.{next(_clients)}"


def disguise(number: int) -> str:
    return f"203.0.{number // 250}.{number % 250 + 1}"


@pytest.mark.parametrize(
    "lines",
    [
        ("X_Forwarded_For: {disguise}", "X-Forwarded-For: {client}"),
        ("X-Forwarded-For: {client}", "X_Forwarded_For: {disguise}"),
        ("X-Forwarded-For: {client}", "x_forwarded-for: {disguise}"),
        ("X-Forwarded-For: {client}", "X-FORWARDED_FOR: {disguise}"),
        ("X-Forwarded-For: {client}", "x_forwarded_for:{disguise}", " {disguise}"),
        ("x-forwarded-for: {disguise}", "X-Forwarded-For: {client}"),
        ("x-forwarded-for: {disguise}, {client}",),
        ("X-Forwarded-For: {disguise}", "X-Forwarded-For: {client}", "X-Forwarded-For: 127.0.0.1"),
        ("X-Forwarded-For: {disguise}", "X-Forwarded-For: {client}, 127.0.0.1", "x-forwarded-for: ::1"),
    ],
    ids=str,
)
def test_no_client_header_bypasses_a_limit_by_address(program: Program, lines: tuple[str, ...]) -> None:
    here = client()

    def opens(number: int) -> int:
        return program.opens_a_link(*[line.format(client=here, disguise=disguise(number)) for line in lines])

    answers = {opens(number) for number in range(TRIES)}
    assert answers <= {400, 404, 429}
    assert answers & {400, 429}
    # Only this client is refused, not everybody behind the proxy.
    assert program.opens_a_link(f"X-Forwarded-For: {client()}") == 404


@pytest.mark.parametrize(
    "line",
    [
        "X-Forwarded-For : 203.0.113.1",
        "X-Forwarded-For\t: 203.0.113.1",
        "X-Forwarded-For\x0b: 203.0.113.1",
        "\x0cX-Forwarded-For: 203.0.113.1",
        "X-Forwarded-For\xa0: 203.0.113.1",
        "X-Forwarded\0-For: 203.0.113.1",
        " 203.0.113.1",
        "no colon",
        ": no name",
    ],
    ids=repr,
)
def test_malformed_headers_are_refused(program: Program, line: str) -> None:
    """RFC 9112, 5.1 and 5.2: no space before the colon, no line folding."""
    assert program.opens_a_link(f"X-Forwarded-For: {client()}", line) == 400


def test_a_leading_space_is_refused(program: Program) -> None:
    with socket.create_connection(("127.0.0.1", program.port), timeout=20) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n")
        answer = HTTPResponse(wire)
        answer.begin()
    assert answer.status == 400


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("X-Forwarded-Proto: https",), 200),
        (("X-Forwarded-Proto: HTTPS",), 200),
        (("X-Forwarded-Proto: http",), 301),
        ((), 301),
        # Two proxies: the outer one got the request by https, the inner one by http.
        (("X-Forwarded-Proto: https,http",), 200),
        (("X-Forwarded-Proto: https, https",), 200),
        (("X-Forwarded-Proto: https", "X-Forwarded-Proto: http"), 200),
        (("X-Forwarded-For: 203.0.113.9, 127.0.0.1", "X-Forwarded-Proto: https,http"), 200),
        (("X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: ::1", "X-Forwarded-Proto: https,http"), 200),
        (("X-Forwarded-For: 203.0.113.9, 127.0.0.1", "X-Forwarded-Proto: https"), 200),
        # The client's own value is further to the left than the trusted hops.
        (("X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https,http"), 301),
        (("X-Forwarded-For: 203.0.113.9, 127.0.0.1", "X-Forwarded-Proto: https, http, http"), 301),
        (("X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Proto: http"), 301),
        (("X-Forwarded-Proto: http", "X_Forwarded_Proto: https"), 301),
        (("X-Forwarded-Proto: https,garbage",), 301),
        (("X-Forwarded-Proto: garbage,https",), 200),
        (("X-Forwarded-Proto: ,",), 301),
        (("X-Forwarded-Proto: https://",), 301),
    ],
    ids=str,
)
def test_the_scheme_is_the_one_that_the_outermost_trusted_proxy_saw(
    program: Program, lines: tuple[str, ...], status: int
) -> None:
    assert program.ask("GET", "/", *lines) == status
