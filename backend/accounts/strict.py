"""allauth reads bodies with Python's own decoder, which recurses as deep as they go and takes NaN, NUL and
lone surrogates. So ours looks first, and its answer is in our error shape. OPTIONS has nothing to say there,
as everywhere."""

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
    """400 for a body that is no strict JSON object, none at all is the view's own matter; 405 for OPTIONS."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method in ("OPTIONS", "TRACE"):
            return not_this_way(view)
        try:
            if request.body:
                parse(request.body)
        except ValidationError as wrong:
            return HttpResponse(orjson.dumps(body_of(wrong)), status=400, content_type=MEDIA_TYPE)
        return view(request, *args, **options)

    return checked


def not_this_way(view: View) -> HttpResponse:
    """405 that says what the view offers (RFC 9110 section 15.5.6)."""
    offered = getattr(view, "view_class", None)
    names = [name for name in getattr(offered, "http_method_names", ()) if name not in ("options", "trace")]
    refusal = problem(405, "method_not_allowed", "There is nothing to do this way.")
    refusal["Allow"] = ", ".join(name.upper() for name in names if hasattr(offered, name))
    return refusal
