"""Deletion in a week: links, nudges and the calendar stop at once, and the deletion can be cancelled until
then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from backend.accounts.models import Person
from backend.celery import app
from backend.personal_data import scheduled_deletion, tasks
from backend.personal_data.erasure import ids_on_list
from backend.personal_data.scheduled_deletion import WEEK, erase_due
from backend.reminders.models import Calendar, Nudge
from backend.reminders.planning import claim_due
from backend.reminders.sending import send_pushes
from backend.sealing.models import DataKey
from tests.conftest import PASSWORD, Api, faults, keep, make_person, open_link, remind, share, subscribe

NOW = datetime(2026, 11, 20, 9, 14, 3, tzinfo=UTC)
LOGIN = "/_allauth/browser/v1/auth/login"


@pytest.fixture(autouse=True)
def listed(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURES = tmp_path / "erasures"
    return tmp_path / "erasures"


def ask(api: Api) -> None:
    assert api.prove().put("/api/me/erasure/", {}).status_code == 200


def codes(person: Person) -> list[str]:
    return list(person.events.order_by("id").values_list("what", flat=True))


def test_the_deletion_time_is_returned_and_a_repeated_request_keeps_it(as_alice: Api, alice: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = as_alice.prove().put("/api/me/erasure/", {})
    assert answer.json() == {"erase_at": "2026-11-27T09:14:03Z"}
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert as_alice.prove().put("/api/me/erasure/", {}).json() == answer.json()
        assert as_alice.get("/api/me/").json()["erase_at"] == "2026-11-27T09:14:03Z"
    assert codes(alice) == ["erase-asked"]


def test_scheduling_a_deletion_needs_a_recent_proof(as_alice: Api, alice: Person) -> None:
    assert faults(as_alice.put("/api/me/erasure/", {}), 403) == {"": "reauthentication_required"}
    alice.refresh_from_db()
    assert alice.erase_at is None


def test_links_stop_at_once_and_stay_stopped_after_cancelling(as_alice: Api) -> None:
    made = share(as_alice)
    viewer = open_link(made["link"])
    ask(as_alice)
    assert viewer.get("report/").status_code == 401
    assert as_alice.delete("/api/me/erasure/").status_code == 204
    assert viewer.get("report/").status_code == 401
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["revoked_at"] is not None


def test_each_stopped_link_is_recorded_as_an_event(as_alice: Api, alice: Person, as_bob: Api) -> None:
    before, mine = share(as_alice), [share(as_alice)["id"], share(as_alice)["id"]]
    as_alice.patch(f"/api/shares/{before['id']}/", {"revoked": True})
    share(as_bob)
    ask(as_alice)
    told = alice.events.filter(what="share-stopped").values_list("share", flat=True)
    assert sorted(str(each) for each in told) == sorted([before["id"], *mine])
    assert codes(alice)[-1] == "erase-asked"


def test_a_link_reopened_by_a_restore_does_not_open_either(as_alice: Api, alice: Person) -> None:
    made = share(as_alice)
    ask(as_alice)
    alice.sharing.update(revoked_at=None)
    share_id, secret = made["link"].split("#")[1].split(".")
    assert Api().post("/api/viewings/", {"share": share_id, "secret": secret}).status_code == 404


def test_no_share_or_calendar_can_be_created_meanwhile(as_alice: Api) -> None:
    ask(as_alice)
    expires = (timezone.now() + timedelta(days=1)).isoformat()
    body = {"label": "M.", "sections": ["words"], "expires_at": expires}
    assert faults(as_alice.post("/api/shares/", body), 409) == {"": "leaving"}
    assert faults(as_alice.put("/api/me/calendar/", {}), 409) == {"": "leaving"}
    as_alice.delete("/api/me/erasure/")
    assert as_alice.post("/api/shares/", body).status_code == 201
    assert as_alice.put("/api/me/calendar/", {}).status_code == 201


def test_the_calendar_closes_at_once(as_alice: Api, alice: Person) -> None:
    link = as_alice.put("/api/me/calendar/", {}).json()["link"]
    ask(as_alice)
    assert Api().get(link).status_code == 404
    assert not Calendar.objects.filter(person=alice).exists()


def test_other_devices_are_signed_out(as_alice: Api, alice: Person, as_bob: Api) -> None:
    elsewhere = Api(alice)
    ask(as_alice)
    assert elsewhere.get("/api/me/").status_code == 401
    assert as_alice.get("/api/me/").status_code == 200
    assert as_bob.get("/api/me/").status_code == 200


def test_the_deletion_can_be_cancelled_after_signing_in_again(as_alice: Api, alice: Person) -> None:
    kept = keep(as_alice, note="mine")
    ask(as_alice)
    later = Api()
    assert later.post(LOGIN, {"username": "alice", "password": PASSWORD}).status_code == 200
    assert later.get("/api/me/").json()["erase_at"] is not None
    assert later.get(f"/api/check-ins/{kept['id']}/").json()["note"] == "mine"
    for _ in range(2):
        assert later.delete("/api/me/erasure/").status_code == 204
    assert later.get("/api/me/").json()["erase_at"] is None
    assert codes(alice) == ["erase-asked", "signed-in", "erase-taken-back"]


def nudged(api: Api, now: datetime, leaves: bool) -> str:
    """The state of the nudge of a reminder due now, with an unreachable push service."""
    with time_machine.travel(now - timedelta(minutes=2), tick=False):
        subscribe(api, endpoint="https://push.test/1")
        remind(api, at=f"{now:%H:%M}")
    with time_machine.travel(now, tick=False):
        if leaves:
            ask(api)
        claim_due(now)
        send_pushes(lambda: now)
    return str(Nudge.objects.get().state)


@pytest.mark.parametrize(("leaves", "state"), [(True, "cancelled"), (False, "pending")])
def test_nudges_stop_at_once(as_alice: Api, settings: Any, leaves: bool, state: str) -> None:
    settings.PUSH_EXTRA_HOSTS = {"push.test": "127.0.0.1:9"}
    assert nudged(as_alice, NOW.replace(minute=20, second=0), leaves) == state


def test_after_a_week_everything_is_erased(as_alice: Api, alice: Person, bob: Person, listed: Path) -> None:
    keep(as_alice, note="mine")
    person_id = alice.pk
    with time_machine.travel(NOW, tick=False):
        ask(as_alice)
    assert erase_due(NOW + WEEK - timedelta(seconds=1)) == 0
    assert erase_due(NOW + WEEK) == 1
    assert erase_due(NOW + WEEK) == 0
    assert list(Person.objects.all()) == [bob]
    assert not DataKey.objects.filter(person_id=person_id).exists()
    assert ids_on_list(listed) == {person_id}
    assert as_alice.get("/api/me/").status_code == 401


def test_a_cancelled_deletion_erases_nothing(as_alice: Api) -> None:
    with time_machine.travel(NOW, tick=False):
        ask(as_alice)
        as_alice.delete("/api/me/erasure/")
    assert erase_due(NOW + WEEK * 2) == 0
    assert Person.objects.filter(username="alice").exists()


def test_a_deletion_cancelled_at_the_last_moment_erases_nothing(
    as_alice: Api, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled between finding the due accounts and erasing them."""
    Person.objects.filter(pk=alice.pk).update(erase_at=NOW)
    found = Person.objects.filter(erase_at__lte=NOW).values_list("pk", flat=True)
    assert list(found) == [alice.pk]

    assert as_alice.delete("/api/me/erasure/").status_code == 204
    assert scheduled_deletion._erased(alice.pk, NOW) is False
    assert Person.objects.filter(pk=alice.pk).exists()


