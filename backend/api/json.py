"""The API's JSON parser and renderer: strict (RFC 8259), with limited nesting, and fast."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

DEPTH_LIMIT = 20


class JSONParser(BaseParser):
    """Accepts JSON objects without NaN, lone surrogates or NUL, at most DEPTH_LIMIT levels deep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return parse(stream.read())


def parse(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`. Raises ValidationError."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        # The decoder's message quotes the text, which may be the person's words.
        raise ValidationError("This is not JSON.", code="not_json") from None
    refuse_hostile(body)
    if not isinstance(body, dict):
        raise ValidationError("The body has to be a JSON object.", code="not_an_object")
    return body


def refuse_hostile(body: Any) -> None:
    """Raise PointedError with the path for NUL characters and for nesting deeper than DEPTH_LIMIT.

    Iterative, so that deep nesting can't exhaust the stack.
    """
    left: list[tuple[Any, tuple[str | int, ...]]] = [(body, ())]
    while left:
        value, path = left.pop()
        if len(path) > DEPTH_LIMIT:
            raise PointedError(
                path[:DEPTH_LIMIT], "too_deep", f"At most {DEPTH_LIMIT} levels fit into each other."
            )
        if isinstance(value, str):
            if "\0" in value:
                raise PointedError(path, "nul", "Text can't hold a NUL character.")
        elif isinstance(value, dict):
            if any("\0" in key for key in value):
                raise PointedError(path, "nul", "A name can't hold a NUL character.")
            left.extend((item, (*path, key)) for key, item in value.items())
        elif isinstance(value, list):
            left.extend((item, (*path, place)) for place, item in enumerate(value))


class PointedError(ValidationError):
    """A ValidationError for one path in the body: keys and indexes from the root."""

    def __init__(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        self.error = ErrorDetail(message, code)
        super().__init__(self.error)
        self.path = path


class JSONRenderer(BaseRenderer):
    """Renders with orjson, which also supports datetimes and UUIDs."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data)
