"""What a share shows of each kind of entry: an allow-list, as in report.py.

A new kind is shared, and covered by the tests of shares, by declaring a section (entries/kinds.py).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from backend import zones
from backend.entries.kinds import Section, kinds
from backend.patterns.reading import met
from backend.sharing.models import Share
from backend.sharing.naming import Names

Counts = dict[str, Any]
#: What is shown of a sensation beside its name.
SENSATION = ("strength", "place", "side", "texture")


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

    @property
    def name(self) -> str:
        """The name of its section."""
        return self.section.name or self.model.kind

    def counted(self, share: Share, first: date, last: date) -> QuerySet[Any]:
        """The entries of these days that the share may count at all."""
        mine: QuerySet[Any] = self.model.for_person(share.person)
        within = mine.filter(deleted_at=None, local_date__range=(first, last))
        allowed = within.exclude(**{f"{self.model.marks}never_shared": True})
        if share.shows(self.name):
            return allowed
        has_words = self.section.in_patterns and share.shows("words")
        return allowed.filter(words__isnull=False) if has_words else allowed.none()

    def listed(self, share: Share, counted: QuerySet[Any], for_session: bool) -> QuerySet[Any]:
        """Those that are shown one by one: the ones for the session, or the others."""
        mark = {f"{self.model.marks}for_session": True}
        if for_session:
            return counted.filter(**mark)
        others = counted.exclude(**mark)
        if not self.section.in_patterns:
            return others
        return others.filter(words__isnull=False) if share.shows("words") else others.none()

    def shown(self, share: Share, entry: Any, names: Names) -> dict[str, Any]:
        """One entry of it, as far as this share goes."""
        kept = entry.structured()
        found: dict[str, Any] = {
            "date": entry.local_date.isoformat(),
            "part": zones.part_of_day(entry.happened_at, entry.zone),
            "for_session": kept["for_session"],
        }
        if share.shows(self.name):
            found |= {name: SHOWN.get(name, as_it_is)(kept[name], names) for name in self.section.columns}
        if share.shows("words"):
            words = entry.worded()
            found |= {name: words[name] for name in self.section.words}
        return found


def as_it_is(value: Any, names: Names) -> Any:
    return value


def sensations(kept: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    """Under the person's own names, no id left."""
    return [names.sensation(each["code"]) | {name: each[name] for name in SENSATION} for each in kept]


def nickname(person: UUID | None, names: Names) -> str | None:
    return names.person(person)


#: Columns that aren't shown as they are.
SHOWN: Mapping[str, Callable[[Any, Names], Any]] = {"sensations": sensations, "person": nickname}
#: What is counted of a section beside how many there are.
COUNTS: Mapping[str, Callable[[QuerySet[Any]], Counts]] = {"practices": how_met}
#: Every kind of which a share can show something, by its word.
SHARED_KINDS: Mapping[str, SharedKind] = {
    kind.word: SharedKind(kind.model, kind.section, COUNTS.get(kind.word, how_many))
    for kind in kinds()
    if kind.section
}
#: Those with a section of the report to themselves, in its order.
SHARED = {word: kind for word, kind in SHARED_KINDS.items() if not kind.section.in_patterns}
#: What a share can show, in the order of the report.
SECTIONS = ("sensations", "words", *SHARED, "people")