def test_an_erasure_that_cannot_be_listed_is_retried_and_others_proceed(
    alice: Person, bob: Person, settings: Any, monkeypatch: pytest.MonkeyPatch, listed: Path
) -> None:
    Person.objects.filter(pk=alice.pk).update(erase_at=NOW)
    Person.objects.filter(pk=bob.pk).update(erase_at=NOW + timedelta(seconds=1))
    settings.ERASURES = Path("/dev/full")
    assert erase_due(NOW + WEEK) == 0
    assert Person.objects.count() == 2
    settings.ERASURES = listed
    assert erase_due(NOW + WEEK) == 2


@pytest.mark.django_db(transaction=True)
def test_two_concurrent_workers_erase_each_person_once(listed: Path) -> None:
    ids = set()
    for number in range(3):
        person = make_person(f"person-{number}")
        Person.objects.filter(pk=person.pk).update(erase_at=NOW)
        ids.add(person.pk)

    def work() -> int:
        try:
            return erase_due(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        done = [worker.result() for worker in [workers.submit(work) for _ in range(2)]]
    assert sum(done) == 3
    assert not Person.objects.exists()
    assert ids_on_list(listed) == ids
    assert len(listed.read_text().split("\n")) == 4


def test_the_recurring_task_erases_due_accounts(alice: Person) -> None:
    recurring = {each["task"] for each in app.conf.beat_schedule.values()}
    assert tasks.erase_due.name in recurring
    Person.objects.filter(pk=alice.pk).update(erase_at=NOW)
    tasks.erase_due()
    assert not Person.objects.exists()
