"""A nudge from reminder to ledger, through beat, worker and push service as separate processes."""

import pytest

from tests.faults.stack import Stack


def test_a_due_reminder_reaches_the_phone_at_beats_next_run(stack: Stack) -> None:
    robin = stack.robin()
    stack.falls_due(robin)
    stack.comes(robin.heard, 25)
    stack.comes(lambda: [nudge["state"] for nudge in robin.account.ledger()] == ["accepted"])
    (nudge,) = robin.account.ledger()
    assert nudge["device"] == "a phone"
    assert nudge["sent_at"]


@pytest.mark.parametrize("pool", ["threads", "solo"])
def test_other_celery_pools_work_too(stack: Stack, pool: str) -> None:
    stack.native.end("worker")
    stack.native.start("worker", "another worker", prefork=pool)
    robin = stack.robin()
    reminder = stack.falls_due(robin)
    stack.ring()
    stack.comes(lambda: stack.deliveries(reminder) == [("accepted", 1, None)])
    assert len(robin.heard()) == 1
    assert "Traceback" not in stack.native.log("another worker")
    assert stack.native.end("another worker") == 0


def test_forked_workers_share_no_database_connection(stack: Stack) -> None:
    """psycopg's pool has threads, which don't survive a fork, so every process has to open its own pool."""
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
