"""Validates the bodies of shares and of the requests around them."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from backend.api.fields import Choice, Day, Instant, Text, WholeNumber
from backend.api.serializers import StrictSerializer
from backend.content import catalogue
from backend.sharing.kinds import SECTIONS
from backend.sharing.models import AUDIENCES

LONGEST = timedelta(days=366)


EXAMPLE = {
    "label": "M.",
    "audience": "therapist",
    "topic": "What closeness does to my chest.",
    "sections": ["sensations", "words"],
    "hold_back_days": 2,
    "expires_at": "2026-12-22T09:00:00Z",
    "from": "2026-11-01",
}


class Pin(Text):
    """A string of four to twelve digits, leading zeros included; null for no PIN."""

    pattern = "^([0-9]{4,12})?$"
    default_error_messages = {"digits": "Four to twelve digits are expected."}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, **options)

    def to_internal_value(self, data: Any) -> str | None:
        pin = super().to_internal_value(data)
        if pin is not None and not re.fullmatch(r"[0-9]{4,12}", pin):
            self.fail("digits")
        return pin


@extend_schema_serializer(examples=[OpenApiExample("For a therapist", EXAMPLE, request_only=True)])
class ShareSerializer(StrictSerializer):
    """What a link shows, to whom and until when."""

    label = Text(max_length=80, required=True)  # type: ignore[assignment]  # DRF takes fields off the class
    audience = Choice(AUDIENCES, default="therapist", allow_null=False)
    topic = Text(max_length=500)
    sections = serializers.ListField(
        child=Choice(SECTIONS, required=True), min_length=1, max_length=len(SECTIONS)
    )
    hold_back_days = WholeNumber(least=0, most=30, default=0, allow_null=False)
    expires_at = Instant()
    #: The owner gives it to the viewer separately from the link; never returned.
    pin = Pin(write_only=True)

    ignored = frozenset(
        {"id", "created_at", "revoked_at", "acknowledged_at", "acknowledged_line", "has_pin", "locked_at"}
    )

    def get_fields(self) -> dict[str, Any]:
        # `from` is a Python keyword, so it can't be a class attribute.
        return {**super().get_fields(), "from": Day()}

    def validate_sections(self, sections: list[str]) -> list[str]:
        if len(set(sections)) != len(sections):
            raise ValidationError("A section is there twice.", code="not_unique")
        return sections

    def validate_expires_at(self, expires_at: datetime) -> datetime:
        """Expiry is compulsory, and within a year."""
        if not timezone.now() < expires_at <= timezone.now() + LONGEST:
            raise ValidationError("From now on, and within a year.", code="range")
        return expires_at


@extend_schema_field({"type": "boolean", "const": True})
class Done(serializers.BooleanField):
    """`true`, or absent."""


class ShareChangeSerializer(ShareSerializer):
    """Any of a share's fields; `revoked: true`, which can't be undone; `unlock: true` after wrong PINs."""

    revoked = Done(required=False)
    unlock = Done(required=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(partial=True, **options)

    def validate_revoked(self, revoked: bool) -> bool:
        if self.initial_data["revoked"] is not True:
            raise ValidationError("A link that was stopped stays stopped.", code="invalid")
        return revoked

    def validate_unlock(self, unlock: bool) -> bool:
        if self.initial_data["unlock"] is not True:
            raise ValidationError("Locking is what wrong PINs do.", code="invalid")
        return unlock


class ViewingSerializer(StrictSerializer):
    """The two halves of a link's fragment, and the PIN if the link has one."""

    share = Text(max_length=64, required=True)
    secret = Text(max_length=256, required=True)
    pin = Text(max_length=40)


class AcknowledgementSerializer(StrictSerializer):
    """The viewer's confirmation "I have read this", with a line from the catalogue or without."""

    line = Choice(catalogue.RECEIVED)
