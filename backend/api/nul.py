"""Refuses NUL characters in requests, since PostgreSQL can't store or query them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from backend.api.problems import problem


class RefuseNul:
    """Answers 400 for a NUL in the path or a header (RFC 9110 section 5.5); drops cookies that encode one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any(isinstance(value, str) and "\0" in value for value in request.META.values()):
            return problem(400, "invalid", "A request can't hold a NUL character.")
        # A quoted cookie may encode any character as an octal escape.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in name + value}
        return self.get_response(request)
