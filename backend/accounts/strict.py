"""Validates the JSON bodies of allauth's endpoints with our strict parser, before allauth parses them.

Python's decoder, which allauth uses, recurses without limit and accepts NaN, NUL and lone surrogates. Errors
have our format. OPTIONS is refused, as everywhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError

from backend.api.errors import body_of
from backend.api.json import parse
from backend.api.problems import MEDIA_TYPE, problem

View = Callable[..., HttpResponseBase]


def strict(view: View) -> View:
    """Answer 400 unless the body is empty or a strict JSON object, and 405 for OPTIONS and TRACE."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method in ("OPTIONS", "TRACE"):
            return method_not_allowed(view)
        try:
            if request.body:
                parse(request.body)
        except ValidationError as wrong:
            return HttpResponse(orjson.dumps(body_of(wrong)), status=400, content_type=MEDIA_TYPE)
        return view(request, *args, **options)

    return checked


def method_not_allowed(view: View) -> HttpResponse:
    """A 405 response with the view's methods in Allow (RFC 9110 section 15.5.6)."""
    offered = getattr(view, "view_class", None)
    methods = [name for name in getattr(offered, "http_method_names", ()) if name not in ("options", "trace")]
    refusal = problem(405, "method_not_allowed", "There is nothing to do this way.")
    refusal["Allow"] = ", ".join(name.upper() for name in methods if hasattr(offered, name))
    return refusal
