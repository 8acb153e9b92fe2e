"""Computes the due moments of a reminder. Pure and deterministic: no clock and no database.

A wall time that a clock change skips falls due at the first instant after the gap; one that occurs twice, at
the first of the two. A window's moments derive from the reminder's seed, the local date and the slot, so
planning again gives the same moments.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from backend.zones import zone_info

#: The least time between two moments of a window.
APART = timedelta(minutes=45)
DAY = timedelta(days=1)
#: The slot of the first moment of a `Once`. A day has fewer slots than that otherwise.
ONCE = 10


class Window(NamedTuple):
    """`times` random moments between two wall times, both included.

    If it doesn't end after it begins, it ends on the next day.
    """

    begins: time
    ends: time
    times: int


class Once(NamedTuple):
    """Instants that don't repeat, in order."""

    instants: tuple[datetime, ...]


class Schedule(NamedTuple):
    """Days of the week (0 is Monday), a wall time or a window, an IANA zone, and the last local date.

    With `Once`, the days and the last date don't count, and the zone only tells the local dates.
    """

    days: frozenset[int]
    when: time | Window | Once
    zone: str
    seed: int = 0
    ends: date | None = None

    def includes(self, day: date) -> bool:
        """Whether the local date has moments of this schedule."""
        return day.weekday() in self.days and not self.ended_before(day)

    def ended_before(self, day: date) -> bool:
        return self.ends is not None and day > self.ends


class Moment(NamedTuple):
    """One due moment. `day` (local date) and `slot` identify it, whatever the clocks do."""

    at: datetime
    day: date
    slot: int


def upcoming(schedule: Schedule, after: datetime) -> Iterator[Moment]:
    """The due moments later than `after` (an aware instant), in order, until the schedule's end."""
    if isinstance(schedule.when, Once):
        yield from (moment for moment in moments_once(schedule.when, schedule.zone) if moment.at > after)
        return
    # The moments of a day that a clock change skips fall due on the next day, and a window may go over
    # midnight.
    day = after.astimezone(zone_info(schedule.zone)).date() - 2 * DAY
    while schedule.days and not schedule.ended_before(day):
        if schedule.includes(day):
            yield from (moment for moment in moments(schedule, day) if moment.at > after)
        day += DAY


def moments(schedule: Schedule, day: date) -> list[Moment]:
    """The due moments of one local date, in order."""
    if isinstance(schedule.when, Once):
        return [moment for moment in moments_once(schedule.when, schedule.zone) if moment.day == day]
    if isinstance(schedule.when, Window):
        instants = draw_window(schedule.when, day, schedule.zone, schedule.seed)
    else:
        instants = [instant(day, schedule.when, schedule.zone)]
    return [Moment(at, day, slot) for slot, at in enumerate(instants)]


def moments_once(once: Once, zone: str) -> list[Moment]:
    local = zone_info(zone)
    return [Moment(at, at.astimezone(local).date(), slot) for slot, at in enumerate(once.instants, ONCE)]


def draw_window(window: Window, day: date, zone: str, seed: int) -> list[datetime]:
    """The window's moments, at least APART from each other in elapsed time, not only on the wall clock.

    If a clock change leaves the window too short for all of them, there are fewer. A window that lasts almost
    24 hours ends early, since the next day's first moment may be in its first minute.
    """
    last_day = day if window.begins < window.ends else day + DAY
    begins = instant(day, window.begins, zone)
    ends = min(instant(last_day, window.ends, zone), instant(day + DAY, window.begins, zone) - APART)
    times = min(window.times, 1 + (ends - begins) // APART)
    spare = ends - begins - APART * (times - 1)
    steps = sorted(draw(seed, day, slot, spare // timedelta(minutes=1)) for slot in range(times))
    return [begins + APART * slot + timedelta(minutes=step) for slot, step in enumerate(steps)]


def draw(seed: int, day: date, slot: int, most: int) -> int:
    """A pseudo-random integer from 0 to `most`, determined by the seed, day and slot."""
    digest = hashlib.sha256(f"{seed}|{day.isoformat()}|{slot}".encode()).digest()
    return int.from_bytes(digest[:8]) * (most + 1) >> 64


@lru_cache(maxsize=10_000)
def instant(day: date, wall: time, zone: str) -> datetime:
    """The instant in UTC at which a clock in `zone` shows `wall` on `day`.

    Cached, since the reminders that are due in the same minute have a wall time for each zone in common.
    """
    local = datetime.combine(day, wall, zone_info(zone))  # fold=0: the first of two occurrences
    at = local.astimezone(UTC)
    if at.astimezone(zone_info(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    return first_after_gap(local)


def last_instant(day: date, wall: time, zone: str) -> datetime:
    """Like `instant`, but the second of two occurrences."""
    second = datetime.combine(day, wall, zone_info(zone)).replace(fold=1).astimezone(UTC)
    return max(second, instant(day, wall, zone))


def first_after_gap(local: datetime) -> datetime:
    """The instant of the clock change that skips `local`, to the second, by bisection.

    Within a gap, fold=1 gives an instant before it and fold=0 one after it (PEP 495).
    """
    zone = local.tzinfo
    before, after = local.replace(fold=1).astimezone(UTC), local.astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
