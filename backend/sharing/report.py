"""What a share reveals: an allow-list. What is not picked here by name is not in the answer.

Never: an entry marked "never shared", an id, a time of keeping, a zone, anything outside the period or the
sections.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backend import zones
from backend.checkins.models import ANSWERS, CheckIn
from backend.entries.aside import opened, readable
from backend.entries.paging import newest_first
from backend.patterns.counting import Picture
from backend.patterns.reading import to_count
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation
from backend.sharing import reach, size_budget
from backend.sharing.kinds import SHARED
from backend.sharing.models import Share
from backend.sharing.naming import person_shown

#: The newest rests that are named; far more than anybody takes in ten years.
RESTS = 500
SENSATION = ("strength", "place", "side", "texture")
STRUCTURED = ("responses", "moment", "longing", "fear", "now")


class Names(NamedTuple):
    """The person's own words for things, by code and by id."""

    sensations: dict[str, str]
    people: dict[str, str]


def report(
    share: Share, now: datetime, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """The one page a viewer gets, from `first` to `last`, both kept within what the share allows.

    What is counted is there in any case; what is told one by one is told as long as there is room.
    """
    allowed = reach.reach(share, now)
    first, last = reach.period(allowed, first, last)
    check_ins = reach.check_ins(share, first, last)
    sections = reach.sections(share, first, last)
    first = min(first, last)
    names = names_of(share)
    picture = Picture(to_count(check_ins)).as_data(first, last)
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
        **check_ins_counted(share, picture),
        "patterns": named(picture, names) if share.shows("sensations") else None,
        **counted(sections),
        "entries": [],
        "entries_left": 0,
    }
    tell(page, share, check_ins, sections, names)
    return page


def dates(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def check_ins_counted(share: Share, picture: Mapping[str, Any]) -> dict[str, int | None]:
    """How many there are, and on how many days; null where nothing of check-ins is shared."""
    tells = share.shows("sensations") or share.shows("words")
    return {name: picture[name] if tells else None for name in ("check_ins", "days")}


def counted(sections: Mapping[str, QuerySet[Any]]) -> dict[str, dict[str, Any] | None]:
    """How many there are of each kind; null for what isn't shared."""
    return {
        section: kind.counts(sections[section]) | {"entries": []} if section in sections else None
        for section, kind in SHARED.items()
    }


def tell(
    page: dict[str, Any],
    share: Share,
    check_ins: QuerySet[CheckIn],
    sections: Mapping[str, QuerySet[Any]],
    names: Names,
) -> None:
    """One by one, those for the session before the others, the newest of all kinds first, until the page is
    full; the others are counted."""
    budget = size_budget.SizeBudget(size_budget.REPORT - size_budget.size(page))
    places = {section: page[section]["entries"] for section in sections} | {CheckIn.kind: page["entries"]}
    for for_session in (True, False):
        mine = [entries.filter(for_session=for_session) for entries in sections.values()]
        kinds = [told(share, check_ins, for_session), *mine]
        fitting = 0
        for entry, one in readable(newest_first(kinds), lambda entry: (entry, shown(share, entry, names))):
            if not budget.try_add(one):
                break
            places[entry.kind].append(one)
            fitting += 1
        if budget.full:
            page["entries_left"] += sum(entries.count() for entries in kinds) - fitting


def told(share: Share, check_ins: QuerySet[CheckIn], for_session: bool) -> QuerySet[CheckIn]:
    """Pictures count everything; told one by one are those for the session, and words where shared."""
    if for_session:
        return check_ins.filter(counted__for_session=True)
    others = check_ins.exclude(counted__for_session=True)
    return others.filter(words__isnull=False) if share.shows("words") else others.none()


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


def shown(share: Share, entry: Any, names: Names) -> dict[str, Any]:
    """One entry of any kind, as far as this share goes."""
    kind = SHARED.get(entry.kind)
    return kind.shown(share, entry, names.people) if kind else check_in_shown(share, entry, names)


def check_in_shown(share: Share, check_in: CheckIn, names: Names) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "date": check_in.local_date.isoformat(),
        "part": zones.part_of_day(check_in.felt_at, check_in.zone),
        "for_session": check_in.counted["for_session"],
    }
    if share.shows("sensations"):
        entry["sensations"] = [
            sensation_shown(sensation, names) for sensation in check_in.counted["sensations"]
        ]
        entry |= {name: check_in.counted[name] for name in STRUCTURED}
        entry["person"] = person_shown(names.people, check_in.with_person)
    if share.shows("words"):
        words = check_in.words or {}
        entry |= {"answers": {name: words.get(name) for name in ANSWERS}, "note": words.get("note")}
    return entry


def sensation_shown(sensation: dict[str, Any], names: Names) -> dict[str, Any]:
    return {**name_and_code(sensation["code"], names), **{name: sensation[name] for name in SENSATION}}


def names_of(share: Share) -> Names:
    """What the person calls their own sensations and, where shared, their people; a query each."""
    own = OwnSensation.for_person(share.person).filter(deleted_at=None)
    known = KnownPerson.for_person(share.person).filter(deleted_at=None) if share.shows("people") else []
    return Names(
        dict(readable(own, lambda each: (f"own:{each.id}", each.label))),
        dict(readable(known, lambda each: (str(each.id), each.nickname))),
    )


def name_and_code(code: str, names: Names) -> dict[str, Any]:
    """A catalogue code as it is; an own one as its label only."""
    return (
        {"code": "own", "label": names.sensations.get(code)}
        if code.startswith("own:")
        else {"code": code, "label": None}
    )


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
    return [row | name_and_code(row["code"], names) for row in rows]
