"""Fixed times against an oracle, in every IANA zone over ten years: around every clock change, and samples of
other days. `make fuzz` checks every minute of the days around a change; `make test` only those near it."""

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

#: How many times more samples than in `make test`.
FUZZ = int(os.environ.get("FUZZ", "0"))
ZONES = sorted(zones.names())
DAY = timedelta(days=1)
NEAR = [timedelta(minutes=minutes) for minutes in (-61, -30, -1, 0, 1, 29, 59)]
EVERY_MINUTE = [time(number // 60, number % 60) for number in range(24 * 60)]
ROUGHLY = EVERY_MINUTE[:: 4 * 60]
#: A few groups of zones, so that a failure is easier to locate and progress is visible.
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


def test_the_oracle_agrees_with_a_search_over_every_minute() -> None:
    """On days with a gap, a fold, a half-hour change, and a change at midnight."""
    for zone, day in (
        ("Europe/Lisbon", date(2026, 3, 29)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Africa/Cairo", date(2026, 4, 24)),
    ):
        shown = every_minute_of(zone, day)
        for wall in EVERY_MINUTE[::7]:
            assert first_shown(zone, day, wall) == next(
                at for at, local in shown if local >= datetime.combine(day, wall)
            )


def every_minute_of(zone: str, day: date) -> list[tuple[datetime, datetime]]:
    clock, begin = ZoneInfo(zone), datetime.combine(day, time(), UTC) - timedelta(hours=20)
    every = [begin + MINUTE * number for number in range(60 * 60)]
    return [(at, at.astimezone(clock).replace(tzinfo=None)) for at in every]


def test_the_groups_cover_every_zone() -> None:
    assert sum(len(of_group(number)) for number in range(GROUPS)) == len(ZONES) > 400
    assert sum(len(changes(zone)) for zone in ZONES) > 3000


@pytest.mark.parametrize("group", range(GROUPS))
def test_fixed_times_agree_with_the_oracle_around_every_clock_change(group: int) -> None:
    for zone in of_group(group):
        for change in changes(zone):
            walls = walls_around(change)
            for day in days_around(change):
                for wall in walls:
                    assert instant(day, wall, zone) == first_shown(zone, day, wall), (zone, day, wall)


@pytest.mark.parametrize("group", range(GROUPS))
def test_fixed_times_agree_with_the_oracle_on_random_days(group: int) -> None:
    chance = random.Random(group)
    for zone in of_group(group):
        for _ in range(20 + 2000 * FUZZ):
            day, wall = some_day(chance), chance.choice(EVERY_MINUTE)
            assert instant(day, wall, zone) == first_shown(zone, day, wall), (zone, day, wall)


def some_day(chance: random.Random) -> date:
    return BEGIN.date() + DAY * chance.randrange((END - BEGIN).days)


@pytest.mark.parametrize("group", range(GROUPS))
def test_ten_years_of_a_reminder_agree_with_a_recurrence_rule(group: int) -> None:
    """The dates come from dateutil (RFC 5545), the instants from the oracle: none is missing, none is
    repeated."""
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
def test_advancing_moment_by_moment_skips_and_repeats_nothing(zone: str) -> None:
    """As the planner does: each moment is computed from the previous one."""
    schedule = Schedule(frozenset(range(7)), time(2, 30), zone)
    begin = BEGIN.replace(tzinfo=UTC)
    found = [next(upcoming(schedule, begin))]
    while len(found) < 1000:
        found.append(next(upcoming(schedule, found[-1].at)))
    assert found == list(islice(recurring(schedule, begin), 1000))
