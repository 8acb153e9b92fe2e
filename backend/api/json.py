"""JSON in and out of the API: strict in what it takes (RFC 8259), bounded in depth, and fast."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

DEPTH_LIMIT = 20


class JSONParser(BaseParser):
    """Takes JSON objects, without NaN, lone surrogates or NUL, and at most 20 levels deep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return parse(stream.read())


def parse(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`; ValidationError otherwise."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        # The decoder's own message quotes the text around the fault: no place for the person's words.
        raise ValidationError("This is not JSON.", code="not_json") from None
    refuse_hostile(body)
    if not isinstance(body, dict):
        raise ValidationError("The body has to be a JSON object.", code="not_an_object")
    return body


def refuse_hostile(body: Any) -> None:
    """Raise ValidationError, naming the path, for NUL characters and for nesting over DEPTH_LIMIT.

    Iterative, so that no nesting can exhaust the stack.
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
    """A ValidationError about one place in the body, given as keys and indexes from the top."""

    def __init__(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        self.said = ErrorDetail(message, code)
        super().__init__(self.said)
        self.path = path


class JSONRenderer(BaseRenderer):
    """Renders what orjson renders: also datetimes and UUIDs."""

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
