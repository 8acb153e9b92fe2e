"""Valid and invalid bodies of reminders and rests."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.reminders.kind import MOST
from backend.reminders.models import Rest
from tests.conftest import Api, faults, remind, reminder
from tests.reminders.conftest import DUE, MORNING, Clock


def test_absent_fields_get_defaults(clock: Clock, as_alice: Api) -> None:
    made = remind(as_alice, days=["sun", "mon"])
    assert made == {
        "id": made["id"],
        "revision": 1,
        "days": ["mon", "sun"],
        "at": "20:30",
        "within": None,
        "zone": "follow",
        "skip_after_check_in": None,
        "channel": "push",
        "wording": "neutral",
        "active": True,
        "ends": None,
        "meeting": None,
        "person": None,
        "own_words": None,
        "next_due": ["2026-11-23T20:30:00Z", "2026-11-29T20:30:00Z", "2026-11-30T20:30:00Z"],
    }
    assert as_alice.get(f"/api/reminders/{made['id']}/").json() == made
    assert as_alice.get("/api/reminders/").json()["results"] == [made]
    (change,) = as_alice.get("/api/changes/").json()["changes"]
    assert (change["kind"], change["data"]) == ("reminders", made)


def test_an_equal_body_does_not_change_the_revision(clock: Clock, as_alice: Api) -> None:
    made = remind(as_alice, within={"from": "10:00", "to": "12:00", "times": 2}, at=None, own_words="hello")
    del made["next_due"]
    again = as_alice.put(f"/api/reminders/{made['id']}/", made)
    assert (again.status_code, again.json()["revision"]) == (200, made["revision"])


def test_an_inactive_reminder_has_no_next_time(as_alice: Api) -> None:
    assert remind(as_alice, active=False)["next_due"] == []


def test_a_deleted_reminder_keeps_no_content(as_alice: Api) -> None:
    from backend.reminders.models import Reminder

    made = remind(as_alice, own_words="mine")
    assert as_alice.delete(f"/api/reminders/{made['id']}/").status_code == 204
    row = Reminder.objects.get()
    assert (row.plan, row.own_words, row.due_at) == ({}, None, None)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"days": []}, {"/days": "min_length"}),
        ({"days": None}, {"/days": "null"}),
        ({"days": ["mon", "mon"]}, {"/days/1": "not_unique"}),
        ({"days": ["monday"]}, {"/days/0": "invalid_choice"}),
        ({"days": [0]}, {"/days/0": "invalid_choice"}),
        ({"days": "mon"}, {"/days": "not_a_list"}),
        ({"at": None}, {"/at": "one_of_two"}),
        ({"at": "24:00"}, {"/at": "type"}),
        ({"at": "8:30"}, {"/at": "type"}),
        ({"at": "20:30:00"}, {"/at": "type"}),
        ({"at": 2030}, {"/at": "type"}),
        ({"within": {"from": "10:00", "to": "12:00", "times": 1}}, {"/at": "one_of_two"}),
        ({"at": None, "within": {"from": "10:00", "to": "10:00", "times": 1}}, {"/within/to": "too_short"}),
        ({"at": None, "within": {"from": "23:00", "to": "00:29", "times": 3}}, {"/within/to": "too_short"}),
        ({"at": None, "within": {"from": "10:00", "to": "11:29", "times": 3}}, {"/within/to": "too_short"}),
        ({"at": None, "within": {"from": "10:00", "to": "20:00", "times": 6}}, {"/within/times": "range"}),
        ({"at": None, "within": {"from": "10:00", "times": 1}}, {"/within/to": "required"}),
        ({"zone": "Mars/Olympus"}, {"/zone": "unknown_zone"}),
        ({"zone": None}, {"/zone": "null"}),
        ({"skip_after_check_in": 0}, {"/skip_after_check_in": "range"}),
        ({"skip_after_check_in": 1441}, {"/skip_after_check_in": "range"}),
        ({"channel": "pigeon"}, {"/channel": "invalid_choice"}),
        ({"wording": "loud"}, {"/wording": "invalid_choice"}),
        ({"wording": "own"}, {"/own_words": "required"}),
        ({"own_words": "x" * 121}, {"/own_words": "max_length"}),
        ({"active": "yes"}, {"/active": "type"}),
        ({"ends": "soon"}, {"/ends": "type"}),
        ({"due_at": "2026-11-23T20:30:00Z"}, {"/due_at": "unknown_field"}),
        ({"seed": 1}, {"/seed": "unknown_field"}),
    ],
)
def test_each_invalid_field_is_refused_with_its_path(
    as_alice: Api, changes: dict[str, Any], fault: dict[str, str]
) -> None:
    assert faults(as_alice.put(f"/api/reminders/{uuid4()}/", reminder(**changes))) == fault


def test_the_number_of_reminders_is_limited(as_alice: Api) -> None:
    made = [remind(as_alice) for _ in range(MOST)]
    assert faults(as_alice.put(f"/api/reminders/{uuid4()}/", reminder())) == {"/id": "too_many"}
    first = made[0]
    edited = as_alice.put(
        f"/api/reminders/{first['id']}/", reminder(at="07:00"), **{"If-Match": f'"{first["revision"]}"'}
    )
    assert edited.status_code == 200
    as_alice.delete(f"/api/reminders/{first['id']}/")
    remind(as_alice)


# -- rest


def test_a_rest_begins_is_changed_and_ends(clock: Clock, as_alice: Api, as_bob: Api) -> None:
    assert as_alice.get("/api/rest/").json() == {"until": None}
    until = {"until": "2026-11-24T07:00:00Z"}
    assert as_alice.put("/api/rest/", {"until": "2026-11-24T08:00:00+01:00"}).json() == until
    assert as_alice.get("/api/rest/").json() == until
    assert as_bob.get("/api/rest/").json() == {"until": None}
    clock.go(DUE)
    as_alice.put("/api/rest/", {"until": "2026-11-25T07:00:00Z"})
    assert as_alice.delete("/api/rest/").status_code == as_alice.delete("/api/rest/").status_code == 204
    assert as_alice.get("/api/rest/").json() == {"until": None}
    assert list(Rest.objects.values_list("begins_at", "ends_at")) == [(MORNING, DUE)]


def test_a_rest_ends_by_itself(clock: Clock, as_alice: Api) -> None:
    as_alice.put("/api/rest/", {"until": DUE.isoformat()})
    clock.go(DUE)
    assert as_alice.get("/api/rest/").json() == {"until": None}


def test_beyond_the_limit_the_oldest_rests_are_deleted(
    clock: Clock, as_alice: Api, as_bob: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So starting and ending rests all day long can't fill the database."""
    monkeypatch.setattr("backend.reminders.models.rest.MOST", 2)
    as_bob.put("/api/rest/", {"until": DUE.isoformat()})
    for minute in range(4):
        clock.go(MORNING + timedelta(minutes=minute))
        as_alice.put("/api/rest/", {"until": DUE.isoformat()})
        as_alice.delete("/api/rest/")
    begun = Rest.objects.filter(person__username="alice").values_list("begins_at", flat=True)
    assert sorted(begun) == [MORNING + timedelta(minutes=2), MORNING + timedelta(minutes=3)]
    assert Rest.objects.filter(person__username="bob").count() == 1


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, {"/until": "required"}),
        ({"until": None}, {"/until": "null"}),
        ({"until": "tomorrow"}, {"/until": "type"}),
        ({"until": (timezone.now() - timedelta(days=1)).isoformat()}, {"/until": "in_past"}),
    ],
)
def test_an_invalid_rest_is_refused(as_alice: Api, body: Any, fault: dict[str, str]) -> None:
    assert faults(as_alice.put("/api/rest/", body)) == fault


@pytest.mark.parametrize("body", [{}, {"action": None}, {"action": "never"}, {"action": 1}])
def test_an_invalid_answer_to_a_nudge_is_refused(clock: Clock, as_alice: Api, body: Any) -> None:
    from backend.reminders.planning import claim_due

    remind(as_alice)
    claim_due(DUE)
    (nudge,) = as_alice.get("/api/nudges/").json()["results"]
    assert set(faults(as_alice.put(f"/api/nudges/{nudge['id']}/response/", body))) == {"/action"}


@pytest.mark.parametrize("seen", [0, "1", 1.0, True, 32768])
def test_an_invalid_round_is_refused(clock: Clock, as_alice: Api, seen: Any) -> None:
    from backend.reminders.planning import claim_due

    remind(as_alice)
    claim_due(DUE)
    (nudge,) = as_alice.get("/api/nudges/").json()["results"]
    body = {"action": "later", "round": seen}
    assert set(faults(as_alice.put(f"/api/nudges/{nudge['id']}/response/", body))) == {"/round"}
