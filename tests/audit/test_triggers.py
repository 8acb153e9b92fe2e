"""The database itself keeps audit events as they are, until their person goes: said in plain SQL."""

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
def test_neither_a_change_nor_a_deletion_is_taken(event: Event, change: str) -> None:
    with pytest.raises(DatabaseError, match="an audit event"):
        run(change, event.pk)
    assert Event.objects.get().what == "exported"


def test_nor_is_a_second_row_in_its_place(event: Event) -> None:
    row = "INTO audit_event (id, person_id, at, what) VALUES (%s, %s, %s, 'signed-in')"
    replace = {
        "sqlite": f"INSERT OR REPLACE {row}",
        "postgresql": f"INSERT {row} ON CONFLICT (id) DO UPDATE SET what = 'signed-in'",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="an audit event"):
        run(replace, event.pk, event.person_id, "2026-11-20 21:14:03+00")
    assert Event.objects.get().what == "exported"


def test_whoever_deletes_a_person_without_erasing_them_is_refused(event: Event, alice: Person) -> None:
    with pytest.raises(DatabaseError, match="an audit event"), transaction.atomic():
        alice.delete()
    assert Person.objects.get() == event.person


def test_that_somebody_else_leaves_lets_none_go(event: Event, bob: Person) -> None:
    Leaving.objects.create(person_id=bob.pk)
    with pytest.raises(DatabaseError, match="an audit event"):
        run("DELETE FROM audit_event WHERE id = %s", event.pk)


def test_erasing_somebody_takes_their_events_and_nobody_elses(
    event: Event, alice: Person, bob: Person
) -> None:
    Event.record(bob, EventType.SIGNED_IN, timezone.now())
    erase(alice)
    assert list(Event.objects.values_list("person", flat=True)) == [bob.pk]
    assert not Leaving.objects.exists()
