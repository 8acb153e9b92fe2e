"""NUL is in no text of ours, and PostgreSQL can't even be asked for one: it stops here, not at a query."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from backend.api.problems import problem


class NoNul:
    """400 for a path or a header with a NUL (RFC 9110 section 5.5); a cookie that spells one is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any(isinstance(value, str) and "\0" in value for value in request.META.values()):
            return problem(400, "invalid", "A request can't hold a NUL character.")
        # In quotes, a cookie may spell any character by its octal number.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in name + value}
        return self.get_response(request)
