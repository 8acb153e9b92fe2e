"""Schedule computations against an oracle without zone rules, which steps through every minute."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend import zones
from backend.reminders.schedule import APART, Moment, Schedule, Window, instant, moments, upcoming

EVERY_DAY = frozenset(range(7))
MINUTE = timedelta(minutes=1)


def first_shown(day: date, wall: time, zone: str) -> datetime:
    """Brute force: the first minute at which a clock in the zone has reached `wall` on `day`, or later."""
    clock = ZoneInfo(zone)
    at = datetime.combine(day, time(), UTC) - timedelta(hours=28)
    while at.astimezone(clock).replace(tzinfo=None) < datetime.combine(day, wall):
        at += MINUTE
    return at


def changes(zone: str, year: int) -> list[date]:
    """The local dates on which the clocks of a zone change in a year."""
    clock, start = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    hours = (start + timedelta(hours=number) for number in range(366 * 24))
    return [
        later.astimezone(clock).date()
        for earlier, later in pairwise(hours)
        if earlier.astimezone(clock).utcoffset() != later.astimezone(clock).utcoffset()
    ]


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Lisbon",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Asia/Beirut",
    ],
)
def test_times_around_every_clock_change_agree_with_brute_force(zone: str) -> None:
    walls = [time(hour, minute) for hour in (0, 1, 2, 3, 23) for minute in (0, 15, 30)]
    for change in changes(zone, 2026) + changes(zone, 2018):
        for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
            for wall in walls:
                assert instant(day, wall, zone) == first_shown(day, wall, zone), (zone, day, wall)


def test_a_skipped_time_is_due_when_the_clock_jumps() -> None:
    assert instant(date(2026, 3, 29), time(1, 30), "Europe/Lisbon") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_repeated_time_is_due_the_first_time() -> None:
    assert instant(date(2026, 10, 25), time(1, 30), "Europe/Lisbon") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_skipped_day_is_due_when_the_next_day_begins() -> None:
    assert instant(date(2011, 12, 30), time(9), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


@given(st.sampled_from(sorted(zones.names())), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.times())
@settings(max_examples=300, deadline=None)
def test_an_instant_is_the_first_at_or_after_the_wall_time_in_every_zone(
    zone: str, day: date, wall: time
) -> None:
    wall = wall.replace(second=0, microsecond=0)
    at, clock = instant(day, wall, zone), ZoneInfo(zone)
    shown = at.astimezone(clock).replace(tzinfo=None)
    assert shown >= datetime.combine(day, wall)
    before = (at - timedelta(seconds=1)).astimezone(clock).replace(tzinfo=None)
    assert before < datetime.combine(day, wall)


AFTER = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + minutes * MINUTE
)
SCHEDULES = st.builds(
    Schedule,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    when=st.times().map(lambda wall: wall.replace(second=0, microsecond=0)),
    zone=st.sampled_from(
        ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
    ),
    seed=st.just(0),
    ends=st.none(),
)


@given(SCHEDULES, AFTER)
@settings(deadline=None)
def test_upcoming_moments_are_each_on_a_chosen_day_later_and_in_order(
    schedule: Schedule, after: datetime
) -> None:
    found = list(islice(upcoming(schedule, after), 20))
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    assert found[0].at > after
    assert {moment.day.weekday() for moment in found} <= schedule.days
    assert len({moment.day for moment in found}) == 20
    # None is missing: every chosen day between the first and the last is included.
    first, last = found[0].day, found[-1].day
    between = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in between if day.weekday() in schedule.days] == [moment.day for moment in found]


@given(SCHEDULES, AFTER)
@settings(deadline=None)
def test_advancing_from_each_moment_gives_the_same_moments(schedule: Schedule, after: datetime) -> None:
    found: list[Moment] = []
    while len(found) < 10:
        found.append(next(upcoming(schedule, found[-1].at if found else after)))
    assert found == list(islice(upcoming(schedule, after), 10))


def test_a_schedule_ends_with_its_last_day() -> None:
    schedule = Schedule(EVERY_DAY, time(9), "Europe/Lisbon", ends=date(2026, 11, 24))
    found = list(upcoming(schedule, datetime(2026, 11, 22, 12, tzinfo=UTC)))
    assert [moment.day for moment in found] == [date(2026, 11, 23), date(2026, 11, 24)]


#: Some go over midnight; none ends when it begins, or so late that it touches the next day's.
WINDOWS = st.tuples(st.integers(0, 24 * 60 - 1), st.integers(1, 5), st.integers(1, 600)).map(
    lambda drawn: Window(wall(drawn[0]), wall(drawn[0] + 45 * (drawn[1] - 1) + drawn[2]), drawn[1])
)


def wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@given(WINDOWS, st.integers(0, 2**31), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
@settings(deadline=None)
def test_a_windows_moments_are_inside_it_and_keep_their_distance(
    window: Window, seed: int, day: date
) -> None:
    schedule = Schedule(EVERY_DAY, window, "Europe/Lisbon", seed)
    found = moments(schedule, day)
    last_day = day if window.begins < window.ends else day + timedelta(days=1)
    begins, ends = instant(day, window.begins, schedule.zone), instant(last_day, window.ends, schedule.zone)
    assert all(begins <= moment.at <= ends for moment in found)
    assert all(later.at - earlier.at >= APART for earlier, later in pairwise(found))
    assert len(found) == min(window.times, 1 + (ends - begins) // APART)
    assert [moment.slot for moment in found] == list(range(len(found)))
    assert found == moments(schedule, day)


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    """Friday's window goes on into Saturday, which isn't one of the chosen days."""
    friday = date(2026, 11, 27)
    schedule = Schedule(
        frozenset({4}), Window(time(23), time(2), 4), "Europe/Lisbon", ends=date(2026, 11, 27)
    )
    found = list(upcoming(schedule, datetime(2026, 11, 27, 12, tzinfo=UTC)))
    assert [(moment.day, moment.slot) for moment in found] == [(friday, slot) for slot in range(4)]
    assert datetime(2026, 11, 27, 23, tzinfo=UTC) <= found[0].at
    assert found[-1].at <= datetime(2026, 11, 28, 2, tzinfo=UTC)
    for place, moment in enumerate(found):
        assert list(upcoming(schedule, moment.at)) == found[place + 1 :]


def test_different_days_and_seeds_use_the_whole_window() -> None:
    window = Window(time(9), time(21), 1)
    for seeds, days in ((range(1), 400), (range(400), 1)):
        at = [
            moments(Schedule(EVERY_DAY, window, "UTC", seed), date(2026, 1, 1) + timedelta(days=day))[
                0
            ].at.time()
            for seed in seeds
            for day in range(days)
        ]
        assert min(at) < time(9, 30)
        assert max(at) > time(20, 30)


ALIKE = json.loads(Path(__file__).with_name("schedule.json").read_text())
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.parametrize("case", ALIKE["instants"], ids=" ".join)
def test_a_wall_time_is_the_same_instant_on_the_phone(case: list[str]) -> None:
    day, wall, zone, expected = case
    assert minute(instant(date.fromisoformat(day), time.fromisoformat(wall), zone)) == expected


@pytest.mark.parametrize("case", ALIKE["next"], ids=lambda case: case["now"])
def test_the_next_three_are_the_same_on_the_phone(case: dict[str, Any]) -> None:
    plan = case["plan"]
    days = frozenset(WEEK.index(day) for day in plan["days"])
    ends = plan["ends"] and date.fromisoformat(plan["ends"])
    schedule = Schedule(days, time.fromisoformat(plan["at"]), plan["zone"], ends=ends)
    found = islice(upcoming(schedule, datetime.fromisoformat(case["now"])), 3)
    assert [minute(moment.at) for moment in found] == case["due"]


@pytest.mark.parametrize("case", ALIKE["windows"], ids=lambda case: case["day"])
def test_a_window_holds_as_many_moments_as_on_the_phone(case: dict[str, Any]) -> None:
    window = Window(time.fromisoformat(case["from"]), time.fromisoformat(case["to"]), case["times"])
    schedule = Schedule(EVERY_DAY, window, case["zone"])
    assert len(moments(schedule, date.fromisoformat(case["day"]))) == case["fit"]
