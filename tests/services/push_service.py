"""A stand-in push service (RFC 8030) on loopback, with its own TLS certificate.

It verifies everything: headers and VAPID are checked and the payload is decrypted by code that the product
doesn't share. It refuses an invalid message as a push service does, and records it in `complaints`, so that a
test can check that there were none.

    service = PushService().start()
    subscription = service.subscription()   # {"endpoint", "keys"}, as a browser hands it to the page
    service.answer(subscription, Reply(429, {"Retry-After": "2"}), Reply(201))
    service.wait_for(1)[0].payload
    service.stop()
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.services.certificates import Authority
from tests.services.web_push import Device, Refusal, check_headers, vapid_claims

Subscription = dict[str, Any]
#: RFC 8030, 7.2: no push service has to accept more.
MAX_BODY = 4096


@dataclass(frozen=True)
class Reply:
    """The answer of a subscription, sent after `delay` seconds."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    body: bytes = b""


@dataclass(frozen=True)
class Received:
    """One valid message, whatever the answer was."""

    headers: dict[str, str]
    payload: bytes
    path: str
    time: float
    claims: dict[str, Any]
    status: int


@dataclass
class _Line:
    """One subscription in the service's records."""

    device: Device
    key: str | None
    replies: list[Reply] = field(default_factory=lambda: [Reply()])


class PushService:
    """Runs beside the product, which finds and trusts it through `environment`."""

    host = "push.test"
    address = "127.0.0.1"

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="noticing-push-")
        authority = Authority(Path(self._folder.name))
        self.ca_file = authority.ca_file
        self.received: list[Received] = []
        self.complaints: list[str] = []
        #: Number of connections; lower than that of messages if connections are kept alive.
        self.connections = 0
        self._lines: dict[str, _Line] = {}
        self._heard = threading.Condition()
        self._ending = threading.Event()
        self._server = _Server((self.address, 0), _handler_of(self))
        self._server.socket = authority.context_for(self.host).wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port: int = self._server.server_address[1]

    @property
    def extra_host(self) -> str:
        """The value for NOTICING_PUSH_EXTRA_HOSTS."""
        return f"{self.host}={self.address}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that sends to this service."""
        return {"NOTICING_PUSH_EXTRA_HOSTS": self.extra_host, "SSL_CERT_FILE": str(self.ca_file)}

    def start(self) -> "PushService":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close all connections; may be called more than once."""
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()

    def ends_within(self, seconds: float) -> bool:
        """Wait for so long, and return True if the service is stopped meanwhile."""
        return self._ending.wait(seconds)

    def subscription(self, key: str | None = None) -> Subscription:
        """A new subscription; with `key` (base64url), it accepts only messages signed with that key."""
        device, path = Device(), f"/push/{uuid4().hex}"
        self._lines[path] = _Line(device, key)
        return {"endpoint": f"https://{self.host}{path}", "keys": device.keys}

    def answer(self, subscription: Subscription, *replies: Reply) -> None:
        """Set the answers: each once, and the last one from then on."""
        self._lines[urlsplit(subscription["endpoint"]).path].replies = list(replies)

    def of(self, subscription: Subscription) -> list[Received]:
        path = urlsplit(subscription["endpoint"]).path
        return [each for each in self.received if each.path == path]

    def wait_for(self, count: int, seconds: float = 20) -> list[Received]:
        """All received messages, once there are `count`."""
        with self._heard:
            enough = self._heard.wait_for(lambda: len(self.received) >= count, seconds)
        if not enough:
            told = f"{len(self.received)} of {count} messages; complaints: {self.complaints}"
            raise AssertionError(told)
        return list(self.received)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """The answer to a message."""
        try:
            line = self._lines.get(path)
            if not line:
                raise Refusal(404, f"nobody subscribed to {path}")
            return self._hear(line, path, headers, body)
        except Refusal as no:
            self.complaints.append(str(no))
            return Reply(no.status, body=str(no).encode())

    def _hear(self, line: _Line, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if len(body) > MAX_BODY:
            raise Refusal(413, f"{len(body)} bytes")
        check_headers(headers)
        claims = vapid_claims(headers, f"https://{self.host}", line.key)
        payload = self._opened(line.device, body)
        with self._heard:
            reply = line.replies.pop(0) if len(line.replies) > 1 else line.replies[0]
            self.received.append(Received(headers, payload, path, time.time(), claims, reply.status))
            self._heard.notify_all()
        return reply

    @staticmethod
    def _opened(device: Device, body: bytes) -> bytes:
        try:
            return device.open(body)
        except Exception as wrong:
            raise Refusal(400, f"the body does not open: {wrong!r}") from wrong


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A test may open hundreds at once.
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that hang up or don't trust the certificate."""


def _handler_of(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def setup(self) -> None:
            service.connections += 1
            super().setup()

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            reply = service.take(self.path, _titled(self.headers.items()), body)
            if service.ends_within(reply.delay):
                self.close_connection = True
            else:
                self._say(reply)

        def do_GET(self) -> None:
            service.complaints.append(f"GET {self.path}: a redirect was followed, or somebody is curious")
            self._say(Reply(405))

        def _say(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            """Log nothing: `received` and `complaints` have what matters."""

    return Handler


def _titled(items: Any) -> dict[str, str]:
    """Headers with their names in the RFCs' spelling, whatever case was sent."""
    known: Callable[[str], str] = lambda name: "TTL" if name.lower() == "ttl" else name.title()  # noqa: E731
    return {known(name): value for name, value in items}
