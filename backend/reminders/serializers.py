"""Validates the body of a reminder."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.api.fields import Choice, Day, Flag, Instant, Text, TimeOfDay, WholeNumber, Zone
from backend.api.serializers import EntrySerializer, StrictSerializer
from backend.reminders.models import ACTIONS, CHANNELS, DAYS, FOLLOW, PLAN
from backend.reminders.schedule import APART, DAY

TIMES = 5


class FollowOrZone(Zone):
    """An IANA name, or "follow": the phone's own zone. Absent means "follow"."""

    def __init__(self) -> None:
        super().__init__(required=False, default=FOLLOW)

    def to_internal_value(self, data: Any) -> str:
        return FOLLOW if data == FOLLOW else super().to_internal_value(data)


class WithinSerializer(StrictSerializer):
    """`times` random moments, at least 45 minutes apart. The window may go over midnight."""

    vars()["from"] = TimeOfDay(required=True)
    to = TimeOfDay(required=True)
    times = WholeNumber(least=1, most=TIMES, required=True)

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        begins, ends, times = body["from"], body["to"], body["times"]
        if begins == ends or length(begins, ends) < APART * (times - 1):
            raise ValidationError({"to": [ErrorDetail("This is too short for that many.", "too_short")]})
        return {"from": wall(begins), "to": wall(ends), "times": times}


def length(begins: time, ends: time) -> timedelta:
    """From one wall time to the next occurrence of the other, at most 24 hours."""
    day = datetime(2000, 1, 1, tzinfo=UTC).date()
    return (datetime.combine(day, ends) - datetime.combine(day, begins)) % DAY


def wall(at: time) -> str:
    return at.strftime("%H:%M")


EXAMPLE = {
    "days": ["mon", "wed", "fri"],
    "at": "20:30",
    "zone": "follow",
    "skip_after_check_in": 120,
    "channel": "push",
    "wording": "neutral",
    "active": True,
}


@extend_schema_serializer(examples=[OpenApiExample("A reminder", EXAMPLE, request_only=True)])
class ReminderSerializer(EntrySerializer):
    """Days of the week, and either `at` or `within`."""

    exactly_one = ("at", "within")

    days = serializers.ListField(child=Choice(DAYS, required=True), min_length=1, max_length=7)
    at = TimeOfDay()
    within = WithinSerializer(required=False, allow_null=True, default=None)
    zone = FollowOrZone()
    skip_after_check_in = WholeNumber(least=1, most=24 * 60)
    channel = Choice(CHANNELS, default=PLAN.defaults["channel"], allow_null=False)
    wording = Choice(("neutral", "own"), default=PLAN.defaults["wording"], allow_null=False)
    own_words = Text(max_length=120)
    active = Flag()
    ends = Day()

    ignored = EntrySerializer.ignored | {"next_due"}

    def validate_days(self, days: list[str]) -> list[str]:
        for place, day in enumerate(days):
            if day in days[:place]:
                raise ValidationError({str(place): [ErrorDetail("This day is there twice.", "not_unique")]})
        return sorted(days, key=DAYS.index)

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        if sum(body[name] is not None for name in self.exactly_one) != 1:
            raise ValidationError({"at": [ErrorDetail("Either a time or a window.", "one_of_two")]})
        if body["wording"] == "own" and body["own_words"] is None:
            raise ValidationError({"own_words": [ErrorDetail("Words of your own are missing.", "required")]})
        ends = body["ends"] and body["ends"].isoformat()
        return body | {"at": body["at"] and wall(body["at"]), "ends": ends}


class RestSerializer(StrictSerializer):
    until = Instant()


class ResponseSerializer(StrictSerializer):
    action = Choice(ACTIONS, required=True)
