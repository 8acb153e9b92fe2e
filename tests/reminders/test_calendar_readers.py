"""Calendar apps read the feed's moments as the instants that `next_due` shows, around every clock change.

Four independent readers stand for the apps (calendar_readers.py).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from backend.accounts.models import Person
from backend.reminders.icalendar_text import calendar_text
from backend.reminders.schedule import Moment, Schedule, moments
from tests.conftest import Api, remind
from tests.reminders.calendar_readers import read_by_all
from tests.reminders.oracle import MINUTE, changes, first_shown, stretches
from tests.reminders.test_calendar import link
from tests.reminders.test_oracle import GROUPS, ZONES, days_around

#: From the local times before and after a clock change: within the hour before, and within the one after.
NEAR = (-29 * MINUTE, 31 * MINUTE)


def feed_at(person: Person, now: datetime, **changes: Any) -> tuple[list[str], bytes]:
    """The `next_due` of a new calendar reminder, and the feed, both at `now`."""
    with time_machine.travel(now, tick=False):
        api = Api(person)
        kept = remind(api, channel="calendar", **changes)
        return kept["next_due"], Api().get(link(api)).content


def first_after(now: datetime, starts: dict[str, datetime], count: int) -> list[str]:
    return [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in sorted(starts.values()) if at > now][:count]


@pytest.mark.parametrize(
    ("zone", "at", "now"),
    [
        # The hour that occurs twice, the hour that is skipped, and a change by half an hour.
        ("America/New_York", "01:30", datetime(2026, 10, 31, 12, 0, tzinfo=UTC)),
        ("Europe/Berlin", "02:30", datetime(2026, 10, 24, 12, 0, tzinfo=UTC)),
        ("Europe/Berlin", "02:30", datetime(2027, 3, 27, 12, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", "01:45", datetime(2027, 4, 2, 12, 0, tzinfo=UTC)),
        ("America/Havana", "00:30", datetime(2026, 10, 31, 12, 0, tzinfo=UTC)),
    ],
)
def test_every_reader_sees_next_due_around_a_clock_change(
    alice: Person, zone: str, at: str, now: datetime
) -> None:
    due, content = feed_at(alice, now, zone=zone, at=at)
    for reader, starts in read_by_all(content).items():
        assert first_after(now, starts, 3) == due, reader


def test_every_reader_sees_last_evening_west_of_greenwich_when_it_was(alice: Person) -> None:
    now = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    _, content = feed_at(alice, now, zone="America/Los_Angeles", at="17:00")
    for reader, starts in read_by_all(content).items():
        assert min(starts.values()) == datetime(2026, 11, 24, 1, 0, tzinfo=UTC), reader


def test_a_feed_read_in_winter_spoils_none_that_is_read_in_spring(alice: Person) -> None:
    """vobject keeps the first time zone that it reads under a name, as some calendar apps do."""
    for now in (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC)):
        due, content = feed_at(alice, now, zone="Europe/Vienna", at="18:00")
        for reader, starts in read_by_all(content).items():
            assert first_after(now, starts, 1) == due[:1], (reader, now)


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_reader_sees_the_instants_around_every_clock_change_of_ten_years(group: int) -> None:
    """The instants are those of the oracle, which shares no code with the product."""
    wanted, told = {}, []
    for number, zone in enumerate(distinct_zones()[group::GROUPS]):
        id = UUID(int=number)
        for moment, at in around_changes(zone):
            told.append((moment, id))
            wanted[f"{id}-{moment.day:%Y%m%d}-{moment.slot}"] = at
    assert len(wanted) > 100
    content = calendar_text("Quiet", told, datetime(2026, 1, 1, tzinfo=UTC))
    for reader, starts in read_by_all(content).items():
        assert starts == wanted, reader


def distinct_zones() -> list[str]:
    """One zone of those with the same offsets throughout the ten years."""
    return list({tuple(stretches(zone)): zone for zone in ZONES}.values())


def around_changes(zone: str) -> Iterator[tuple[Moment, datetime]]:
    """Moments near each clock change of the zone, each with the oracle's instant. The slots number them."""
    for change in changes(zone):
        walls = sorted({(local + near).time() for local in change for near in NEAR})
        for day in sorted(days_around(change)):
            for slot, wall in enumerate(walls):
                (moment,) = moments(Schedule(frozenset(range(7)), wall, zone), day)
                yield moment._replace(slot=slot), first_shown(zone, day, wall)
