"""The security headers of every response, static files and errors included."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# `style-src 'self'` holds because Svelte sets styles through the CSSOM, never through attributes in HTML.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)

#: Where a link leads, besides what is shared itself: nothing for a search engine, and nothing to keep.
LINKED = re.compile(r"/(s(\W.*)?|share\.html|api/viewings/)", re.DOTALL)


class SecurityHeaders:
    """Outermost middleware, so that nothing answers without these."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # Files say how long they may be kept, and so does the catalogue; whatever says nothing isn't kept.
        linked = LINKED.fullmatch(request.path) is not None
        if linked or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if linked or request.path.startswith(("/api/shared/", "/api/calendar/")):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
