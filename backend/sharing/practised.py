"""What a share reveals of practices: an allow-list, as in report.py."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from backend import zones
from backend.patterns.reading import met
from backend.practices.models import Practice
from backend.sharing.models import Share
from backend.sharing.naming import person_shown


def counted(practices: QuerySet[Practice]) -> dict[str, Any]:
    """How many there were, and how they were met; each of them is told as there is room."""
    found = met(practices)
    return {"count": found["practices"], "met": found["met"], "entries": []}


def shown(share: Share, practice: Practice, people: Mapping[str, str]) -> dict[str, Any]:
    """One practice, as far as this share goes."""
    entry: dict[str, Any] = {
        "date": practice.local_date.isoformat(),
        "part": zones.part_of_day(practice.at, practice.zone),
        "practice": practice.practice,
        "met": practice.met,
        "beliefs": practice.beliefs,
        "person": person_shown(people, practice.with_person),
        "for_session": practice.for_session,
    }
    if share.shows("words"):
        words = practice.words or {}
        entry |= {name: words.get(name) for name in Practice.texts}
    return entry
