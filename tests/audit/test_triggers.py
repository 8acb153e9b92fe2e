"""Database triggers protect audit events from changes until their person is erased; tested with plain SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from backend.accounts.models import Person
from backend.audit.models import Event, EventType, Leaving
from backend.personal_data.erasure import erase


@pytest.fixture
def event(alice: Person) -> Event:
    Event.record(alice, EventType.EXPORTED, timezone.now())
    return Event.objects.get()


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET what = 'signed-in' WHERE id = %s",
        "UPDATE audit_event SET at = '2020-01-01T00:00:00Z' WHERE id = %s",
        "UPDATE audit_event SET person_id = person_id WHERE id = %s",
        "DELETE FROM audit_event WHERE id = %s",
    ],
)
def test_an_event_cannot_be_changed_or_deleted(event: Event, change: str) -> None:
    with pytest.raises(DatabaseError, match="an audit event"):
        run(change, event.pk)
    assert Event.objects.get().what == "exported"


def test_an_event_cannot_be_replaced(event: Event) -> None:
    row = "INTO audit_event (id, person_id, at, what) VALUES (%s, %s, %s, 'signed-in')"
    replace = {
        "sqlite": f"INSERT OR REPLACE {row}",
        "postgresql": f"INSERT {row} ON CONFLICT (id) DO UPDATE SET what = 'signed-in'",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="an audit event"):
        run(replace, event.pk, event.person_id, "2026-11-20 21:14:03+00")
    assert Event.objects.get().what == "exported"


def test_a_person_with_events_cannot_be_deleted_without_an_erasure(event: Event, alice: Person) -> None:
    with pytest.raises(DatabaseError, match="an audit event"), transaction.atomic():
        alice.delete()
    assert Person.objects.get() == event.person


def test_another_persons_erasure_does_not_allow_deleting_an_event(event: Event, bob: Person) -> None:
    Leaving.objects.create(person_id=bob.pk)
    with pytest.raises(DatabaseError, match="an audit event"):
        run("DELETE FROM audit_event WHERE id = %s", event.pk)


def test_an_erasure_deletes_the_persons_events_only(event: Event, alice: Person, bob: Person) -> None:
    Event.record(bob, EventType.SIGNED_IN, timezone.now())
    erase(alice)
    assert list(Event.objects.values_list("person", flat=True)) == [bob.pk]
    assert not Leaving.objects.exists()
