"""What the bodies of several kinds have in common: when it was, and what of the person's own it refers to."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from backend import zones
from backend.accounts.models import Person
from backend.api.fields import OPTIONAL, Choice, Flag, Instant, Zone, canonical_uuid
from backend.api.serializers import EntrySerializer, fields_of
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


class Reference(serializers.Field[UUID | None, Any, str | None, Any]):
    """The id of an entry of the person's own, or null. Whether it exists is checked for all of a body at once
    (validate_references)."""

    default_error_messages = {"type": "An id is expected."}

    def __init__(self, to: type[Entry]) -> None:
        super().__init__(**OPTIONAL)
        self.to = to

    def to_internal_value(self, data: Any) -> UUID:
        try:
            return canonical_uuid(data)
        except ValueError:
            self.fail("type")

    def to_representation(self, value: UUID | None) -> str | None:
        return str(value) if value else None


class DatedSerializer(EntrySerializer):
    """What every kind that stands on a day has, beside its own moment."""

    zone = Zone()
    for_session = Flag()
    never_shared = Flag()

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        return validate_references(self.context["person"], body, references_of(type(self)))


@cache
def references_of(serializer: type[EntrySerializer]) -> dict[str, type[Entry]]:
    """Its `Reference` fields by name, and the model that each refers to."""
    fields = fields_of(serializer).items()
    return {name: field.to for name, field in fields if isinstance(field, Reference)}


def known(person: Person, model: type[Entry], ids: set[UUID]) -> set[UUID]:
    """Those that the person has, tombstones included; no query where nothing is asked."""
    return set(model.for_person(person).filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def validate_references(
    person: Person, body: dict[str, Any], references: dict[str, type[Entry]]
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
