"""An oracle for schedules: the instant at which a local clock first shows a wall time.

It uses `zoneinfo` only to convert an instant to local time, which is never ambiguous. It has no rules for
gaps and folds, and shares no code with the product.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
#: No zone changes its offset and changes it back within this.
STEP = timedelta(days=1)
#: No local time is further from UTC.
FURTHEST = timedelta(hours=28)
#: Naive datetimes in UTC, like all values here except the result.
BEGIN, END = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001
FOREVER = END + timedelta(days=9999)


class Stretch(NamedTuple):
    """A period with a constant offset from UTC; `ends` is exclusive."""

    begins: datetime
    ends: datetime
    ahead: timedelta


@cache
def stretches(zone: str) -> list[Stretch]:
    """The periods of the ten years and the days around them, in order."""
    clock, found = ZoneInfo(zone), []
    begins = at = BEGIN - FURTHEST
    now = ahead(clock, at)
    while at < END + FURTHEST:
        at += STEP
        before, now = now, ahead(clock, at)
        if before != now:
            change = first_changed(clock, at - STEP, at)
            found.append(Stretch(begins, change, before))
            begins = change
    return [*found, Stretch(begins, FOREVER, now)]


def ahead(clock: ZoneInfo, at: datetime) -> timedelta:
    """The offset from UTC at this instant."""
    return clock.fromutc(at.replace(tzinfo=clock)).replace(tzinfo=None) - at


def first_changed(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The minute of the change between the two."""
    old = ahead(clock, before)
    while after - before > MINUTE:
        middle = before + (after - before) // 2 // MINUTE * MINUTE
        if ahead(clock, middle) == old:
            before = middle
        else:
            after = middle
    return after


@cache
def ends(zone: str) -> list[datetime]:
    return [stretch.ends for stretch in stretches(zone)]


def first_shown(zone: str, day: date, wall: time) -> datetime:
    """The first instant at which a clock in this zone shows `wall` on `day`, or a later local time."""
    wanted = datetime.combine(day, wall)
    every = stretches(zone)
    for stretch in every[bisect_left(ends(zone), wanted - FURTHEST) :]:
        if stretch.ends + stretch.ahead > wanted:
            return max(stretch.begins, wanted - stretch.ahead).replace(tzinfo=UTC)
    raise AssertionError("unreachable: the last period never ends")


def changes(zone: str) -> list[tuple[datetime, datetime]]:
    """The local times before and after each clock change of a zone within the ten years."""
    every = stretches(zone)
    return [(one.ends + one.ahead, one.ends + other.ahead) for one, other in zip(every, every[1:])]  # noqa: B905, RUF007
