"""A nudge all the way: reminder, beat's ring, worker, push service, ledger; each a process of its own."""

import pytest

from tests.faults.stack import Stack


def test_a_reminder_that_falls_due_reaches_the_phone_at_beats_next_ring(stack: Stack) -> None:
    robin = stack.robin()
    stack.falls_due(robin)
    stack.comes(robin.heard, 25)
    stack.comes(lambda: [nudge["state"] for nudge in robin.account.ledger()] == ["accepted"])
    (nudge,) = robin.account.ledger()
    assert nudge["device"] == "a phone"
    assert nudge["sent_at"]


@pytest.mark.parametrize("pool", ["threads", "solo"])
def test_other_pools_of_celery_work_as_well(stack: Stack, pool: str) -> None:
    stack.native.end("worker")
    stack.native.start("worker", "another worker", prefork=pool)
    robin = stack.robin()
    reminder = stack.falls_due(robin)
    stack.ring()
    stack.comes(lambda: stack.deliveries(reminder) == [("accepted", 1, None)])
    assert len(robin.heard()) == 1
    assert "Traceback" not in stack.native.log("another worker")
    assert stack.native.end("another worker") == 0


def test_forked_workers_share_no_connection_and_leave_none_behind(stack: Stack) -> None:
    """The pool of psycopg has threads, which no fork takes along: every process has to open its own."""
    robin = stack.robin()
    before = stack.database.execute("SELECT count(*) FROM pg_stat_activity").fetchone()
    reminders = [stack.falls_due(robin) for _ in range(5)]
    for _ in range(6):
        stack.ring()
    for reminder in reminders:
        stack.comes(lambda one=reminder: stack.deliveries(one) == [("accepted", 1, None)])  # type: ignore[misc]
    assert for_each_once(stack, reminders)
    stack.comes(
        lambda: stack.database.execute("SELECT count(*) FROM pg_stat_activity").fetchone() == before, 30
    )
    log = stack.native.log("worker")
    assert not any(word in log for word in ("Traceback", "SSL error", "PoolTimeout", "lost synchronization"))


def for_each_once(stack: Stack, reminders: list[str]) -> bool:
    return all(len(stack.deliveries(reminder)) == 1 for reminder in reminders)
