"""Moments that a change of zone skips: nothing comes, and the ledger says why.

The zones of these tests don't change their clocks at the time.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.reminders.models import Nudge, Reminder
from tests.conftest import Api, remind
from tests.reminders.conftest import Clock, Phone, check_ledger, days, ledger, minutes


def at(wall: str, zone: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def fly(clock: Clock, api: Api, zone: str, wall: str) -> None:
    """Open the app in another zone when its clocks show `wall`."""
    clock.ring(at(wall, zone))
    assert api.patch("/api/me/", {"zone": zone}).status_code == 200


def outcomes(api: Api) -> list[tuple[str, str, str | None]]:
    """Local date, state and reason of each nudge, oldest first."""
    return [(each["local_date"], each["state"], each["reason"]) for each in reversed(ledger(api))]


@pytest.fixture
def traveller(clock: Clock, phone: Phone) -> Phone:
    """In Honolulu, on the evening of Monday 23 November."""
    fly(clock, phone.api, "Pacific/Honolulu", "2026-11-23 21:00")
    return phone


def test_over_the_date_line_a_whole_date_is_skipped(clock: Clock, traveller: Phone) -> None:
    """Honolulu to Auckland: Monday night, then Wednesday morning."""
    api = traveller.api
    remind(api, at="18:00")
    fly(clock, api, "Pacific/Auckland", "2026-11-25 08:00")
    assert outcomes(api) == [("2026-11-24", "cancelled", "zone-changed")]
    clock.ring(at("2026-11-25 18:00", "Pacific/Auckland"))
    assert outcomes(api)[1:] == [("2026-11-25", "accepted", None)]
    assert len(traveller.received) == 1
    check_ledger()


def test_each_skipped_moment_of_a_window_has_its_line(clock: Clock, traveller: Phone) -> None:
    api = traveller.api
    remind(api, at=None, within={"from": "10:00", "to": "18:00", "times": 3})
    fly(clock, api, "Pacific/Auckland", "2026-11-25 08:00")
    assert outcomes(api) == [("2026-11-24", "cancelled", "zone-changed")] * 3
    assert len({nudge.due_at for nudge in Nudge.objects.all()}) == 3
    check_ledger()


def test_the_other_way_a_repeated_date_comes_once(clock: Clock, phone: Phone) -> None:
    """Auckland to Honolulu: Tuesday's reminder came, and it's Tuesday again."""
    fly(clock, phone.api, "Pacific/Auckland", "2026-11-24 09:00")
    remind(phone.api, at="18:00")
    clock.ring(at("2026-11-24 18:00", "Pacific/Auckland"))
    fly(clock, phone.api, "Pacific/Honolulu", "2026-11-24 06:00")
    for hour in range(18):
        clock.ring(at("2026-11-24 06:00", "Pacific/Honolulu") + minutes(60 * hour))
    assert outcomes(phone.api) == [("2026-11-24", "accepted", None)]


def test_a_flight_east_skips_the_evening(clock: Clock, phone: Phone) -> None:
    fly(clock, phone.api, "Europe/Lisbon", "2026-11-23 12:00")
    remind(phone.api, at="20:30")
    fly(clock, phone.api, "Asia/Tokyo", "2026-11-23 21:30")
    assert outcomes(phone.api) == [("2026-11-23", "cancelled", "zone-changed")]
    shown = datetime.fromisoformat(ledger(phone.api)[0]["due_at"])
    assert shown == at("2026-11-23 20:30", "Asia/Tokyo")


@pytest.mark.parametrize(
    "plan",
    [
        {"zone": "Europe/Lisbon"},
        {"active": False},
        {"channel": "calendar"},
        {"days": ["sun"]},
        {"ends": "2026-11-22"},
        {"at": "11:00"},
        {"at": "23:00"},
    ],
)
def test_what_was_not_to_come_or_still_comes_has_no_line(
    clock: Clock, phone: Phone, plan: dict[str, Any]
) -> None:
    fly(clock, phone.api, "Europe/Lisbon", "2026-11-23 12:00")
    remind(phone.api, **{"at": "20:30"} | plan)
    fly(clock, phone.api, "Asia/Tokyo", "2026-11-23 21:30")
    assert ledger(phone.api) == []


def test_flying_back_lets_the_same_evening_come(clock: Clock, phone: Phone) -> None:
    """Two devices in two zones, opened in turn: the slot stays open."""
    fly(clock, phone.api, "Europe/Lisbon", "2026-11-23 12:00")
    remind(phone.api, at="20:30")
    for _ in range(2):
        fly(clock, phone.api, "Asia/Tokyo", "2026-11-23 21:30")
        fly(clock, phone.api, "Europe/Lisbon", "2026-11-23 12:30")
    clock.ring(at("2026-11-23 20:30", "Europe/Lisbon"))
    assert sorted(outcomes(phone.api)) == [
        ("2026-11-23", "accepted", None), ("2026-11-23", "cancelled", "zone-changed"),
    ]  # fmt: skip


def test_a_reminder_that_cannot_be_read_stops_nobody(clock: Clock, traveller: Phone) -> None:
    broken, _ = remind(traveller.api, at="18:00"), remind(traveller.api, at="19:00")
    Reminder.objects.filter(id=broken["id"]).update(plan={"days": ["mon"]})
    fly(clock, traveller.api, "Pacific/Auckland", "2026-11-25 08:00")
    assert outcomes(traveller.api) == [("2026-11-24", "cancelled", "zone-changed")]


def test_a_skipped_moment_is_no_silence_and_not_done(clock: Clock, traveller: Phone) -> None:
    """Moved to later on its date, it could still come."""
    kept = remind(traveller.api, at="18:00")
    fly(clock, traveller.api, "Pacific/Auckland", "2026-11-25 08:00")
    row = Reminder.objects.get(id=kept["id"])
    assert (row.due_day, row.skipped) == (date(2026, 11, 25), None)
    assert row.due_at == at("2026-11-25 18:00", "Pacific/Auckland")
    assert row.due_at - clock.now < days(1)
