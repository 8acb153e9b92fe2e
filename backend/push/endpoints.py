"""The allow-list of push endpoints, against server-side request forgery (security.md, "Push endpoints").

An endpoint is parsed once, and then its parts are compared. No pattern is matched against the whole URL.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

#: The hosts of the browsers' push services. Windows uses a host per region, under one domain.
KNOWN_HOSTS = frozenset(
    {
        "fcm.googleapis.com",
        "android.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
    }
)
KNOWN_DOMAINS = ("notify.windows.com",)
LONGEST = 2048
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


class RefusedEndpointError(ValueError):
    """Pushes may not be sent to this address."""


class Endpoint(NamedTuple):
    """A checked endpoint. `origin` is the audience of its VAPID token (RFC 8292 section 2)."""

    url: str
    host: str
    origin: str


def parse(url: str, extra_hosts: Collection[str] = ()) -> Endpoint:
    """The checked endpoint: https, port 443, no user info, no fragment, a known host or one of `extra_hosts`.

    Raises RefusedEndpointError otherwise.
    """
    if len(url) > LONGEST or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise RefusedEndpointError("an endpoint is a plain https URL")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise RefusedEndpointError("an endpoint is a plain https URL") from None
    if not url.startswith("https://") or "@" in parts.netloc or parts.fragment or port not in (None, 443):
        raise RefusedEndpointError("an endpoint is https, on port 443, without a user")
    # The parsed host must be the literal text of the URL, so that what is checked is what is connected to: no
    # upper case, no trailing dot, no other spelling of a port or an address.
    if host is None or not _HOST.fullmatch(host) or parts.netloc not in (host, f"{host}:443"):
        raise RefusedEndpointError("an endpoint's host is a plain name")
    if not is_known(host) and host not in extra_hosts:
        raise RefusedEndpointError("this is not a push service known here")
    return Endpoint(url, host, f"https://{host}")


def is_known(host: str) -> bool:
    """Whether it is a known host, or a subdomain of a known domain."""
    return host in KNOWN_HOSTS or any(host.endswith(f".{domain}") for domain in KNOWN_DOMAINS)


Resolve = Callable[[str], Iterable[str]]


def addresses(host: str) -> list[str]:
    """What the system's resolver gives, in order and without duplicates. Raises OSError if it gives none."""
    resolved = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in resolved))


def pin(host: str, *, allowed: bool = False, resolve: Resolve = addresses) -> str:
    """Resolve the host and return the one address to connect to, which prevents DNS rebinding.

    Raises RefusedEndpointError if any of the host's addresses isn't public, even beside public ones, unless
    the operator allowed this host.
    """
    resolved = list(resolve(host))
    if not resolved:
        raise RefusedEndpointError("this host has no address")
    if not allowed and not all(is_public(address) for address in resolved):
        raise RefusedEndpointError("this host's address is not public")
    return resolved[0]


def is_public(address: str) -> bool:
    """Whether it is globally reachable (IANA special-purpose registries), also for IPv4 embedded in IPv6."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or nat64(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address in the well-known prefix 64:ff9b::/96 (RFC 6052 section 2.1), or None."""
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
