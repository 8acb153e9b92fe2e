"""When a reminder falls due next. Pure: `after` is given, nothing is read, and asking again gives the same
answer.

A wall time that a clock change skips falls due at the first instant that exists after it; one that comes
twice, at the first of the two. A window's moments are drawn from the reminder's own seed, the local date and
the slot, so planning again never draws again.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

#: How far apart the moments of one window are, at the least.
APART = timedelta(minutes=45)
DAY = timedelta(days=1)


class Window(NamedTuple):
    """`times` moments between two wall times of one day, both included."""

    begins: time
    ends: time
    times: int


class Schedule(NamedTuple):
    """Days of the week (0 is Monday) and a wall time or a window, in an IANA zone, until a local date."""

    days: frozenset[int]
    when: time | Window
    zone: str
    seed: int = 0
    ends: date | None = None


class Moment(NamedTuple):
    """One due moment. `day` and `slot` name it for good, whatever the clocks do."""

    at: datetime
    day: date
    slot: int


def upcoming(schedule: Schedule, after: datetime) -> Iterator[Moment]:
    """The due moments later than `after` (an aware instant), in order, until the schedule's end."""
    # A skipped day's moments fall due on the day after it, so the day before is looked at too.
    day = after.astimezone(ZoneInfo(schedule.zone)).date() - DAY
    while schedule.days and (schedule.ends is None or day <= schedule.ends):
        if day.weekday() in schedule.days:
            yield from (moment for moment in moments(schedule, day) if moment.at > after)
        day += DAY


def moments(schedule: Schedule, day: date) -> list[Moment]:
    """The due moments of one local date, in order."""
    if isinstance(schedule.when, Window):
        found = drawn(schedule.when, day, schedule.zone, schedule.seed)
    else:
        found = [instant(day, schedule.when, schedule.zone)]
    return [Moment(at, day, slot) for slot, at in enumerate(found)]


def drawn(window: Window, day: date, zone: str, seed: int) -> list[datetime]:
    """The window's moments, APART from each other on the watch, not only on the wall.

    A clock change may leave a window too short for all of them; then there are fewer. One that lasts almost
    until it begins again ends earlier, since the next day's first moment may be its very first minute.
    """
    begins = instant(day, window.begins, zone)
    ends = min(instant(day, window.ends, zone), instant(day + DAY, window.begins, zone) - APART)
    times = min(window.times, 1 + (ends - begins) // APART)
    spare = ends - begins - APART * (times - 1)
    steps = sorted(draw(seed, day, slot, spare // timedelta(minutes=1)) for slot in range(times))
    return [begins + APART * slot + timedelta(minutes=step) for slot, step in enumerate(steps)]


def draw(seed: int, day: date, slot: int, most: int) -> int:
    """A whole number from 0 to `most`, always the same for the same three."""
    digest = hashlib.sha256(f"{seed}|{day.isoformat()}|{slot}".encode()).digest()
    return int.from_bytes(digest[:8]) * (most + 1) >> 64


def instant(day: date, wall: time, zone: str) -> datetime:
    """The instant in UTC at which a clock in `zone` shows `wall` on `day`."""
    local = datetime.combine(day, wall, ZoneInfo(zone))  # fold=0: the first of two
    at = local.astimezone(UTC)
    if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    return first_after_gap(local)


def first_after_gap(local: datetime) -> datetime:
    """The instant at which the clock jumps over `local`: in a gap fold=1 lies before it and fold=0 after (PEP
    495)."""
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
