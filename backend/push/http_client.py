"""The only code that speaks to a push service: many POSTs at once over kept-alive HTTP/2 connections.

libcurl does it, one multi handle a thread, whose connections live on between tasks. Each connection goes to
the address that was checked (endpoints.py), past any proxy; nothing is followed, and what comes back is
bounded in size and time.
"""

import select
import ssl
import threading
from functools import cache
from itertools import chain
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
#: Hosts that connections are kept to. There are a handful, but one company has names without end.
MOST_HOSTS = 50

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


class Handle:
    """One of libcurl's, for one POST at a time, used again: setting one up costs as much as a push."""

    def __init__(self) -> None:
        self.number = 0
        self.size = self.header_size = 0
        self.retry_after: str | None = None
        self.curl = curl = pycurl.Curl()
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        curl.setopt(pycurl.PIPEWAIT, 1)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT, CONNECTING)
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.WRITEFUNCTION, self._read)
        curl.setopt(pycurl.HEADERFUNCTION, self._read_header)

    def prepare(self, number: int, post: Post) -> None:
        self.number = number
        self.size = self.header_size = 0
        self.retry_after = None
        curl = self.curl
        curl.setopt(pycurl.URL, post.url)
        curl.setopt(pycurl.CONNECT_TO, [f"{post.host}:443:{post.place}"])
        curl.setopt(pycurl.CAINFO, trusted())
        curl.setopt(pycurl.TIMEOUT, ALTOGETHER)
        curl.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in post.headers.items()])
        curl.setopt(pycurl.POSTFIELDS, post.body)

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


class HttpClient:
    """A thread's connections, and the POSTs under way over them, each by a number of its caller's.

    Each host has a multi handle of its own: within one, who waits for a connection to a host that doesn't
    answer keeps those from theirs who come after.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, pycurl.CurlMulti] = {}
        self._idle: list[Handle] = []
        self._going: dict[pycurl.Curl, Handle] = {}

    def post(self, number: int, post: Post) -> None:
        handle = self._idle.pop() if self._idle else Handle()
        handle.prepare(number, post)
        self._going[handle.curl] = handle
        self._multi(post.host).add_handle(handle.curl)

    def replies(self, patience: float) -> dict[int, Reply]:
        """What has come since, by the POSTs' numbers; when nothing has, it waits so many seconds for it."""
        if not (came := self._came()) and self._going:
            self._wait(min(patience, WATCHING))
            came = self._came()
        return came

    def drop(self) -> None:
        """Hear no more of what is under way."""
        for handle in list(self._going.values()):
            self._rest(handle)

    def _multi(self, host: str) -> pycurl.CurlMulti:
        if host not in self._hosts:
            if len(self._hosts) >= MOST_HOSTS and not self._going:
                self._hosts.clear()  # which closes their connections
            multi = self._hosts[host] = pycurl.CurlMulti()
            multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
            multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, 4)
        return self._hosts[host]

    def _came(self) -> dict[int, Reply]:
        ended: list[pycurl.Curl] = []
        for multi in self._hosts.values():
            multi.perform()
            _, answered, failed = multi.info_read()
            ended += [*answered, *(curl for curl, _, _ in failed)]
        handles = [self._going[curl] for curl in ended]
        for handle in handles:
            self._rest(handle)
        return {handle.number: handle.reply() for handle in handles}

    def _wait(self, seconds: float) -> None:
        kinds = zip(*(multi.fdset() for multi in self._hosts.values()), strict=True)
        reading, writing, failing = (list(chain.from_iterable(sockets)) for sockets in kinds)
        select.select(reading, writing, failing, seconds)

    def _rest(self, handle: Handle) -> None:
        multi = handle.curl.multi()
        multi.remove_handle(handle.curl)
        del self._going[handle.curl]
        self._idle.append(handle)


def own() -> HttpClient:
    """This thread's; a worker process that was forked makes its own as well."""
    if not hasattr(_own, "client"):
        _own.client = HttpClient()
    client: HttpClient = _own.client
    return client


@cache
def trusted() -> str:
    """The certificate authorities: SSL_CERT_FILE if the operator set it, the system's, else certifi's."""
    return ssl.get_default_verify_paths().cafile or certifi.where()
