"""What a share reveals: an allow-list. What is not picked here by name is not in the answer.

Never: an entry marked "never shared", an id, a time of keeping, a zone, anything outside the period or the
sections.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from backend import zones
from backend.checkins.models import CheckIn
from backend.entries.aside import opened, readable
from backend.entries.paging import newest_first
from backend.patterns.reading import picture
from backend.sharing import reach, size_budget
from backend.sharing.kinds import SHARED, SHARED_KINDS
from backend.sharing.models import Share
from backend.sharing.naming import Names, names_of

#: The newest rests that are named; far more than anybody takes in ten years.
RESTS = 500


def report(
    share: Share, now: datetime, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """The one page a viewer gets, from `first` to `last`, both kept within what the share allows.

    What is counted is there in any case; what is told one by one is told as long as there is room.
    """
    allowed = reach.reach(share, now)
    first, last = reach.period(allowed, first, last)
    counted = reach.counted(share, first, last)
    first = min(first, last)
    names = names_of(share)
    counts = picture(counted[CheckIn.kind], first, last)
    page = {
        **opened(share, share.WORDS),
        "audience": share.audience,
        "sections": share.sections,
        "expires_on": zones.local_date(share.expires_at, share.person.known_zone).isoformat(),
        "acknowledged": share.acknowledged_at is not None,
        "line": share.acknowledged_line,
        "rests": rests(share, first, last),
        "reach": dates(min(allowed), allowed[1]),
        "period": dates(first, last),
        **check_ins_counted(share, counts),
        "patterns": named(counts, names) if share.shows("sensations") else None,
        **sections(share, counted),
        "entries": [],
        "entries_left": 0,
    }
    fill(page, share, counted, names)
    return page


def dates(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def check_ins_counted(share: Share, picture: Mapping[str, Any]) -> dict[str, int | None]:
    """How many there are, and on how many days; null where nothing of check-ins is shared."""
    tells = share.shows("sensations") or share.shows("words")
    return {name: picture[name] if tells else None for name in ("check_ins", "days")}


def sections(share: Share, counted: Mapping[str, QuerySet[Any]]) -> dict[str, dict[str, Any] | None]:
    """How many there are of each kind with a section of its own; null for what isn't shared."""
    return {
        word: kind.counts(counted[word]) | {"entries": []} if share.shows(kind.name) else None
        for word, kind in SHARED.items()
    }


def fill(page: dict[str, Any], share: Share, counted: Mapping[str, QuerySet[Any]], names: Names) -> None:
    """Adds the entries one by one, those for the session before the others, the newest of all kinds first,
    until the page is full; `entries_left` counts the others."""
    budget = size_budget.SizeBudget(size_budget.REPORT - size_budget.size(page))
    # Check-ins first: they come before entries of the same instant.
    places = {CheckIn.kind: page["entries"]} | {word: page[word]["entries"] for word in SHARED if page[word]}
    for for_session in (True, False):
        listed = [SHARED_KINDS[word].listed(share, counted[word], for_session) for word in places]
        fitting = 0
        for word, one in readable(newest_first(listed), lambda entry: shown(share, entry, names)):
            if not budget.try_add(one):
                break
            places[word].append(one)
            fitting += 1
        if budget.full:
            page["entries_left"] += sum(entries.count() for entries in listed) - fitting


def shown(share: Share, entry: Any, names: Names) -> tuple[str, dict[str, Any]]:
    """Its kind, and the entry as far as this share goes."""
    return entry.kind, SHARED_KINDS[entry.kind].shown(share, entry, names)


def rests(share: Share, first: date, last: date) -> list[dict[str, str]]:
    """The days on which the reminders rested, so that silence is not read as neglect; the newest first."""
    zone = share.person.known_zone
    found = []
    for rest in share.person.rests.order_by("-begins_at")[:RESTS]:
        begins = max(first, zones.local_date(rest.begins_at, zone))
        ends = min(last, zones.local_date(rest.ends_at, zone))
        if begins <= ends:
            found.append(dates(begins, ends))
    return found


def named(picture: dict[str, Any], names: Names) -> dict[str, Any]:
    """The counts under the person's own names, no id left; people only where they are shared."""
    people = [
        one
        | {
            "person": None,
            "nickname": names.people[one["person"]],
            "sensations": renamed(one["sensations"], names),
        }
        for one in picture["people"]
        if one["person"] in names.people
    ]
    sensations = renamed(picture["sensations"], names)
    return picture | {
        "sensations": size_budget.most_counted(sensations),
        "people": size_budget.most_counted(people),
    }


def renamed(rows: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    return [row | names.sensation(row["code"]) for row in rows]
