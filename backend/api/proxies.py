"""Believes X-Forwarded-For and X-Forwarded-Proto only where a configured proxy set them."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


def is_trusted(address: str) -> bool:
    """Whether the address lies in one of NOTICING_TRUSTED_PROXIES; anything that is no address does not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in settings.TRUSTED_PROXIES)


def client_address(peer: str, forwarded_for: str) -> str:
    """The nearest address that is not one of our proxies: from the right, since only they append there."""
    nearest_first = [peer, *reversed([hop.strip() for hop in forwarded_for.split(",") if hop.strip()])]
    return next((hop for hop in nearest_first if not is_trusted(hop)), nearest_first[-1])


class TrustedProxies:
    """Rewrites REMOTE_ADDR and the scheme once, so that nothing after it ever reads a forwarded header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded_for, proto, *_ = [meta.pop(header, "") for header in FORWARDED]
        peer = meta.get("REMOTE_ADDR", "")
        if is_trusted(peer):
            meta["REMOTE_ADDR"] = client_address(peer, forwarded_for)
            if proto.strip() in ("http", "https"):
                meta["wsgi.url_scheme"] = proto.strip()
        return self.get_response(request)
