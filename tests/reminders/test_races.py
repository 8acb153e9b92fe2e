"""Concurrent requests of one person, each with its own database connection."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.reminders.kind import MOST
from backend.reminders.models import Rest
from tests.conftest import Api, faults, make_person, remind, reminder
from tests.entries.test_races import TOGETHER, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_request_that_waits_for_another_makes_no_reminder_beyond_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other request is finished while this one waits for the lock of the person's row."""
    person, take = make_person("carol"), Person.next_revision
    api = Api(person)
    for _ in range(MOST - 1):
        remind(api)

    def take_after_another(person: Person) -> int:
        monkeypatch.setattr(Person, "next_revision", take)
        remind(api)
        return person.next_revision()

    monkeypatch.setattr(Person, "next_revision", take_after_another)
    assert faults(api.put(f"/api/reminders/{uuid4()}/", reminder())) == {"/id": "too_many"}


def test_a_restored_reminder_counts_too() -> None:
    api = Api(make_person("carol"))
    deleted = remind(api)["id"]
    api.delete(f"/api/reminders/{deleted}/")
    first, *_ = [remind(api) for _ in range(MOST)]
    match = {"If-Match": '"2"'}
    assert faults(api.put(f"/api/reminders/{deleted}/", reminder(), **match)) == {"/id": "too_many"}
    changed = reminder(at="07:00")
    assert api.put(f"/api/reminders/{first['id']}/", changed, **{"If-Match": '"3"'}).status_code == 200
    api.delete(f"/api/reminders/{first['id']}/")
    assert api.put(f"/api/reminders/{deleted}/", reminder(), **match).status_code == 200


def test_concurrent_requests_begin_one_rest() -> None:
    person = make_person("carol")
    phones = [Api(person) for _ in range(TOGETHER)]
    until = timezone.now() + timedelta(days=1)

    def rest(number: int) -> int:
        body = {"until": (until + timedelta(hours=number)).isoformat()}
        status: int = phones[number].put("/api/rest/", body).status_code
        return status

    assert at_once(rest) == [200] * TOGETHER
    assert Rest.objects.count() == 1


def test_a_request_whose_clock_was_read_before_another_began_a_rest_changes_that_one() -> None:
    person, now = make_person("carol"), timezone.now()
    first = Rest.until(person, now + timedelta(days=1), now)
    second = Rest.until(person, now + timedelta(days=2), now - timedelta(seconds=1))
    assert second.pk == first.pk
    assert Rest.objects.get().ends_at == now + timedelta(days=2)
