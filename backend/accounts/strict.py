"""allauth reads bodies with Python's own decoder, which recurses as deep as they go and takes NaN, NUL and
lone surrogates. So ours looks first, and its answer is in our error shape."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import ValidationError

from backend.api.errors import body_of
from backend.api.json import parse
from backend.api.problems import MEDIA_TYPE

View = Callable[..., HttpResponseBase]


def strict(view: View) -> View:
    """400 for a body that is no strict JSON object; none at all is the view's own matter."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            if request.body:
                parse(request.body)
        except ValidationError as wrong:
            return HttpResponse(orjson.dumps(body_of(wrong)), status=400, content_type=MEDIA_TYPE)
        return view(request, *args, **options)

    return checked
