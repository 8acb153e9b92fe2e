"""The only code that speaks to a push service: many POSTs at once over kept-alive HTTP/2 connections.

libcurl does it, one multi handle a thread, whose connections live on between tasks. Each connection goes to
the address that was checked (endpoints.py), past any proxy; nothing is followed, and what comes back is
bounded in size and time.
"""

import ssl
import threading
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import certifi
import pycurl

#: Seconds for one push, from connecting to the last byte of the reply.
ALTOGETHER = 10
CONNECTING = 5
#: Of the reply, headers and body alike, in bytes; nobody reads more.
LONGEST_REPLY = 4096
LONGEST_HEADERS = 16 * 1024
#: Seconds between two looks at the clock while nothing comes.
WATCHING = 0.1

_own = threading.local()


class Post(NamedTuple):
    """One push. `place` is the checked address and port to connect to, an IPv6 address in brackets."""

    url: str
    host: str
    place: str
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """`status` is 0 when no answer came."""

    status: int
    retry_after: str | None = None


class Exchange:
    """One POST on its way."""

    def __init__(self, post: Post) -> None:
        self.size = 0
        self.header_size = 0
        self.retry_after: str | None = None
        self.curl = curl = pycurl.Curl()
        curl.setopt(pycurl.URL, post.url)
        curl.setopt(pycurl.CONNECT_TO, [f"{post.host}:443:{post.place}"])
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.CAINFO, trusted())
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        curl.setopt(pycurl.PIPEWAIT, 1)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT, CONNECTING)
        curl.setopt(pycurl.TIMEOUT, ALTOGETHER)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in post.headers.items()])
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.POSTFIELDS, post.body)
        curl.setopt(pycurl.WRITEFUNCTION, self._read)
        curl.setopt(pycurl.HEADERFUNCTION, self._read_header)

    def _read(self, part: bytes) -> int:
        self.size += len(part)
        return len(part) if self.size <= LONGEST_REPLY else 0  # 0 ends the transfer

    def _read_header(self, line: bytes) -> int:
        self.header_size += len(line)
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"retry-after":
            self.retry_after = value.strip().decode("latin-1")
        return len(line) if self.header_size <= LONGEST_HEADERS else 0

    def reply(self) -> Reply:
        # A reply that was cut off has its status all the same.
        return Reply(self.curl.getinfo(pycurl.RESPONSE_CODE), self.retry_after)


def exchange(posts: Iterable[Post]) -> list[Reply]:
    """Send them all at once; the replies in the same order. Takes a little over ALTOGETHER at most."""
    multi = connections()
    running = [Exchange(post) for post in posts]
    for each in running:
        multi.add_handle(each.curl)
    try:
        left = len(running)
        while left:
            _, left = multi.perform()
            if left:
                multi.select(WATCHING)
        return [each.reply() for each in running]
    finally:
        for each in running:
            multi.remove_handle(each.curl)
            each.curl.close()


def connections() -> pycurl.CurlMulti:
    """This thread's own; a worker process that was forked makes its own as well."""
    if not hasattr(_own, "multi"):
        _own.multi = pycurl.CurlMulti()
        _own.multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        _own.multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, 4)
    return _own.multi


@cache
def trusted() -> str:
    """The certificate authorities: SSL_CERT_FILE if the operator set it, the system's, else certifi's."""
    return ssl.get_default_verify_paths().cafile or certifi.where()
