"""The HTTP server of both `manage.py serve` and `manage.py web`: cheroot, with a stricter reader of headers.

WSGI gives `X-Forwarded-For` and `X_Forwarded_For` the same name, so a client could overwrite what a trusted
proxy has said. The headers that reach the application are therefore told apart here, where both spellings are
still to be seen.
"""

import logging
import re
from typing import BinaryIO

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest
from cheroot.wsgi import Server
from django.core.handlers.wsgi import WSGIHandler

#: A field's name (RFC 9110, 5.1), the colon at once after it (RFC 9112, 5.1), and its value.
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\0\r\n]*)\r\n")
#: How long running requests may take to finish at the end, in seconds.
PATIENCE = 30
#: Connections that the kernel holds until they are accepted.
BACKLOG = 1024
#: Idle connections that are kept open; further ones are closed after their answer.
KEPT_ALIVE = 100

log = logging.getLogger("noticing.http")


class Headers(HeaderReader):
    """Drops every field with an underscore in its name and joins repeated fields in the order they came."""

    def __call__(self, rfile: BinaryIO, hdict: dict[bytes, bytes] | None = None) -> dict[bytes, bytes]:
        """Read up to the empty line, into `hdict` if there is one; ValueError (a 400) for what is no header.

        A line that continues the one before (obsolete, RFC 9112, 5.2) is refused too.
        """
        found = {} if hdict is None else hdict
        while (line := rfile.readline()) != b"\r\n":
            field = FIELD.fullmatch(line)
            if field is None:
                raise ValueError("Malformed header.")
            name, value = field.groups()
            if b"_" not in name:
                add(found, name.title(), value.strip())
        return found


def add(found: dict[bytes, bytes], name: bytes, value: bytes) -> None:
    """Repeated fields are one list (RFC 9110, 5.3); cookies are separated by semicolons (RFC 6265, 4.2.1)."""
    between = b"; " if name == b"Cookie" else b", "
    found[name] = found[name] + between + value if name in found else value


class Request(HTTPRequest):
    header_reader = Headers()


class Connection(HTTPConnection):
    RequestHandlerClass = Request


class HTTPServer(Server):
    """Its threads write their own answers, so that stopping it finishes what runs."""

    ConnectionClass = Connection
    keep_alive_conn_limit = KEPT_ALIVE

    def __init__(
        self, address: tuple[str, int], application: WSGIHandler, threads: int, waiting: int = -1
    ) -> None:
        """`waiting`: how many requests may wait for a thread; -1 for any number.

        Further ones stay with the kernel, up to PATIENCE, and are then answered with 503.
        """
        super().__init__(
            address,
            application,
            numthreads=threads,
            server_name="localhost",
            request_queue_size=BACKLOG,
            shutdown_timeout=PATIENCE,
            accepted_queue_size=waiting,
            accepted_queue_timeout=PATIENCE,
        )

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Where something went wrong, never cheroot's message, which may hold an address or what was sent."""
        if traceback:
            log.error("a fault in the HTTP server", exc_info=True)
