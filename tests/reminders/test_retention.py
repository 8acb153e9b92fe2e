"""The ledger's end: deliveries go 30 days after they ended, nudges 400 days after they fell due."""

from datetime import timedelta

import pytest

from backend.accounts.models import Person
from backend.celery import app
from backend.reminders import retention
from backend.reminders.models import Delivery, Nudge, State
from backend.reminders.tasks import delete_old_rows
from tests.reminders.conftest import DUE, Clock
from tests.reminders.test_lease import waiting

SECOND = timedelta(seconds=1)


def test_it_is_done_every_hour() -> None:
    assert delete_old_rows.name in {each["task"] for each in app.conf.beat_schedule.values()}


def ended(person: Person, after: timedelta = timedelta()) -> Delivery:
    delivery = waiting(person)
    Delivery.objects.filter(pk=delivery.pk).update(state=State.ACCEPTED, ended_at=DUE + after)
    Nudge.objects.filter(pk=delivery.nudge_id).update(due_at=DUE + after)
    return delivery


def deliveries() -> set[int]:
    return set(Delivery.objects.values_list("pk", flat=True))


@pytest.fixture(autouse=True)
def _few_per_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)


def test_a_delivery_is_deleted_thirty_days_after_its_end(clock: Clock, alice: Person) -> None:
    delivery = ended(alice)
    clock.go(DUE + timedelta(days=30) - SECOND)
    delete_old_rows()
    assert deliveries() == {delivery.pk}
    clock.go(DUE + timedelta(days=30))
    delete_old_rows()
    assert deliveries() == set()
    assert Nudge.objects.filter(pk=delivery.nudge_id, due_at=DUE).exists()


def test_a_nudge_is_deleted_four_hundred_days_after_it_fell_due(clock: Clock, alice: Person) -> None:
    old, newer = ended(alice), ended(alice, SECOND)
    clock.go(DUE + timedelta(days=400))
    delete_old_rows()
    assert list(Nudge.objects.values_list("pk", flat=True)) == [newer.nudge_id]
    assert old.nudge_id != newer.nudge_id


def test_all_batches_are_deleted_and_nothing_else(clock: Clock, alice: Person) -> None:
    pending = waiting(alice)
    for _ in range(5):
        ended(alice)
    recent = ended(alice, timedelta(days=399))
    clock.go(DUE + timedelta(days=400))
    Nudge.objects.filter(pk=pending.nudge_id).update(due_at=DUE + timedelta(days=399))
    delete_old_rows()
    assert deliveries() == {pending.pk, recent.pk}
    assert Nudge.objects.count() == 2
