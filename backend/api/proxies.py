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


def client_address(peer: Address, forwarded_for: str) -> Address:
    """The nearest address that is not one of our proxies: from the right, since only they append there.

    What is no address ends the walk, so that the answer is always one.
    """
    nearest = peer
    for hop in reversed(forwarded_for.split(",")):
        further = parsed(hop.strip())
        if further is None or not is_trusted(nearest):
            break
        nearest = further
    return nearest


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
            meta["REMOTE_ADDR"] = str(client_address(peer, forwarded_for))
            if proto.strip() in ("http", "https"):
                meta["wsgi.url_scheme"] = proto.strip()
        return self.get_response(request)
