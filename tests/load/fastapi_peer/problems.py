"""Errors in the contract's shape."""

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):  # noqa: N818  # an answer, not a fault
    def __init__(self, status: int, code: str, **members: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.members = status, code, members


def refused(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    body = {"status": refusal.status, "code": refusal.code, "errors": [], **refusal.members}
    return JSONResponse(body, refusal.status, media_type=MEDIA_TYPE)


def invalid(request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, RequestValidationError)
    # The first part of a place says that it is the body.
    places = ["".join(f"/{part}" for part in fault["loc"][1:]) for fault in wrong.errors()]
    body = {"status": 400, "code": "invalid", "errors": [{"path": place} for place in places]}
    return JSONResponse(body, 400, media_type=MEDIA_TYPE)
