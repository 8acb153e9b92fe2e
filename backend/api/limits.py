"""The size limit of request bodies, in front of everything that might read one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from backend.api.problems import problem

# A client that is still sending when the answer comes sees a broken connection, not the answer: so what it
# sends is read and dropped first, up to here.
DRAIN_LIMIT = 32 * 1024 * 1024
CHUNK = 64 * 1024


class BodyLimit:
    """413 for bodies over BODY_LIMIT bytes, 411 for those that don't say how long they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return problem(411, "length_required", "The request has to say how long its body is.")
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not (said.isascii() and said.isdigit()):
            return problem(400, "invalid", "Content-Length is not a number.")
        length = int(said[:20])
        if length > settings.BODY_LIMIT:
            drain(request, min(length, DRAIN_LIMIT))
            return problem(413, "too_large", f"At most {settings.BODY_LIMIT} bytes fit in one request.")
        return self.get_response(request)


def drain(request: HttpRequest, left: int) -> None:
    """Read and drop `left` bytes of the body, or as many as come."""
    stream = request.META.get("wsgi.input")
    while stream is not None and left > 0:
        chunk = stream.read(min(CHUNK, left))
        if not chunk:
            return
        left -= len(chunk)
