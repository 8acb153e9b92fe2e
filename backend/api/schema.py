"""Errors and our own fields in the OpenAPI document."""

from typing import Any, ClassVar

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class FaultSchema(serializers.Serializer[Any]):
    path = serializers.CharField(
        help_text="A JSON Pointer (RFC 6901) into the body; empty for the whole body."
    )
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSchema(serializers.Serializer[Any]):
    """An error response (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultSchema(many=True)  # type: ignore[assignment]  # DRF takes fields off the class


PROBLEM = ProblemSchema
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, "header", response=[429], description="Seconds until the request may be repeated."
)
NO_BODY = OpenApiResponse(description="Done; no body.")


class _Field(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Maps one of our strict fields to JSON Schema."""

    schema: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)  # type: ignore[no-untyped-call]

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return self.schema


NO_NUL = r"^[^\u0000]*$"
#: The characters for which `str.isspace` is true. JavaScript's `\s` differs.
BLANK = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
#: Not blank.
NOT_BLANK = rf"^[^\u0000]*[^\u0000{BLANK}][^\u0000]*$"


class TextSchema(_Field):
    target_class = "backend.api.fields.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        pattern = self.target.pattern or (NOT_BLANK if self.target.required else NO_NUL)
        return {
            "type": "string",
            "maxLength": self.target.max_length,
            "pattern": pattern,
            **self.target.extensions,
        }


class WholeNumberSchema(_Field):
    target_class = "backend.api.fields.WholeNumber"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.target.least, "maximum": self.target.most}


class FlagSchema(_Field):
    target_class = "backend.api.fields.Flag"
    schema = {"type": "boolean"}


class InstantSchema(_Field):
    target_class = "backend.api.fields.Instant"
    match_subclasses = True
    schema = {"type": "string", "format": "date-time"}


class DaySchema(_Field):
    target_class = "backend.api.fields.Day"
    schema = {"type": "string", "format": "date"}


class TimeOfDaySchema(_Field):
    target_class = "backend.api.fields.TimeOfDay"
    schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "21:30"}


class BytesSchema(_Field):
    target_class = "backend.api.fields.Bytes"
    schema = {"type": "string", "format": "base64url"}


class ZoneSchema(_Field):
    target_class = "backend.api.fields.Zone"
    match_subclasses = True
    schema = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$", "example": "Europe/Lisbon"}


class ReferenceSchema(_Field):
    target_class = "backend.entries.bodies.Reference"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {"type": "string", "format": "uuid", "x-refers-to": self.target.to.kind}


class StrictSerializerSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Adds rules for request bodies that JSON Schema can't express."""

    target_class = "backend.api.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        rules = {
            "x-at-least-one": self.target.at_least_one,
            "x-exactly-one": self.target.exactly_one,
            "x-unique-by": self.target.unique_by,
            "x-most": self.target.most,
        }
        present = {
            name: list(rule) if isinstance(rule, tuple) else rule for name, rule in rules.items() if rule
        }
        return schema | present if direction == "request" else schema


#: The cookie of a viewing (backend/sharing/gate.py).
VIEWING = {"type": "apiKey", "in": "cookie", "name": "noticing-shared"}


class CookieSessionSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "backend.accounts.authentication.CookieSession"
    name = "cookie"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "noticing-session"}


class AppSessionSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "backend.accounts.authentication.AppSession"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token"}
