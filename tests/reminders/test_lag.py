"""How late nudges are, and what `manage.py worker_health` reports."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError

from backend.reminders.lag import LATE, lag
from backend.reminders.models import Delivery, Nudge, Reminder, State
from backend.reminders.planning import claim_due
from tests.conftest import Api, remind, subscribe

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _it_is_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def fell_due(api: Api, ago: timedelta) -> Reminder:
    """A reminder that fell due so long ago and isn't planned yet."""
    reminder = Reminder.objects.get(id=remind(api)["id"])
    Reminder.objects.filter(pk=reminder.pk).update(due_at=NOW - ago, due_day=NOW.date(), due_slot=0)
    return reminder


def waiting(api: Api, since: datetime) -> Delivery:
    """A planned delivery that may be sent since then."""
    subscribe(api)
    fell_due(api, timedelta(minutes=1))
    assert claim_due(NOW) == 1
    Delivery.objects.update(not_before=since)
    return Delivery.objects.get()


def test_without_reminders_nothing_is_late(db: None) -> None:
    assert lag(NOW) == timedelta()


def test_a_future_reminder_is_not_late(as_alice: Api) -> None:
    remind(as_alice)
    assert lag(NOW) == timedelta()


def test_an_unplanned_moment_is_late_from_its_due_time(as_alice: Api) -> None:
    fell_due(as_alice, timedelta(minutes=5))
    fell_due(as_alice, timedelta(minutes=9))
    assert lag(NOW) == timedelta(minutes=9)


def test_a_delivery_is_late_from_when_it_may_be_sent(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    assert lag(NOW) == timedelta(minutes=3)


def test_a_delivery_leased_by_a_dead_worker_is_late_too(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    Delivery.objects.update(lease_until=NOW + timedelta(seconds=30), fence=1)
    assert lag(NOW) == timedelta(minutes=3)


def test_a_postponed_delivery_is_not_late(as_alice: Api) -> None:
    waiting(as_alice, NOW + timedelta(minutes=10))
    assert lag(NOW) == timedelta()


def test_a_finished_delivery_is_not_late(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    Delivery.objects.update(state=State.ACCEPTED, ended_at=NOW)
    assert lag(NOW) == timedelta()


def test_worker_health_prints_one_line(as_alice: Api, capsys: pytest.CaptureFixture[str]) -> None:
    fell_due(as_alice, timedelta(seconds=30))
    call_command("worker_health")
    out, err = capsys.readouterr()
    assert (out, err) == ("the oldest due nudge has waited for 30 s\n", "")


def test_worker_health_fails_when_nudges_are_late(as_alice: Api) -> None:
    fell_due(as_alice, LATE + timedelta(seconds=10))
    with pytest.raises(
        CommandError, match=r"has waited for 13\d s: is there a worker, and a beat\?"
    ) as wrong:
        call_command("worker_health")
    assert wrong.value.returncode == 1


def test_worker_health_fails_without_a_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("backend.reminders.management.commands.worker_health.reach_database", away)
    with pytest.raises(CommandError, match="the database can't be used: connection refused"):
        call_command("worker_health")


def test_lag_takes_a_query_for_each_queue_however_many_reminders_are_due(
    as_alice: Api, django_assert_num_queries: object
) -> None:
    for _ in range(5):
        fell_due(as_alice, timedelta(minutes=1))
    with django_assert_num_queries(3):  # type: ignore[operator]
        lag(NOW)
    assert not Nudge.objects.exists()
