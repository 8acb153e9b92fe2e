"""Sets the security headers of every response, including static files and errors."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# `style-src 'self'` works because Svelte sets styles through the CSSOM rather than by style attributes.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)

#: Where a share link leads, apart from the shared data: not to be indexed or cached.
LINKED = re.compile(r"/(s(\W.*)?|share\.html|api/viewings/)", re.DOTALL)


class SecurityHeaders:
    """The outermost middleware, so that every response has these headers."""

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
        # Files, the catalogue and calendar feeds set Cache-Control themselves; the rest isn't cached.
        linked = LINKED.fullmatch(request.path) is not None
        if linked or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if linked or request.path.startswith(("/api/shared/", "/api/calendar/")):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
