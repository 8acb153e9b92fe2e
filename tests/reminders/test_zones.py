"""A zone under another name, or with the rules of the one before, changes no reminder."""

from datetime import timedelta

import pytest

from backend import zones
from backend.accounts.models import Person
from backend.reminders.models import Reminder
from backend.reminders.schedule import Schedule, moments
from tests.conftest import Api, remind
from tests.reminders.conftest import DUE, Clock


@pytest.fixture
def moved(clock: Clock, as_alice: Api) -> Reminder:
    """A reminder whose stored moment is a minute off, so that rescheduling it shows."""
    as_alice.patch("/api/me/", {"zone": "Europe/Kyiv"})
    remind(as_alice)
    Reminder.objects.update(due_at=DUE + timedelta(minutes=1))
    return Reminder.objects.get()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Europe/Kyiv", "Europe/Kiev"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("America/Godthab", "America/Nuuk"),
        ("Europe/Oslo", "Europe/Berlin"),
        ("Africa/Asmera", "Africa/Asmara"),
        ("Etc/UTC", "UTC"),
        ("UTC", None),
        ("Etc/GMT", "Greenwich"),
        ("Europe/Lisbon", "Europe/Lisbon"),
    ],
)
def test_the_same_zone_under_another_name_reschedules_nothing(
    as_alice: Api, alice: Person, moved: Reminder, before: str, after: str | None
) -> None:
    Person.objects.filter(pk=alice.pk).update(zone=before)
    assert as_alice.patch("/api/me/", {"zone": after}).json()["zone"] == after
    assert Reminder.objects.get().due_at == moved.due_at


@pytest.mark.parametrize("after", ["Europe/London", "Europe/Warsaw", "Europe/Minsk", None])
def test_a_zone_with_other_rules_reschedules_those_that_follow(
    as_alice: Api, moved: Reminder, after: str | None
) -> None:
    assert as_alice.patch("/api/me/", {"zone": after}).status_code == 200
    assert Reminder.objects.get().due_at != moved.due_at


def test_each_link_of_tzdata_has_the_moments_of_its_target() -> None:
    """For all that this version has: what is due at any hour in any month of the next years."""
    links = {name: zones.target(name) for name in zones.names() if zones.target(name) != name}
    assert links["Europe/Kiev"] == "Europe/Kyiv"
    assert len(links) > 200
    for name, target in links.items():
        assert target in zones.names()
        assert zones.target(target) == target
        for month in range(36):
            day = DUE.date() + timedelta(days=31 * month)
            of_name, of_target = (
                moments(Schedule(frozenset(range(7)), DUE.time(), zone), day) for zone in (name, target)
            )
            assert of_name == of_target
