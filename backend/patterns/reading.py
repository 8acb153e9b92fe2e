"""Reads what `counting` counts, for one person."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.content import catalogue
from backend.patterns.counting import Counted, body_by_week
from backend.sensations.models import OwnSensation


def patterns(person: Person, check_ins: QuerySet[CheckIn], first: date, last: date) -> dict[str, Any]:
    """The counts over these check-ins of the person's between two inclusive local dates."""
    within = check_ins.filter(deleted_at=None, local_date__range=(first, last))
    rows = within.values_list("local_date", "counted").iterator(chunk_size=2000)
    found = body_by_week(
        (Counted(day, counted["sensations"]) for day, counted in rows), first, last, catalogue.SENSATIONS
    )
    name_own(person, found["sensations"])
    return found


def name_own(person: Person, sensations: list[dict[str, Any]]) -> None:
    """Put the person's own labels where a code is `own:<id>`; a deleted one has none any more."""
    ids = [
        sensation["code"].removeprefix("own:")
        for sensation in sensations
        if sensation["code"].startswith("own:")
    ]
    labels = {f"own:{own.id}": own.label for own in OwnSensation.of(person).filter(id__in=ids)} if ids else {}
    for sensation in sensations:
        sensation["label"] = labels.get(sensation["code"])
