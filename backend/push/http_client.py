"""The HTTP client for push services: concurrent POSTs over persistent HTTP/2 connections.

Each thread has a client of its own, whose libcurl connections persist between tasks. A connection goes to the
address that was checked (endpoints.py) and to no proxy; redirects aren't followed, and replies are limited in
size and time.
"""

import select
import ssl
import threading
from collections import Counter
from functools import cache
from itertools import chain
from typing import NamedTuple

import certifi
import pycurl

#: The time limit of one push in seconds, from connecting to the last byte of the reply.
ALTOGETHER = 10
CONNECTING = 5
#: Limits of a reply's body and headers, in bytes. A longer reply is cut off.
LONGEST_REPLY = 4096
LONGEST_HEADERS = 16 * 1024
#: The longest wait for socket activity, in seconds.
WATCHING = 0.1
#: The most connections to one host.
CONNECTIONS = 4
#: The most POSTs in flight to a host without HTTP/2: for each connection one that is being answered, and the
#: next.
MOST_IN_TURN = 2 * CONNECTIONS
#: The number of hosts to which connections persist. A known domain may have any number of hosts.
MOST_HOSTS = 50

_local = threading.local()


class Post(NamedTuple):
    """One request. `place` is the checked `address:port` to connect to, an IPv6 address in brackets."""

    url: str
    host: str
    place: str
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """A response. `status` is 0 if there was none."""

    status: int
    retry_after: str | None = None


class Handle:
    """A libcurl easy handle for one POST at a time. Reused: creating one costs as much as a push."""

    def __init__(self) -> None:
        self.number = 0
        self.host = ""
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
        self.host = post.host
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

    @property
    def multiplexed(self) -> bool:
        return bool(self.curl.getinfo(pycurl.INFO_HTTP_VERSION) >= pycurl.CURL_HTTP_VERSION_2_0)

    def reply(self) -> Reply:
        # The status is known even if the reply was cut off.
        return Reply(self.curl.getinfo(pycurl.RESPONSE_CODE), self.retry_after)


class HttpClient:
    """One thread's connections and the POSTs in flight on them, each under a number that the caller chooses.

    Each host has a multi handle of its own: within one handle, requests that wait for a connection to a host
    that doesn't answer would block later requests to other hosts.
    """

    def __init__(self) -> None:
        self._hosts: dict[str, pycurl.CurlMulti] = {}
        self._idle: list[Handle] = []
        self._in_flight: dict[pycurl.Curl, Handle] = {}
        #: How many POSTs are in flight to each host.
        self._count = Counter[str]()
        #: The hosts whose last reply came over HTTP/2.
        self._multiplexed: set[str] = set()

    def takes_more(self, host: str) -> bool:
        """Whether the next POST to this host goes out soon. Otherwise it would wait for a connection.

        Until a host's first reply, it counts as one without HTTP/2.
        """
        return host in self._multiplexed or self._count[host] < MOST_IN_TURN

    def post(self, number: int, post: Post) -> None:
        handle = self._idle.pop() if self._idle else Handle()
        handle.prepare(number, post)
        self._in_flight[handle.curl] = handle
        self._count[post.host] += 1
        self._multi(post.host).add_handle(handle.curl)

    def replies(self, patience: float) -> dict[int, Reply]:
        """The new replies by number.

        Waits at most `patience` (and WATCHING) seconds if there are none yet.
        """
        if not (completed := self._completed()) and self._in_flight:
            self._wait(min(patience, WATCHING))
            completed = self._completed()
        return completed

    def drop(self) -> None:
        """Abandon the POSTs in flight."""
        for handle in list(self._in_flight.values()):
            self._release(handle)

    def _multi(self, host: str) -> pycurl.CurlMulti:
        if host not in self._hosts:
            if len(self._hosts) >= MOST_HOSTS and not self._in_flight:
                self._hosts.clear()  # which closes their connections
                self._count.clear()
                self._multiplexed.clear()
            multi = self._hosts[host] = pycurl.CurlMulti()
            multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
            multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        return self._hosts[host]

    def _completed(self) -> dict[int, Reply]:
        ended: list[pycurl.Curl] = []
        for multi in self._hosts.values():
            multi.perform()
            _, answered, failed = multi.info_read()
            ended += [*answered, *(curl for curl, _, _ in failed)]
        handles = [self._in_flight[curl] for curl in ended]
        for handle in handles:
            self._release(handle)
            if handle.multiplexed:
                self._multiplexed.add(handle.host)
            else:
                self._multiplexed.discard(handle.host)
        return {handle.number: handle.reply() for handle in handles}

    def _wait(self, seconds: float) -> None:
        kinds = zip(*(multi.fdset() for multi in self._hosts.values()), strict=True)
        reading, writing, failing = (list(chain.from_iterable(sockets)) for sockets in kinds)
        select.select(reading, writing, failing, seconds)

    def _release(self, handle: Handle) -> None:
        multi = handle.curl.multi()
        multi.remove_handle(handle.curl)
        del self._in_flight[handle.curl]
        self._count[handle.host] -= 1
        self._idle.append(handle)


def for_this_thread() -> HttpClient:
    """This thread's client, created on first use."""
    if not hasattr(_local, "client"):
        _local.client = HttpClient()
    client: HttpClient = _local.client
    return client


@cache
def trusted() -> str:
    """The CA bundle: SSL_CERT_FILE if the operator set it, else the system's, else certifi's."""
    return ssl.get_default_verify_paths().cafile or certifi.where()
