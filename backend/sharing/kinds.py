"""The kinds of entries that have a section of their own in a share, and what is told of each: an allow-list,
as in report.py.

A new kind is shared, and covered by the tests of shares, by being in this list.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backend import zones
from backend.entries.dated import Dated
from backend.journal.models import JournalEntry
from backend.patterns.reading import met
from backend.practices.models import Practice
from backend.repairs.models import Repair
from backend.sharing.models import Share
from backend.sharing.naming import person_shown

Counts = dict[str, Any]


def how_many(entries: QuerySet[Any]) -> Counts:
    return {"count": entries.count()}


def how_met(practices: QuerySet[Any]) -> Counts:
    """How many there were, and how they were met."""
    found = met(practices)
    return {"count": found["practices"], "met": found["met"]}


class SharedKind(NamedTuple):
    model: type[Dated]
    #: Told as they are kept.
    columns: tuple[str, ...]
    #: Told where words are shared too.
    words: tuple[str, ...]
    #: Whether it is about somebody.
    with_person: bool = False
    counts: Callable[[QuerySet[Any]], Counts] = how_many

    def shown(self, share: Share, entry: Any, people: Mapping[str, str]) -> dict[str, Any]:
        """One entry of it, as far as this share goes."""
        told: dict[str, Any] = {
            "date": entry.local_date.isoformat(),
            "part": zones.part_of_day(entry.at, entry.zone),
            "for_session": entry.for_session,
            **{name: getattr(entry, name) for name in self.columns},
        }
        if self.with_person:
            told["person"] = person_shown(people, entry.with_person)
        if share.shows("words"):
            words = entry.words or {}
            told |= {name: words.get(name) for name in self.words}
        return told


#: By their sections, in the order of the report.
SHARED: Mapping[str, SharedKind] = {
    "practices": SharedKind(
        Practice, ("practice", "met", "beliefs"), ("bracing", "happened"), with_person=True, counts=how_met
    ),
    "repairs": SharedKind(
        Repair, ("whose", "state", "skills", "expected"), ("what", "came", "say_it"), with_person=True
    ),
    "journal": SharedKind(JournalEntry, ("prompt",), ("text",)),
}
