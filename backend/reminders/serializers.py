"""Validates the body of a reminder."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend import zones
from backend.api.fields import Choice, Day, Flag, Instant, Text, TimeOfDay, WholeNumber, Zone
from backend.api.serializers import EntrySerializer, StrictSerializer
from backend.entries.bodies import Reference, references_of, validate_references
from backend.people.models import KnownPerson
from backend.reminders.models import ACTIONS, CALENDAR, CHANNELS, DAYS, FOLLOW, PLAN
from backend.reminders.schedule import APART, DAY

TIMES = 5
#: A meeting's times, in their order.
MOMENTS = ("before_at", "begins_at", "ends_at", "after_at")


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


class MeetingSerializer(StrictSerializer):
    """A moment before a meeting and one after it. `settle`: both nudges open on settling."""

    begins_at = Instant(required=True)
    ends_at = Instant(required=True)
    before_at = Instant(required=True)
    after_at = Instant(required=True)
    settle = Flag()

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        """Each time after the one before it; the second nudge may come at the very end."""
        before, begins, ends, after = (body[name] for name in MOMENTS)
        fits = {"before_at": before < begins, "ends_at": begins < ends, "after_at": ends <= after}
        for name in fits:
            if not fits[name]:
                raise ValidationError({name: [ErrorDetail("Its place is another.", "out_of_order")]})
        return {**{name: zones.rfc3339(body[name]) for name in MOMENTS}, "settle": body["settle"]}


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
    """Days of the week, and either `at` or `within`; or a `meeting`, which comes once.

    `days` are then those of its two moments, for phones with an earlier version.
    """

    exactly_one = ("at", "within", "meeting")

    days = serializers.ListField(child=Choice(DAYS, required=True), min_length=1, max_length=7)
    at = TimeOfDay()
    within = WithinSerializer(required=False, allow_null=True, default=None)
    meeting = MeetingSerializer(required=False, allow_null=True, default=None)
    person = Reference(KnownPerson)
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
            raise ValidationError({"at": [ErrorDetail("A time, a window or a meeting.", "one_of_two")]})
        if body["wording"] == "own" and body["own_words"] is None:
            raise ValidationError({"own_words": [ErrorDetail("Words of your own are missing.", "required")]})
        if body["meeting"]:
            refuse_around_meeting(body)
        elif body["person"]:
            raise ValidationError({"person": [ErrorDetail("Only a meeting is with somebody.", "no_meeting")]})
        body = validate_references(self.context["person"], body, references_of(type(self)))
        ends = body["ends"] and body["ends"].isoformat()
        return body | {"at": body["at"] and wall(body["at"]), "ends": ends}


def refuse_around_meeting(body: dict[str, Any]) -> None:
    """Raises ValidationError for what a reminder around a meeting can't have: it has the neutral text alone,
    and stands in a calendar only if that is chosen for the calendar."""
    for name, refused in (("wording", "own"), ("channel", CALENDAR)):
        if body[name] == refused:
            raise ValidationError({name: [ErrorDetail("Not around a meeting.", "not_around_meeting")]})


class RestSerializer(StrictSerializer):
    until = Instant()


class ResponseSerializer(StrictSerializer):
    action = Choice(ACTIONS, required=True)
    #: The round that is answered, as its push says. Null: the newest.
    round = WholeNumber(least=1, most=32767)
