"""What the bodies of several kinds have in common: when it was, and what of the person's own it refers to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from backend import zones
from backend.accounts.models import Person
from backend.api.fields import Choice, Flag, Instant, Zone
from backend.api.serializers import EntrySerializer
from backend.entries.models import Entry

#: A phone's clock may be a little ahead; a day ahead is a mistake that the person can mend.
AHEAD = timedelta(days=1)
MOST_CODES = 50
NOT_THERE = ErrorDetail("There is no such entry.", "does_not_exist")


class PastInstant(Instant):
    """When something was, as RFC 3339 in UTC; not more than a day ahead."""

    default_error_messages = {"in_future": "This is more than a day ahead."}

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]  # kept as the API shows it
        value: datetime = super().to_internal_value(data)
        if value > timezone.now() + AHEAD:
            self.fail("in_future")
        return zones.rfc3339(value)


class Codes(serializers.ListField):
    """Some of the catalogue's codes, each once; absent means none."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        child = Choice(choices, required=True)
        super().__init__(child=child, required=False, default=list, max_length=MOST_CODES)

    def run_validation(self, data: Any = empty) -> list[str]:
        codes: list[str] = super().run_validation(data)
        for place, code in enumerate(codes):
            if code in codes[:place]:
                raise at(place, "This is there twice.", "not_unique")
        return codes


class DatedSerializer(EntrySerializer):
    """What every `Dated` kind has, beside its own moment."""

    zone = Zone()
    for_session = Flag()
    never_shared = Flag()


def known(person: Person, model: type[Entry], ids: set[UUID]) -> set[UUID]:
    """Those that the person has, tombstones included; no query where nothing is asked."""
    return set(model.for_person(person).filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def validate_references(
    person: Person, body: dict[str, Any], references: Mapping[str, type[Entry]]
) -> dict[str, Any]:
    """The body with these ids as text; raises ValidationError for each that the person doesn't have.

    A query for each kind that is referred to.
    """
    strangers: dict[str, list[ErrorDetail]] = {}
    for model in dict.fromkeys(references.values()):
        wanted = {name: body[name] for name, of in references.items() if of is model and body[name]}
        there = known(person, model, set(wanted.values()))
        strangers |= {name: [NOT_THERE] for name, id in wanted.items() if id not in there}
    if strangers:
        raise ValidationError(strangers)
    return body | {name: body[name] and str(body[name]) for name in references}


def at(place: int, message: str, code: str) -> ValidationError:
    """About one item of a list."""
    return ValidationError({str(place): [ErrorDetail(message, code)]})
