"""Planners and senders skip only rows that another worker has locked (PostgreSQL's row locks)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from backend.accounts.models import Person
from backend.reminders.models import PUSH, Nudge, Reminder
from backend.reminders.planning import claim_due
from backend.reminders.sending import lease
from tests.conftest import Api, remind
from tests.reminders.conftest import DUE
from tests.reminders.test_lease import waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@contextmanager
def locked_elsewhere(row: Any) -> Iterator[None]:
    """Lock a row in another transaction, as a write does. Waiting for that lock here fails after a second."""
    other = connection.copy()
    try:
        with other.cursor() as theirs, connection.cursor() as ours:
            theirs.execute("BEGIN")
            theirs.execute(f'SELECT 1 FROM "{row._meta.db_table}" WHERE id = %s FOR NO KEY UPDATE', [row.id])
            assert theirs.fetchone()
            ours.execute("SET lock_timeout = '1s'")
            yield
            ours.execute("RESET lock_timeout")
    finally:
        other.close()


@pytest.fixture
def reminders(as_alice: Api, alice: Person) -> list[Reminder]:
    """Two due reminders."""
    remind(as_alice)
    remind(as_alice)
    return list(Reminder.for_person(alice))


def test_planners_skip_each_others_locked_reminders(reminders: list[Reminder]) -> None:
    first, second = reminders
    with locked_elsewhere(first):
        assert claim_due(DUE) == 1
        assert [nudge.reminder for nudge in Nudge.objects.all()] == [second.id]
    assert claim_due(DUE) == 1
    assert Nudge.objects.count() == 2


def test_a_person_who_is_writing_is_still_planned(reminders: list[Reminder], alice: Person) -> None:
    """A write locks the person's row; the planner locks only reminders."""
    with locked_elsewhere(alice):
        assert claim_due(DUE) == 2


def test_senders_skip_each_others_locked_deliveries(alice: Person) -> None:
    first, second = waiting(alice), waiting(alice)
    with locked_elsewhere(first):
        assert [each.pk for each in lease(PUSH, 50, DUE)] == [second.pk]
    assert [each.pk for each in lease(PUSH, 50, DUE)] == [first.pk]


def test_a_nudge_that_is_being_answered_is_still_leased(alice: Person) -> None:
    delivery = waiting(alice)
    with locked_elsewhere(delivery.nudge):
        assert [each.pk for each in lease(PUSH, 50, DUE)] == [delivery.pk]
