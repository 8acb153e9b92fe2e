"""The size limit of request bodies. This middleware runs before anything that reads a body."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from backend.api.problems import problem

# A client that is still sending when the response comes sees a broken connection instead of the response. So
# its body is read and discarded first, up to this many bytes.
DRAIN_LIMIT = 32 * 1024 * 1024
CHUNK = 64 * 1024


class BodyLimit:
    """Answers 413 for bodies over BODY_LIMIT bytes, and 411 for bodies without Content-Length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return problem(411, "length_required", "The request has to say how long its body is.")
        content_length = request.META.get("CONTENT_LENGTH") or "0"
        if not (content_length.isascii() and content_length.isdigit()):
            return problem(400, "invalid", "Content-Length is not a number.")
        length = int(content_length[:20])
        if length > settings.BODY_LIMIT:
            drain(request, min(length, DRAIN_LIMIT))
            return problem(413, "too_large", f"At most {settings.BODY_LIMIT} bytes fit in one request.")
        return self.get_response(request)


def drain(request: HttpRequest, left: int) -> None:
    """Read and discard up to `left` bytes of the body."""
    stream = request.META.get("wsgi.input")
    while stream is not None and left > 0:
        chunk = stream.read(min(CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
