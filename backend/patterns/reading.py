"""Reads one person's check-ins and practices for `counting`, and adds names to the counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.checkins.packed import TOO_LONG, countable, unpack
from backend.content import catalogue
from backend.entries.aside import UNREADABLE, readable
from backend.patterns.counting import Picture, counts
from backend.people.models import KnownPerson
from backend.practices.models import Practice
from backend.sensations.models import OwnSensation

#: Rows per fetch.
CHUNK = 5000


def patterns(person: Person, check_ins: QuerySet[CheckIn], first: date, last: date) -> dict[str, Any]:
    """The counts over these check-ins and over the person's practices, between two inclusive local dates."""
    period = {"deleted_at": None, "local_date__range": (first, last)}
    counted = picture(check_ins.filter(**period), first, last)
    counted |= met(Practice.for_person(person).filter(**period))
    name_own(person, counted)
    name_people(person, counted["people"])
    return counted


def picture(check_ins: QuerySet[CheckIn], first: date, last: date) -> dict[str, Any]:
    """The counts over these check-ins. If any can't be counted, each is checked, and that one set aside."""
    try:
        return Picture(to_count(check_ins)).as_data(first, last)
    except UNREADABLE:
        rows = check_ins.iterator(chunk_size=CHUNK)
        return Picture(readable(rows, lambda check_in: countable(check_in.to_count()))).as_data(first, last)


def met(practices: QuerySet[Practice]) -> dict[str, Any]:
    """Counts of practices: all, those of receiving, and by how they were met if that was stated."""
    by_met: Counter[str | None] = Counter()
    received = 0
    for practice, met, count in practices.order_by().values_list("practice", "met").annotate(Count("id")):
        by_met[met] += count
        received += count if practice in catalogue.RECEIVING else 0
    return {"practices": by_met.total(), "received": received, "met": counts(by_met, catalogue.MET)}


def to_count(check_ins: QuerySet[CheckIn]) -> Iterator[list[Any]]:
    """Yield the unpacked check-ins. Reads only the index, except for the few that are too long for it."""
    any_too_long = False
    for text in check_ins.values_list("packed", flat=True).iterator(chunk_size=CHUNK):
        if text == TOO_LONG:
            any_too_long = True
        else:
            yield unpack(text)
    if any_too_long:
        yield from readable(check_ins.filter(packed=TOO_LONG), lambda check_in: check_in.to_count())


def own_codes(counted: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield every object of the response that has a sensation's code."""
    yield from counted["sensations"]
    for one in counted["people"]:
        yield from one["sensations"]


def name_own(person: Person, counted: dict[str, Any]) -> None:
    """Set `label` for codes `own:<id>`; null for deleted sensations."""
    ids = {row["code"].removeprefix("own:") for row in own_codes(counted) if row["code"].startswith("own:")}
    own_sensations = OwnSensation.for_person(person).filter(id__in=ids) if ids else ()
    labels = dict(readable(own_sensations, lambda own: (f"own:{own.id}", own.label)))
    for row in own_codes(counted):
        row["label"] = labels.get(row["code"])


def name_people(person: Person, people: list[dict[str, Any]]) -> None:
    """Set `nickname` of people; null for deleted ones."""
    ids = [one["person"] for one in people]
    known = KnownPerson.for_person(person).filter(id__in=ids) if ids else ()
    names = dict(readable(known, lambda one: (str(one.id), one.nickname)))
    for one in people:
        one["nickname"] = names.get(one["person"])
