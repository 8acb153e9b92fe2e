"""The HTTP server of `manage.py serve` and `manage.py web`: cheroot, with stricter parsing of headers.

WSGI maps `X-Forwarded-For` and `X_Forwarded_For` to the same name, so that a client could spoof the header of
a trusted proxy. Headers with underscores are therefore dropped here, where the spellings still differ.
"""

import logging
import re
from typing import BinaryIO

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest
from cheroot.wsgi import Server
from django.core.handlers.wsgi import WSGIHandler

#: A field's name (RFC 9110, 5.1), immediately followed by a colon (RFC 9112, 5.1), and its
#: value.
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\0\r\n]*)\r\n")
#: How long running requests may take to finish at shutdown, in seconds.
PATIENCE = 30
#: The kernel's queue of connections that haven't been accepted.
BACKLOG = 1024
#: The most idle connections that are kept open; others are closed after their response.
KEPT_ALIVE = 100

log = logging.getLogger("noticing.http")


class Headers(HeaderReader):
    """Drops fields with an underscore in their names and joins repeated fields in order."""

    def __call__(self, rfile: BinaryIO, hdict: dict[bytes, bytes] | None = None) -> dict[bytes, bytes]:
        """Read headers up to the empty line, into `hdict` if given. Raises ValueError (a 400) for malformed
        ones.

        Obsolete line folding (RFC 9112, 5.2) is refused, too.
        """
        headers = {} if hdict is None else hdict
        while (line := rfile.readline()) != b"\r\n":
            field = FIELD.fullmatch(line)
            if field is None:
                raise ValueError("Malformed header.")
            name, value = field.groups()
            if b"_" not in name:
                add(headers, name.title(), value.strip())
        return headers


def add(headers: dict[bytes, bytes], name: bytes, value: bytes) -> None:
    """Join repeated fields into a list (RFC 9110, 5.3); cookies by semicolons (RFC 6265, 4.2.1)."""
    between = b"; " if name == b"Cookie" else b", "
    headers[name] = headers[name] + between + value if name in headers else value


class Request(HTTPRequest):
    header_reader = Headers()


class Connection(HTTPConnection):
    RequestHandlerClass = Request


class HTTPServer(Server):
    """Stopping it waits up to PATIENCE seconds for running requests."""

    ConnectionClass = Connection
    keep_alive_conn_limit = KEPT_ALIVE

    def __init__(
        self, address: tuple[str, int], application: WSGIHandler, threads: int, waiting: int = -1
    ) -> None:
        """`waiting`: how many requests may wait for a thread; -1 for no limit.

        Beyond that, a request waits up to PATIENCE seconds and then gets a 503.
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
        """Log the traceback only, since cheroot's message may contain an address or request data."""
        if traceback:
            log.error("a fault in the HTTP server", exc_info=True)
