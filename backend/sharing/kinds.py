"""The kinds of entries that have a section of their own in a share, and what is told of each: an allow-list,
as in report.py.

A new kind is shared, and covered by the tests of shares, by declaring a section (entries/kinds.py).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backend import zones
from backend.entries.kinds import Section, kinds
from backend.patterns.reading import met
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
    model: type[Any]
    section: Section
    counts: Callable[[QuerySet[Any]], Counts]

    def shown(self, share: Share, entry: Any, people: Mapping[str, str]) -> dict[str, Any]:
        """One entry of it, as far as this share goes."""
        told: dict[str, Any] = {
            "date": entry.local_date.isoformat(),
            "part": zones.part_of_day(entry.at, entry.zone),
            "for_session": entry.for_session,
            **{name: getattr(entry, name) for name in self.section.columns},
        }
        if self.section.with_person:
            told["person"] = person_shown(people, entry.with_person)
        if share.shows("words"):
            words = entry.words or {}
            told |= {name: words.get(name) for name in self.section.words}
        return told


#: What is counted of a section beside how many there are.
COUNTS: Mapping[str, Callable[[QuerySet[Any]], Counts]] = {"practices": how_met}
#: By their sections, in the order of the report.
SHARED: Mapping[str, SharedKind] = {
    kind.word: SharedKind(kind.model, kind.section, COUNTS.get(kind.word, how_many))
    for kind in kinds()
    if kind.section
}
#: What a share can show, in the order of the report.
SECTIONS = ("sensations", "words", *SHARED, "people")
