"""How late nudges are, and what `manage.py worker_health` says of it."""

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
    """A reminder whose moment came so long ago, and which no worker has looked at."""
    reminder = Reminder.objects.get(id=remind(api)["id"])
    Reminder.objects.filter(pk=reminder.pk).update(due_at=NOW - ago, due_day=NOW.date(), due_slot=0)
    return reminder


def waiting(api: Api, since: datetime) -> Delivery:
    """A claimed moment whose sending may begin since then."""
    subscribe(api)
    fell_due(api, timedelta(minutes=1))
    assert claim_due(NOW) == 1
    Delivery.objects.update(not_before=since)
    return Delivery.objects.get()


def test_without_reminders_nothing_is_late(db: None) -> None:
    assert lag(NOW) == timedelta()


def test_what_is_still_to_come_is_not_late(as_alice: Api) -> None:
    remind(as_alice)
    assert lag(NOW) == timedelta()


def test_a_moment_that_nobody_has_claimed_counts_from_then(as_alice: Api) -> None:
    fell_due(as_alice, timedelta(minutes=5))
    fell_due(as_alice, timedelta(minutes=9))
    assert lag(NOW) == timedelta(minutes=9)


def test_a_sending_counts_from_when_it_could_begin(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    assert lag(NOW) == timedelta(minutes=3)


def test_a_sending_that_a_worker_was_killed_over_counts_too(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    Delivery.objects.update(lease_until=NOW + timedelta(seconds=30), fence=1)
    assert lag(NOW) == timedelta(minutes=3)


def test_what_waits_for_its_push_service_is_not_late(as_alice: Api) -> None:
    waiting(as_alice, NOW + timedelta(minutes=10))
    assert lag(NOW) == timedelta()


def test_what_has_ended_is_not_late(as_alice: Api) -> None:
    waiting(as_alice, NOW - timedelta(minutes=3))
    Delivery.objects.update(state=State.ACCEPTED, ended_at=NOW)
    assert lag(NOW) == timedelta()


def test_health_is_one_line(as_alice: Api, capsys: pytest.CaptureFixture[str]) -> None:
    fell_due(as_alice, timedelta(seconds=30))
    call_command("worker_health")
    out, err = capsys.readouterr()
    assert (out, err) == ("the oldest due nudge has waited for 30 s\n", "")


def test_health_ends_with_what_is_wrong_once_nudges_are_late(as_alice: Api) -> None:
    fell_due(as_alice, LATE + timedelta(seconds=10))
    with pytest.raises(
        CommandError, match=r"has waited for 13\d s: is there a worker, and a beat\?"
    ) as wrong:
        call_command("worker_health")
    assert wrong.value.returncode == 1


def test_health_says_when_there_is_no_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("backend.reminders.management.commands.worker_health.reach_database", away)
    with pytest.raises(CommandError, match="the database can't be used: connection refused"):
        call_command("worker_health")


def test_it_asks_two_questions_however_much_there_is(
    as_alice: Api, django_assert_num_queries: object
) -> None:
    for _ in range(5):
        fell_due(as_alice, timedelta(minutes=1))
    with django_assert_num_queries(2):  # type: ignore[operator]
        lag(NOW)
    assert not Nudge.objects.exists()
