from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import zones
from backend.accounts.authentication import PersonsRequest
from backend.accounts.models import Person
from backend.api.fields import OUT_OF_RANGE, OutOfRangeError, day
from backend.checkins.models import CheckIn
from backend.patterns.reading import patterns

DEFAULT_WEEKS = 12
LONGEST = timedelta(days=366 * 11)


def Counts(length: int) -> Any:  # noqa: N802  # stands where a field's class would
    return serializers.ListField(child=serializers.IntegerField(), min_length=length, max_length=length)


class WeekSchema(serializers.Serializer[Any]):
    week = serializers.DateField()
    count = serializers.IntegerField()
    strength = serializers.FloatField(allow_null=True)


class CountSchema(serializers.Serializer[Any]):
    code = serializers.CharField()
    count = serializers.IntegerField()


class NamedCountSchema(CountSchema):
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class


class PatternSchema(NamedCountSchema):
    """`strengths`: how often each of 0 to 10 occurs; `unsaid`: how often none is given.

    Weekdays from Monday.
    """

    strengths = Counts(length=11)
    unsaid = serializers.IntegerField()
    hours = Counts(length=24)
    weekdays = Counts(length=7)
    moments = serializers.DictField(child=serializers.IntegerField())
    weeks = WeekSchema(many=True)


class ScaleWeekSchema(serializers.Serializer[Any]):
    week = serializers.DateField()
    count = serializers.IntegerField()
    mean = serializers.FloatField()


class ScaleSchema(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    levels = Counts(length=11)
    weeks = ScaleWeekSchema(many=True)


class WithOneSchema(serializers.Serializer[Any]):
    person = serializers.UUIDField(allow_null=True)
    nickname = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    sensations = NamedCountSchema(many=True)


class CheckInCountsSchema(serializers.Serializer[Any]):
    """The counts over check-ins, which a share may show. `carried`: how many have any adaptation."""

    to = serializers.DateField()
    check_ins = serializers.IntegerField()
    days = serializers.IntegerField()
    weeks = serializers.ListField(child=serializers.DateField())
    hours = Counts(length=24)
    weekdays = Counts(length=7)
    sensations = PatternSchema(many=True)
    moments = CountSchema(many=True)
    people = WithOneSchema(many=True)
    responses = CountSchema(many=True)
    carried = serializers.IntegerField()
    now = CountSchema(many=True)
    longing = ScaleSchema()
    fear = ScaleSchema()

    def get_fields(self) -> dict[str, Any]:
        # `from` is a Python keyword, so it can't be a class attribute.
        return {"from": serializers.DateField(), **super().get_fields()}


class PatternsSchema(CheckInCountsSchema):
    """`received`: how many of the `practices` are of receiving. `met`: counts by how they were met, without
    those that don't state it."""

    practices = serializers.IntegerField()
    received = serializers.IntegerField()
    met = CountSchema(many=True)


class PatternsView(APIView):
    """Counts over the person's own check-ins and practices."""

    @extend_schema(
        operation_id="patterns_read",
        parameters=[
            OpenApiParameter(
                "from", OpenApiTypes.DATE, description="The first local date; twelve weeks back if absent."
            ),
            OpenApiParameter("to", OpenApiTypes.DATE, description="The last local date; today if absent."),
        ],
        responses=PatternsSchema,
    )
    def get(self, request: PersonsRequest) -> Response:
        first, last = period(request, today(request.user))
        return Response(patterns(request.user, CheckIn.for_person(request.user), first, last))


def today(person: Person) -> date:
    """The current date in the person's zone; in UTC if that isn't known."""
    return zones.local_date(timezone.now(), person.known_zone)


def period(request: Request, until: date) -> tuple[date, date]:
    """The requested inclusive local dates. Raises ValidationError that names the parameter."""
    last = queried_day(request, "to") or until
    first = queried_day(request, "from") or last - timedelta(weeks=DEFAULT_WEEKS, days=-1)
    if not timedelta(0) <= last - first <= LONGEST:
        raise ValidationError(
            {"from": "The period has to begin before it ends, and span eleven years at most."}
        )
    return first, last


def queried_day(request: Request, name: str) -> date | None:
    value = request.query_params.get(name)
    try:
        return None if value is None else day(value)
    except OutOfRangeError:
        raise ValidationError({name: OUT_OF_RANGE}, code="invalid") from None
    except ValueError:
        raise ValidationError({name: "A date like 2026-11-22."}, code="invalid") from None
