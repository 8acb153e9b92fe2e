"""An invalid reminder is refused with the path of each error, and nothing is saved."""

from typing import Any
from uuid import uuid4

import pytest

from backend.push import views as push
from backend.reminders import kind as reminders
from backend.reminders.models import Reminder
from tests.conftest import Api, faults, remind, reminder

NO_ZONES = [
    "",
    "Mars/Olympus",
    "europe/lisbon",
    "Europe/Lisbon ",
    "Europe",
    "Europe/",
    "../Europe/Lisbon",
    "/etc/localtime",
    "Europe/Lisbon\0",
    "localtime",
    "posixrules",
    "posix/Europe/Lisbon",
    "UTC+2",
    "+02:00",
    "x" * 10_000,
    0,
    True,
    ["UTC"],
]


@pytest.mark.parametrize("zone", NO_ZONES)
def test_an_unknown_zone_is_refused(as_alice: Api, zone: Any) -> None:
    assert set(faults(as_alice.put(f"/api/reminders/{uuid4()}/", reminder(zone=zone)))) == {"/zone"}
    assert set(faults(as_alice.patch("/api/me/", {"zone": zone}))) == {"/zone"}
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("within", "path"),
    [
        ({"from": "22:00", "to": "22:00", "times": 1}, "/within/to"),
        ({"from": "23:59", "to": "00:00", "times": 2}, "/within/to"),
        ({"from": "22:00", "to": "00:59", "times": 5}, "/within/to"),
        ({"from": "10:00", "to": "12:59", "times": 5}, "/within/to"),
        ({"from": "10:00", "to": "10:44", "times": 2}, "/within/to"),
        ({"from": "10:00", "to": "20:00", "times": 0}, "/within/times"),
        ({"from": "10:00", "to": "20:00", "times": -1}, "/within/times"),
        ({"from": "10:00", "to": "20:00", "times": 1.5}, "/within/times"),
        ({"from": "10:00", "to": "20:00", "times": "2"}, "/within/times"),
        ({"from": "10:00", "to": "20:00", "times": True}, "/within/times"),
        ({"from": "10:00", "to": "20:00"}, "/within/times"),
        ({"from": "25:00", "to": "20:00", "times": 1}, "/within/from"),
        ({"to": "20:00", "times": 1}, "/within/from"),
        ({"from": "10:00", "to": "20:00", "times": 1, "apart": 1}, "/within/apart"),
        ([], "/within"),
        ("10:00-12:00", "/within"),
    ],
)
def test_an_invalid_window_is_refused(as_alice: Api, within: Any, path: str) -> None:
    body = reminder(at=None, within=within)
    assert set(faults(as_alice.put(f"/api/reminders/{uuid4()}/", body))) == {path}
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    "within", [{"from": "10:00", "to": "13:00", "times": 5}, {"from": "10:00", "to": "10:45", "times": 2}]
)
def test_the_shortest_possible_window_is_accepted(as_alice: Api, within: Any) -> None:
    assert len(remind(as_alice, at=None, within=within)["next_due"]) == 3


def test_a_reminder_without_days_is_refused(as_alice: Api) -> None:
    body = reminder()
    del body["days"]
    assert faults(as_alice.put(f"/api/reminders/{uuid4()}/", body)) == {"/days": "required"}


@pytest.mark.parametrize("body", [[], "reminder", 1, None])
def test_a_body_that_is_not_an_object_is_refused(as_alice: Api, body: Any) -> None:
    assert as_alice.put(f"/api/reminders/{uuid4()}/", body).status_code == 400


def test_somebody_elses_reminder_looks_like_a_missing_one(as_alice: Api, as_bob: Api) -> None:
    hers = remind(as_alice)
    for id in (hers["id"], uuid4()):
        assert as_bob.get(f"/api/reminders/{id}/").status_code == 404
        assert as_bob.delete(f"/api/reminders/{id}/").status_code == 404
    assert as_alice.get(f"/api/reminders/{hers['id']}/").json() == hers


def test_the_limits_match_the_documentation() -> None:
    assert (reminders.MOST, push.MOST) == (50, 20)
