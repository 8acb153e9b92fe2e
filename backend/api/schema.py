"""What the OpenAPI document says of errors and of our own fields."""

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class FaultSchema(serializers.Serializer[Any]):
    path = serializers.CharField(help_text="A JSON Pointer (RFC 6901) into the body; empty for the whole.")
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSchema(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = FaultSchema(many=True)  # type: ignore[assignment]  # DRF takes fields off the class


PROBLEM = ProblemSchema
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, "header", response=[429], description="In how many seconds there is room again."
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
#: And it isn't blank.
SOMETHING = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"


class TextSchema(_Field):
    target_class = "backend.api.fields.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        pattern = self.target.pattern or (SOMETHING if self.target.required else NO_NUL)
        return {"type": "string", "maxLength": self.target.max_length, "pattern": pattern}


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
    schema = {"type": "string", "example": "Europe/Lisbon"}


class ReferenceSchema(_Field):
    target_class = "backend.api.fields.Reference"
    schema = {"type": "string", "format": "uuid"}


#: Whoever has opened a link (backend/sharing/gate.py).
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
