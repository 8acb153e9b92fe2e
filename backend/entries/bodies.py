"""What the bodies of several kinds have in common: when it was, and what of the person's own it refers to."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.exceptions import ErrorDetail, ValidationError

from backend import zones
from backend.accounts.models import Person
from backend.api.fields import Instant
from backend.entries.models import Entry

#: A phone's clock may be a little ahead; a day ahead is a mistake that the person can mend.
AHEAD = timedelta(days=1)
NOT_THERE = ErrorDetail("There is no such entry.", "does_not_exist")


class Happened(Instant):
    """When something was, as RFC 3339 in UTC; not more than a day ahead."""

    default_error_messages = {"in_future": "This is more than a day ahead."}

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]  # kept as the API shows it
        value: datetime = super().to_internal_value(data)
        if value > timezone.now() + AHEAD:
            self.fail("in_future")
        return zones.rfc3339(value)


def known(person: Person, model: type[Entry], ids: set[UUID]) -> set[UUID]:
    """Those that the person has, tombstones included; no query where nothing is asked."""
    return set(model.of(person).filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def refuse_strangers(
    person: Person, model: type[Entry], body: dict[str, Any], names: tuple[str, ...]
) -> None:
    """Raise ValidationError for each of the named fields that refers to what the person doesn't have."""
    wanted = {name: body[name] for name in names if body[name]}
    there = known(person, model, set(wanted.values()))
    if strangers := {name: [NOT_THERE] for name, id in wanted.items() if id not in there}:
        raise ValidationError(strangers)


def refuse_repeated(codes: list[str], message: str) -> list[str]:
    """The codes as they are; raises ValidationError at the place of one that was there before."""
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise at(place, message, "not_unique")
    return codes


def at(place: int, message: str, code: str) -> ValidationError:
    """About one item of a list."""
    return ValidationError({str(place): [ErrorDetail(message, code)]})
