"""What a share reveals: an allow-list. What is not picked here by name is not in the answer.

Never: an entry marked "never shared", an id, a time of keeping, a zone, anything outside the period or the
sections.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backend import zones
from backend.checkins.models import ANSWERS, CheckIn
from backend.patterns.counting import Picture
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation
from backend.sharing.models import Share
from backend.sharing.naming import person_shown
from backend.sharing.practised import practised

DEFAULT_PERIOD = timedelta(weeks=12, days=-1)
SENSATION = ("strength", "place", "side", "texture")
STRUCTURED = ("responses", "moment", "longing", "fear", "now")


class Names(NamedTuple):
    """The person's own words for things, by code and by id."""

    sensations: dict[str, str]
    people: dict[str, str]


def report(
    share: Share, now: datetime, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """The one page a viewer gets, from `first` to `last`, both kept within what the share allows."""
    first, last = period(share, now, first, last)
    check_ins = list(visible(share, first, last))
    first = min(first, last)
    names = names_of(share)
    picture = Picture(check_in.to_count() for check_in in check_ins).as_data(first, last)
    return {
        "label": share.label,
        "audience": share.audience,
        "topic": share.topic,
        "sections": share.sections,
        "expires_on": zones.local_date(share.expires_at, share.person.zone or "UTC").isoformat(),
        "acknowledged": share.acknowledged_at is not None,
        "line": share.acknowledged_line,
        "rests": rests(share, first, last),
        "period": {"from": first.isoformat(), "to": last.isoformat()},
        "check_ins": picture["check_ins"],
        "days": picture["days"],
        "patterns": named(picture, names) if share.shows("sensations") else None,
        "practices": practised(share, first, last, names.people) if share.shows("practices") else None,
        "entries": [shown(share, check_in, names) for check_in in check_ins if is_told(share, check_in)],
    }


def period(share: Share, now: datetime, first: date | None, last: date | None) -> tuple[date, date]:
    """The wished dates, kept within the share's own: from its first day to the last that is not held back.

    When nothing lies within both, the first comes after the last.
    """
    today = zones.local_date(now, share.person.zone or "UTC")
    latest = today - timedelta(days=share.hold_back_days)
    last = min(last or latest, latest)
    first = first or share.starts_on or last - DEFAULT_PERIOD
    if share.starts_on:
        first = max(first, share.starts_on)
    return first, last


def visible(share: Share, first: date, last: date) -> QuerySet[CheckIn]:
    """The check-ins that the share may count at all, newest first."""
    within = CheckIn.of(share.person).filter(deleted_at=None, local_date__range=(first, last))
    return within.exclude(counted__never_shared=True).order_by(*CheckIn.list_order)


def rests(share: Share, first: date, last: date) -> list[dict[str, str]]:
    """The days on which the reminders rested, so that silence is not read as neglect; the newest first."""
    zone = share.person.zone or "UTC"
    found = []
    for rest in share.person.rests.order_by("-begins_at"):
        begins = max(first, zones.local_date(rest.begins_at, zone))
        ends = min(last, zones.local_date(rest.ends_at, zone))
        if begins <= ends:
            found.append({"from": begins.isoformat(), "to": ends.isoformat()})
    return found


def is_told(share: Share, check_in: CheckIn) -> bool:
    """Pictures count everything; told one by one are those for the session, and words where shared."""
    return check_in.counted["for_session"] or (share.shows("words") and bool(check_in.words))


def shown(share: Share, check_in: CheckIn, names: Names) -> dict[str, Any]:
    """One check-in, as far as this share goes."""
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
    own = OwnSensation.of(share.person).filter(deleted_at=None)
    known = KnownPerson.of(share.person).filter(deleted_at=None) if share.shows("people") else []
    return Names(
        {f"own:{each.id}": each.label for each in own}, {str(each.id): each.nickname for each in known}
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
    return picture | {"sensations": renamed(picture["sensations"], names), "people": people}


def renamed(rows: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    return [row | name_and_code(row["code"], names) for row in rows]
