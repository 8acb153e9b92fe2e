"""Fixed times against an oracle, in every IANA zone over ten years: around every clock change, and the rest
by sample. `make fuzz` looks at every minute of those days; else it is the times that matter."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule

from backend import zones
from backend.reminders.schedule import Moment, Schedule, instant, upcoming
from tests.reminders.oracle import BEGIN, END, MINUTE, changes, first_shown

#: How much more than in `make test`.
FUZZ = int(os.environ.get("FUZZ", "0"))
ZONES = sorted(zones.names())
DAY = timedelta(days=1)
NEAR = [timedelta(minutes=minutes) for minutes in (-61, -30, -1, 0, 1, 29, 59)]
EVERY_MINUTE = [time(number // 60, number % 60) for number in range(24 * 60)]
ROUGHLY = EVERY_MINUTE[:: 4 * 60]
#: A few groups, so that a fault is found by its zone and the work can be told.
GROUPS = 12


def of_group(number: int) -> list[str]:
    return ZONES[number::GROUPS]


def days_around(moments: tuple[datetime, datetime]) -> set[date]:
    return {moment.date() + DAY * offset for moment in moments for offset in (-1, 0, 1)}


def walls_around(moments: tuple[datetime, datetime]) -> list[time]:
    if FUZZ:
        return EVERY_MINUTE
    near = {(moment + offset).time() for moment in moments for offset in NEAR}
    return sorted(near | set(ROUGHLY))


def test_the_oracle_shows_what_walking_over_every_minute_shows() -> None:
    """On the days of a gap, of a fold, of half an hour, and of a change at midnight."""
    for zone, day in (
        ("Europe/Lisbon", date(2026, 3, 29)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Africa/Cairo", date(2026, 4, 24)),
    ):
        shown = walked(zone, day)
        for wall in EVERY_MINUTE[::7]:
            assert first_shown(zone, day, wall) == next(
                at for at, local in shown if local >= datetime.combine(day, wall)
            )


def walked(zone: str, day: date) -> list[tuple[datetime, datetime]]:
    clock, begin = ZoneInfo(zone), datetime.combine(day, time(), UTC) - timedelta(hours=20)
    every = [begin + MINUTE * number for number in range(60 * 60)]
    return [(at, at.astimezone(clock).replace(tzinfo=None)) for at in every]


def test_every_zone_of_the_world_is_looked_at() -> None:
    assert sum(len(of_group(number)) for number in range(GROUPS)) == len(ZONES) > 400
    assert sum(len(changes(zone)) for zone in ZONES) > 3000


@pytest.mark.parametrize("group", range(GROUPS))
def test_around_every_clock_change_it_is_what_the_clock_first_shows(group: int) -> None:
    for zone in of_group(group):
        for change in changes(zone):
            walls = walls_around(change)
            for day in days_around(change):
                for wall in walls:
                    assert instant(day, wall, zone) == first_shown(zone, day, wall), (zone, day, wall)


@pytest.mark.parametrize("group", range(GROUPS))
def test_on_any_other_day_too(group: int) -> None:
    chance = random.Random(group)
    for zone in of_group(group):
        for _ in range(20 + 2000 * FUZZ):
            day, wall = some_day(chance), chance.choice(EVERY_MINUTE)
            assert instant(day, wall, zone) == first_shown(zone, day, wall), (zone, day, wall)


def some_day(chance: random.Random) -> date:
    return BEGIN.date() + DAY * chance.randrange((END - BEGIN).days)


@pytest.mark.parametrize("group", range(GROUPS))
def test_ten_years_of_a_reminder_are_ten_years_of_a_recurrence(group: int) -> None:
    """The dates by dateutil (RFC 5545), the instants by the oracle: none left out, none twice."""
    chance = random.Random(group)
    for zone in of_group(group) if FUZZ else chance.sample(of_group(group), 4):
        days = frozenset(chance.sample(range(7), chance.randint(1, 7)))
        wall, ends = chance.choice(EVERY_MINUTE), END.date() - DAY
        after = datetime.combine(some_day(chance) if FUZZ else BEGIN, wall, UTC)
        schedule = Schedule(days, wall, zone, ends=ends)
        assert list(upcoming(schedule, after)) == list(recurring(schedule, after)), schedule


def recurring(schedule: Schedule, after: datetime) -> Iterator[Moment]:
    assert isinstance(schedule.when, time)
    begin = after.replace(tzinfo=None) - 2 * DAY
    dates = rrule.rrule(rrule.WEEKLY, begin, until=END, byweekday=sorted(schedule.days))
    for found in dates:
        day = found.date()
        at = first_shown(schedule.zone, day, schedule.when)
        if at > after and (schedule.ends is None or day <= schedule.ends):
            yield Moment(at, day, 0)


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Pacific/Apia", "America/Nuuk"])
def test_going_on_day_after_day_skips_and_repeats_nothing(zone: str) -> None:
    """As the planner does: each next moment is asked for from the one before."""
    schedule = Schedule(frozenset(range(7)), time(2, 30), zone)
    begin = BEGIN.replace(tzinfo=UTC)
    found = [next(upcoming(schedule, begin))]
    while len(found) < 1000:
        found.append(next(upcoming(schedule, found[-1].at)))
    assert found == list(islice(recurring(schedule, begin), 1000))
