"""Fields that the bodies of several kinds share: instants, codes, and references to the person's entries."""

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

#: Tolerance for a phone's clock that is ahead. More than a day ahead is a mistake that the person can
#: correct.
AHEAD = timedelta(days=1)
MOST_CODES = 50
NOT_THERE = ErrorDetail("There is no such entry.", "does_not_exist")


class PastInstant(Instant):
    """An instant at most a day ahead. Converted to RFC 3339 text in UTC."""

    default_error_messages = {"in_future": "This is more than a day ahead."}

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]  # kept as the API shows it
        value: datetime = super().to_internal_value(data)
        if value > timezone.now() + AHEAD:
            self.fail("in_future")
        return zones.rfc3339(value)


class Codes(serializers.ListField):
    """A list of distinct codes of the catalogue; empty if absent."""

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
    """The id of one of the person's entries, or null.

    `validate_references` checks all of a body's together.
    """

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
    """The common fields of kinds that belong to a day, apart from the moment itself."""

    zone = Zone()
    for_session = Flag()
    never_shared = Flag()

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        return validate_references(self.context["person"], body, references_of(type(self)))


@cache
def references_of(serializer: type[EntrySerializer]) -> dict[str, type[Entry]]:
    """Map the names of the serializer's `Reference` fields to the models that they refer to."""
    fields = fields_of(serializer).items()
    return {name: field.to for name, field in fields if isinstance(field, Reference)}


def known(person: Person, model: type[Entry], ids: set[UUID]) -> set[UUID]:
    """The ids that exist for the person, tombstones included. Makes no query if `ids` is empty."""
    return set(model.for_person(person).filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def validate_references(
    person: Person, body: dict[str, Any], references: dict[str, type[Entry]]
) -> dict[str, Any]:
    """The body with these ids as text. Raises ValidationError for the ids that don't exist for the person.

    Makes one query per model that is referred to.
    """
    missing: dict[str, list[ErrorDetail]] = {}
    for model in dict.fromkeys(references.values()):
        wanted = {name: body[name] for name, of in references.items() if of is model and body[name]}
        existing = known(person, model, set(wanted.values()))
        missing |= {name: [NOT_THERE] for name, id in wanted.items() if id not in existing}
    if missing:
        raise ValidationError(missing)
    return body | {name: body[name] and str(body[name]) for name in references}


def at(place: int, message: str, code: str) -> ValidationError:
    """An error for one item of a list."""
    return ValidationError({str(place): [ErrorDetail(message, code)]})
