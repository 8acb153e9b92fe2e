"""When a clock first shows a wall time, found from nothing but what clocks show.

`zoneinfo` is asked in the one direction that is never ambiguous, from an instant to the wall; nothing here
knows of gaps and folds, nor shares a line with the product.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
#: No clock is set and set back within this.
STEP = timedelta(days=1)
#: No wall is further from UTC.
FURTHEST = timedelta(hours=28)
#: In UTC without saying so, like everything here until the answer.
BEGIN, END = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001
FOREVER = END + timedelta(days=9999)


class Stretch(NamedTuple):
    """A time in which the wall is always as far from UTC; `ends` is not in it."""

    begins: datetime
    ends: datetime
    ahead: timedelta


@cache
def stretches(zone: str) -> list[Stretch]:
    """Of ten years and the days around them, in order."""
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
    """How far the wall is from UTC at this instant."""
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
    """The first instant at which a clock there shows `wall` on `day`, or something later."""
    wanted = datetime.combine(day, wall)
    every = stretches(zone)
    for stretch in every[bisect_left(ends(zone), wanted - FURTHEST) :]:
        if stretch.ends + stretch.ahead > wanted:
            return max(stretch.begins, wanted - stretch.ahead).replace(tzinfo=UTC)
    raise AssertionError("time goes on")


def changes(zone: str) -> list[tuple[datetime, datetime]]:
    """What the wall shows when the clocks of a zone are set in the ten years: before and after."""
    every = stretches(zone)
    return [(one.ends + one.ahead, one.ends + other.ahead) for one, other in zip(every, every[1:])]  # noqa: B905, RUF007
