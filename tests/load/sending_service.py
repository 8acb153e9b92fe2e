"""A stand-in push service that uses little CPU, since everything shares two cores.

`python -m tests.load.sending_service <folder>` creates a certificate there, prints `{"port": ...}`, answers
every POST with 201, by HTTP/2 or HTTP/1.1, and stores it as received. One message in fifty is decrypted and
checked at once, the rest when it reads a line from standard input: then it prints a report, clears everything
and continues.

It supports the part of HTTP/2 (RFC 9113) that a client for POSTs needs. Headers are decoded only when
checked.
"""

import asyncio
import gc
import json
import ssl
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import hpack
import uvloop

from tests.load.sending_devices import HOST, LOCAL, device_at
from tests.services.certificates import Authority
from tests.services.web_push import check_headers, vapid_claims

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0x0, 0x1, 0x4, 0x6
ACKNOWLEDGED, LAST, WITH_PRIORITY = 0x1, 0x1, 0x20
#: Settings: no table of earlier messages' headers (each can be read by itself), 250 streams, 1 MB for each;
#: and a window of 2 GB for the connection, which nobody here uses up.
GREETING = (
    b"\x00\x00\x12\x04\x00\x00\x00\x00\x00"
    b"\x00\x01\x00\x00\x00\x00"
    b"\x00\x03\x00\x00\x00\xfa"
    b"\x00\x04\x00\x10\x00\x00"
    b"\x00\x00\x04\x08\x00\x00\x00\x00\x00\x7f\xff\x00\x00"
)
SETTINGS_HEARD = b"\x00\x00\x00\x04\x01\x00\x00\x00\x00"
#: A HEADERS frame that ends its stream, up to the stream's number; then `:status: 201` (RFC 7541, 6.2.2).
CREATED = b"\x00\x00\x05\x01\x05"
STATUS = b"\x08\x03201"
CREATED_1_1 = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
SAMPLE = 50


class Message(NamedTuple):
    at: float
    #: Which connection it came over: its headers may refer to those of earlier messages there.
    connection: int
    #: Packed (RFC 7541), or as lines of text for HTTP/1.1.
    head: bytes
    body: bytes


class Kept:
    """All messages since the last report."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.complaints: list[str] = []
        self.sampled = 0

    def take(self, message: Message) -> None:
        self.messages.append(message)
        if len(self.messages) % SAMPLE == 0:
            try:
                headers = unpacked(message, hpack.Decoder())
            except hpack.HPACKError:
                return  # from before our wish for no table was heard: it is read with the rest
            self.check(headers, message.body)
            self.sampled += 1

    def check(self, headers: dict[str, str], body: bytes) -> str | None:
        """Check a message, and return its topic if it is valid."""
        try:
            check_headers(headers)
            sender_of(headers["Authorization"], headers[":authority"])
            opened = json.loads(device_at(headers[":path"]).open(body))
            if opened["web_push"] != 8030:
                raise ValueError("the payload is not a nudge's")
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it is a complaint
            self.complaints.append(repr(wrong))
            return None
        return headers.get("Topic", str(len(body)))

    def report(self) -> dict[str, Any]:
        """Check all stored messages. `topics` is the number of notifications that a phone would show."""
        spent, topics = time.process_time(), set()
        decoders: dict[int, hpack.Decoder] = {}
        for message in self.messages:
            decoder = decoders.setdefault(message.connection, hpack.Decoder())
            topics.add(self.check(unpacked(message, decoder), message.body))
        return {
            "messages": len(self.messages),
            "topics": len(topics),
            "sampled": self.sampled,
            "complaints": self.complaints[:10],
            "arrivals": [round(message.at, 3) for message in self.messages],
            "processor_seconds": spent,
        }


def unpacked(message: Message, decoder: hpack.Decoder) -> dict[str, str]:
    """Header fields by their names as RFC 8030 writes them, with HTTP/2's pseudo-fields."""
    if message.head.startswith(b"POST "):
        first, *lines = message.head.decode("latin-1").split("\r\n")
        fields: Any = [line.split(": ", 1) for line in lines]
        found = {titled(name): value for name, value in fields}
        return found | {":path": first.split(" ")[1], ":authority": found["Host"]}
    return {titled(str(name)): str(value) for name, value in decoder.decode(message.head)}


