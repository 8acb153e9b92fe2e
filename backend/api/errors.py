"""Converts exceptions and Django's own error responses into the common error format (`problems`)."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from backend.api.json import PointedError
from backend.api.problems import MEDIA_TYPE, Fault, Problem, problem, shape

CODES = {
    exceptions.NotAuthenticated: "signed_out",
    exceptions.AuthenticationFailed: "signed_out",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.Throttled: "too_many_requests",
    exceptions.ParseError: "invalid",
    exceptions.ValidationError: "invalid",
}


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. Returns None (a 500) for exceptions that aren't responses."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, DjangoPermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    set_rollback()
    response = Response(body_of(exception), status=exception.status_code, content_type=MEDIA_TYPE)
    if challenge := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    if (wait := getattr(exception, "wait", None)) is not None:
        response["Retry-After"] = str(max(1, round(wait)))
    return response


def body_of(exception: exceptions.APIException) -> dict[str, Any]:
    """The JSON object for an exception."""
    members = exception.members if isinstance(exception, Problem) else {}
    code = CODES.get(type(exception)) or getattr(exception, "code", None) or str(exception.get_codes())
    faults: list[Fault]
    if isinstance(exception, PointedError):
        faults = [fault(pointer(exception.path), exception.error)]
        code = "invalid"
    elif isinstance(exception, exceptions.ValidationError):
        faults = list(walk(exception.detail, ()))
    else:
        faults = [{"path": "", "code": code, "message": str(exception.detail)}]
    return shape(exception.status_code, code, faults[0]["message"] if faults else "", faults) | members


def walk(detail: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Yield the faults in a serializer's nested errors, each with its JSON Pointer."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from walk(inner, path if key == api_settings.NON_FIELD_ERRORS_KEY else (*path, key))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            # In a list of texts, each is a message about this path; in a list of objects, each is an item's
            # errors.
            yield from walk(inner, (*path, place) if isinstance(inner, dict | list) else path)
    else:
        yield fault(pointer(path), detail)


def fault(path: str, detail: Any) -> Fault:
    return {"path": path, "code": getattr(detail, "code", "invalid"), "message": str(detail)}


def pointer(path: tuple[str | int, ...]) -> str:
    """A JSON Pointer (RFC 6901 section 3)."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. The phone fetches a new token and retries."""
    return problem(403, "csrf", "The CSRF token is not the session's.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, "invalid", "This request can't be understood.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(404, "not_found", "There is nothing here.")


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(500, "server_error", "Something went wrong here. Nothing of yours was lost.")
