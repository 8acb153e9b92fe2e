"""A GET of an unreadable entry answers with a problem that says so, and the entry can be deleted."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.entries.models import SetAside
from backend.personal_data.set_aside import retry
from backend.reminders.models import Reminder
from tests.conftest import Api, exported
from tests.entries.test_every_kind import BODIES, introduce
from tests.personal_data.test_set_aside import damage, damaged_words, put


@pytest.fixture
def api(as_alice: Api) -> Api:
    introduce(as_alice)
    return as_alice


def spoil_plan(id: str) -> None:
    Reminder.objects.filter(id=id).update(plan={"zone": "Mars/Olympus"})


def poisoned(api: Api, kind: str, spoil: Callable[[str], Any]) -> dict[str, Any]:
    made = put(api, kind)
    spoil(made["id"])
    return made


def answers_unreadable(api: Api, kind: str, made: dict[str, Any]) -> None:
    answer = api.get(f"/api/{kind}/{made['id']}/")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["revision"]) == ("unreadable", made["revision"])
    assert SetAside.objects.get().kind == kind


def can_be_deleted(api: Api, kind: str, made: dict[str, Any]) -> None:
    path = f"/api/{kind}/{made['id']}/"
    assert api.delete(path, **{"If-Match": '"999"'}).status_code == 412
    assert api.delete(path, **{"If-Match": f'"{made["revision"]}"'}).status_code == 204
    assert api.get(path).status_code == 404
    (change,) = api.get(f"/api/changes/?after={made['revision']}").json()["changes"]
    assert (change["id"], change["deleted"]) == (made["id"], True)
    assert "unreadable" not in exported(api)
    assert retry(timezone.now()) == 0
    assert not SetAside.objects.exists()


@damaged_words
def test_an_entry_with_damaged_words_answers_unreadable(api: Api, kind: str) -> None:
    answers_unreadable(api, kind, poisoned(api, kind, lambda id: damage(kind, id)))


@damaged_words
def test_an_entry_with_damaged_words_can_be_deleted(api: Api, kind: str) -> None:
    can_be_deleted(api, kind, poisoned(api, kind, lambda id: damage(kind, id)))


def test_a_reminder_with_an_unknown_plan_answers_unreadable(api: Api) -> None:
    answers_unreadable(api, "reminders", poisoned(api, "reminders", spoil_plan))


def test_a_reminder_with_an_unknown_plan_can_be_deleted(api: Api) -> None:
    can_be_deleted(api, "reminders", poisoned(api, "reminders", spoil_plan))


def test_a_reminder_with_an_unknown_plan_can_be_replaced(api: Api) -> None:
    made = poisoned(api, "reminders", spoil_plan)
    path = f"/api/reminders/{made['id']}/"
    stale = api.put(path, BODIES["reminders"].full)
    assert (stale.status_code, stale.json()["current"]) == (428, None)
    assert api.put(path, BODIES["reminders"].full, **{"If-Match": f'"{made["revision"]}"'}).status_code == 200
    assert api.get(path).status_code == 200


def test_somebody_elses_unreadable_entry_is_not_found(api: Api, as_bob: Api) -> None:
    made = poisoned(api, "journal", lambda id: damage("journal", id))
    assert as_bob.get(f"/api/journal/{made['id']}/").status_code == 404
    assert as_bob.get(f"/api/journal/{uuid4()}/").status_code == 404
