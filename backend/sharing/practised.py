"""What a share reveals of practices: an allow-list, as in report.py."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from backend import zones
from backend.patterns.reading import met
from backend.practices.models import WORDS, Practice
from backend.sharing.models import Share
from backend.sharing.naming import person_shown


def practised(share: Share, first: date, last: date, people: Mapping[str, str]) -> dict[str, Any]:
    """How many there were, how they were met, and each of them, newest first."""
    practices = Practice.of(share.person).filter(
        deleted_at=None, never_shared=False, local_date__range=(first, last)
    )
    counted = met(practices)
    return {
        "count": counted["practices"],
        "met": counted["met"],
        "entries": [shown(share, each, people) for each in practices.order_by(*Practice.list_order)],
    }


def shown(share: Share, practice: Practice, people: Mapping[str, str]) -> dict[str, Any]:
    """One practice, as far as this share goes."""
    entry: dict[str, Any] = {
        "date": practice.local_date.isoformat(),
        "part": zones.part_of_day(practice.practised_at, practice.zone),
        "practice": practice.practice,
        "met": practice.met,
        "beliefs": practice.beliefs,
        "person": person_shown(people, practice.with_person),
        "for_session": practice.for_session,
    }
    if share.shows("words"):
        words = practice.words or {}
        entry |= {name: words.get(name) for name in WORDS}
    return entry