@cache
def titled(name: str) -> str:
    return name if name.startswith(":") else "TTL" if name.lower() == "ttl" else name.title()


@cache
def sender_of(authorization: str, authority: str) -> str:
    """The key that signed it; a token serves many messages and is checked once."""
    if authority.partition(":")[0] not in (HOST, LOCAL):
        raise ValueError(f"sent to {authority}")
    return str(vapid_claims({"Authorization": authorization}, f"https://{authority}", None)["sub"])


class Connection(asyncio.Protocol):
    """A connection by HTTP/1.1 or HTTP/2."""

    count = 0

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.received = bytearray()
        Connection.count += 1
        self.number = Connection.count

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.heads: dict[bytes, bytes] = {}
        self.bodies: dict[bytes, bytes] = {}
        self.greeted = False
        self.is_http2 = transport.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
        if self.is_http2:
            transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self.received += data
        answers = list(self.http2() if self.is_http2 else self.http1())
        if answers:
            self.transport.write(b"".join(answers))

    def http2(self) -> Iterator[bytes]:
        """Handle complete frames (RFC 9113, 4.1); yields the bytes to send."""
        data, place = bytes(self.received), 0
        if not self.greeted:
            if len(data) < len(PREFACE):
                return
            self.greeted, place = True, len(PREFACE)
        while len(data) >= place + 9:
            end = place + 9 + int.from_bytes(data[place : place + 3])
            if len(data) < end:
                break
            kind, flags, stream = data[place + 3], data[place + 4], data[place + 5 : place + 9]
            yield from self.frame(kind, flags, stream, data[place + 9 : end])
            place = end
        del self.received[:place]

    def frame(self, kind: int, flags: int, stream: bytes, payload: bytes) -> Iterator[bytes]:
        if kind == HEADERS:
            self.heads[stream] = payload[5:] if flags & WITH_PRIORITY else payload
        elif kind == DATA:
            self.bodies[stream] = self.bodies.get(stream, b"") + payload
            if flags & LAST:
                self.take(self.heads.pop(stream), self.bodies.pop(stream))
                yield CREATED + stream + STATUS
        elif kind == SETTINGS and not flags & ACKNOWLEDGED:
            yield SETTINGS_HEARD
        elif kind == PING and not flags & ACKNOWLEDGED:
            yield b"\x00\x00\x08\x06\x01\x00\x00\x00\x00" + payload

    def http1(self) -> Iterator[bytes]:
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.received[:end])
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            if len(self.received) < end + 4 + length:
                return
            self.take(head, bytes(self.received[end + 4 : end + 4 + length]))
            del self.received[: end + 4 + length]
            yield CREATED_1_1

    def take(self, head: bytes, body: bytes) -> None:
        self.kept.take(Message(time.time(), self.number, head, body))


async def serve(folder: Path) -> None:
    # What is kept has no cycles, and looking for them would cost more and more.
    gc.disable()
    kept = Kept()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(kept), "127.0.0.1", 0, ssl=context(folder), backlog=512
    )
    say({"port": server.sockets[0].getsockname()[1]})
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while await lines.readline():
        say(kept.report())
        kept.__init__()  # type: ignore[misc]  # connections hold on to it


def context(folder: Path) -> ssl.SSLContext:
    """By the name of the host that is asked for: ours or this machine's own."""
    authority = Authority(folder)
    by_name = {name: authority.context_for(name) for name in (HOST, LOCAL)}
    for each in by_name.values():
        each.set_alpn_protocols(["h2", "http/1.1"])

    def choose(socket: Any, name: str | None, _: ssl.SSLContext) -> None:
        socket.context = by_name.get(name or "", by_name[HOST])

    by_name[HOST].sni_callback = choose
    return by_name[HOST]


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(serve(Path(sys.argv[1])))
