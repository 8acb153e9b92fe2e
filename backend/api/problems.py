"""The error format: `application/problem+json` (RFC 9457), with a JSON Pointer (RFC 6901) for each fault.

    {"type": "about:blank", "title": "Bad Request", "status": 400, "code": "invalid", "detail": "...",
     "errors": [{"path": "/sensations/0/strength", "code": "range", "message": "..."}]}

Messages never repeat what the client sent.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from rest_framework import exceptions

MEDIA_TYPE = "application/problem+json"
Fault = dict[str, str]


class Problem(exceptions.APIException):
    """An error response, with `members` in addition to the usual ones."""

    def __init__(self, status: int, code: str, detail: str, **members: Any) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code = code
        self.members = members


def shape(status: int, code: str, detail: str, faults: list[Fault]) -> dict[str, Any]:
    about = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return about | {"code": code, "detail": detail, "errors": faults}


def problem(status: int, code: str, detail: str) -> HttpResponse:
    """An error response in the same format, for use outside of DRF."""
    body = shape(status, code, detail, [{"path": "", "code": code, "message": detail}])
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)


def safe_only(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 405 to every method except GET and HEAD."""

    @wraps(view)
    def only(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request)
        refusal = problem(405, "method_not_allowed", "This can only be read.")
        refusal["Allow"] = "GET, HEAD"
        return refusal

    return only
