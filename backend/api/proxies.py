"""Believes X-Forwarded-For and X-Forwarded-Proto only where a configured proxy set them."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def parsed(address: str) -> Address | None:
    """The address, an IPv4 one in IPv6's clothes as IPv4; None for whatever else a header may hold."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    return None if ip.scope_id else ip.ipv4_mapped or ip


def is_trusted(ip: Address) -> bool:
    """Whether the address lies in one of NOTICING_TRUSTED_PROXIES."""
    return any(ip in network for network in settings.TRUSTED_PROXIES)


def trusted_hops(peer: Address, forwarded_for: str) -> list[Address]:
    """The peer, then whom each of our proxies was asked by: from the right, since only they append there.

    The last is the client. What is no address ends the walk, so that it always is one.
    """
    hops = [peer]
    for hop in reversed(forwarded_for.split(",")):
        further = parsed(hop.strip())
        if further is None or not is_trusted(hops[-1]):
            break
        hops.append(further)
    return hops


def client_address(peer: Address, forwarded_for: str) -> Address:
    """The nearest address that is not one of our proxies."""
    return trusted_hops(peer, forwarded_for)[-1]


def client_scheme(proto: str, proxies: int | None) -> str | None:
    """What the farthest of so many proxies was asked by, each of which appended one or passed on what it got;
    None where nothing it could have said is there.

    Where the proxies don't list addresses (None), nobody knows how many they are, and all of it is believed:
    the scheme decides about nothing but the redirect to https.
    """
    schemes: list[str] = []
    for scheme in reversed(proto.split(",")[-proxies:] if proxies else proto.split(",")):
        if scheme.strip().lower() not in ("http", "https"):
            break
        schemes.append(scheme.strip().lower())
    return schemes[-1] if schemes else None


def neighborhood(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 of an IPv6 one, since that is given out whole."""
    ip = parsed(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip or address)


class TrustedProxies:
    """Rewrites REMOTE_ADDR and the scheme once, so that nothing after it ever reads a forwarded header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded = [meta.pop(header, "") for header in FORWARDED]
        forwarded_for, proto, *_ = forwarded
        # Believed or not, it says that there was a proxy: then "from this machine" says nothing.
        meta["noticing.forwarded"] = any(forwarded)
        peer = parsed(meta.get("REMOTE_ADDR", ""))
        if peer is not None and is_trusted(peer):
            hops = trusted_hops(peer, forwarded_for)
            meta["REMOTE_ADDR"] = str(hops[-1])
            scheme = client_scheme(proto, len(hops) - 1 or None)
            if scheme is not None:
                meta["wsgi.url_scheme"] = scheme
        return self.get_response(request)
