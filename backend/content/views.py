"""GET /api/content/: the catalogue. Public, since it contains nothing about any person."""

import hashlib
import json
from functools import cache
from typing import NamedTuple

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.content import catalogue
from backend.content.negotiation import preferred
from backend.content.schema import ANSWER


class Edition(NamedTuple):
    """The catalogue in one language, as a response body."""

    body: bytes
    etag: str


@cache
def edition(language: str) -> Edition:
    """Built once per language and process, since the files don't change while the server runs."""
    whole = catalogue.merged(language)
    body = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    return Edition(body, f'"{language}-{hashlib.sha256(body).hexdigest()[:20]}"')


class ContentView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @extend_schema(
        operation_id="content_read",
        summary="The catalogue: every code and its words",
        parameters=[
            OpenApiParameter(
                "Accept-Language", str, "header", description="English if none of them is available"
            ),
            OpenApiParameter("If-None-Match", str, "header", description="The ETag of the client's copy"),
        ],
        responses={200: OpenApiResponse(ANSWER), 304: OpenApiResponse(description="Unchanged")},
    )
    def get(self, request: Request) -> HttpResponseBase:
        accepted = request.headers.get("Accept-Language", "")
        language = preferred(accepted, catalogue.LANGUAGES, catalogue.DEFAULT_LANGUAGE)
        body, etag = edition(language)
        response = HttpResponse(body, content_type="application/json")
        response["ETag"] = etag
        response["Content-Language"] = language
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Accept-Language"])
        return get_conditional_response(request, etag=etag, response=response) or response
