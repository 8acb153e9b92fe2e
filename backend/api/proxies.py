"""Uses X-Forwarded-For and X-Forwarded-Proto only from trusted proxies (NOTICING_TRUSTED_PROXIES)."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def parsed(address: str) -> Address | None:
    """Parse an address; IPv4-mapped IPv6 becomes IPv4. None for anything else."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    return None if ip.scope_id else ip.ipv4_mapped or ip


def is_trusted(ip: Address) -> bool:
    """Whether the address is in one of NOTICING_TRUSTED_PROXIES."""
    return any(ip in network for network in settings.TRUSTED_PROXIES)


def trusted_hops(peer: Address, forwarded_for: str) -> list[Address]:
    """The chain of addresses from the peer to the client.

    Reads `forwarded_for` from the right, where our proxies append, as long as the hops are trusted. The last
    address is the client's. An entry that isn't an address ends the chain.
    """
    hops = [peer]
    for hop in reversed(forwarded_for.split(",")):
        further = parsed(hop.strip())
        if further is None or not is_trusted(hops[-1]):
            break
        hops.append(further)
    return hops


def client_address(peer: Address, forwarded_for: str) -> Address:
    """The nearest address that isn't a trusted proxy."""
    return trusted_hops(peer, forwarded_for)[-1]


def client_scheme(proto: str, proxies: int | None) -> str | None:
    """The scheme that the farthest of our proxies received, or None if there is none.

    Each of the `proxies` either appends a scheme or passes on what it received. If they don't list addresses
    (None), their number is unknown and the whole header is used: the scheme affects only the redirect to
    https.
    """
    schemes: list[str] = []
    for scheme in reversed(proto.split(",")[-proxies:] if proxies else proto.split(",")):
        if scheme.strip().lower() not in ("http", "https"):
            break
        schemes.append(scheme.strip().lower())
    return schemes[-1] if schemes else None


def neighborhood(address: str) -> str:
    """The key for rate limits: an IPv4 address, or an IPv6 /64, since one client gets a whole /64."""
    ip = parsed(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip or address)


class TrustedProxies:
    """Sets REMOTE_ADDR and the scheme, and removes the forwarded headers so that nothing else reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded = [meta.pop(header, "") for header in FORWARDED]
        forwarded_for, proto, *_ = forwarded
        # Trusted or not, such a header shows that there was a proxy, so a loopback address proves nothing.
        meta["noticing.forwarded"] = any(forwarded)
        peer = parsed(meta.get("REMOTE_ADDR", ""))
        if peer is not None and is_trusted(peer):
            hops = trusted_hops(peer, forwarded_for)
            meta["REMOTE_ADDR"] = str(hops[-1])
            scheme = client_scheme(proto, len(hops) - 1 or None)
            if scheme is not None:
                meta["wsgi.url_scheme"] = scheme
        return self.get_response(request)
