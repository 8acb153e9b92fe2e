"""The clock of running processes jumps by hours, or beat was down for half an hour, both simulated by
libfaketime."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests.faults.stack import ROUNDS, Robin, Stack, notifications_seen

HOURS = timedelta(hours=2)


@pytest.fixture
def moving(stack: Stack) -> Iterator[Stack]:
    if not stack.has_clock:
        stack.clock.skip()
    yield stack
    stack.clock.move(timedelta())


def at(stack: Stack, robin: Robin, ahead: timedelta) -> str:
    """Create a reminder so far ahead; returns the instant that the ledger will show."""
    moment = (stack.clock.now + ahead).replace(second=0, microsecond=0)
    robin.account.remind(at=f"{moment:%H:%M}")
    return f"{moment:%Y-%m-%dT%H:%M:00Z}"


def ledger(robin: Robin) -> dict[str, tuple[str, str | None]]:
    return {nudge["due_at"]: (nudge["state"], nudge["reason"]) for nudge in robin.account.ledger()}


def wait_for_ledger(stack: Stack, robin: Robin, told: dict[str, tuple[str, str | None]]) -> None:
    """Wait until the ledger has exactly this content."""
    with suppress(AssertionError):
        stack.comes(lambda: ledger(robin) == told, 40)
    assert ledger(robin) == told, stack.native.log("worker")[-3000:]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_clock_that_jumps_two_hours_ahead_skips_no_ledger_line(moving: Stack, number: int) -> None:
    robin = moving.robin()
    stale = at(moving, robin, timedelta(minutes=30))
    useful = at(moving, robin, timedelta(minutes=90))
    at(moving, robin, timedelta(hours=4))
    moving.clock.move(HOURS)
    told = {stale: ("expired", "late"), useful: ("accepted", None)}
    wait_for_ledger(moving, robin, told)
    assert len(robin.heard()) == notifications_seen(robin.heard()) == 1
    # Back at the real time, no nudge comes again.
    moving.clock.move(timedelta())
    due = at(moving, robin, timedelta())
    aim(moving, due)
    moving.ring()
    wait_for_ledger(moving, robin, told | {due: ("accepted", None)})
    assert len(robin.heard()) == 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_clock_that_jumps_two_hours_back_neither_stops_nor_repeats_nudges(
    moving: Stack, number: int
) -> None:
    robin = moving.robin()
    moving.falls_due(robin)
    moving.ring()
    moving.comes(lambda: [nudge["state"] for nudge in robin.account.ledger()] == ["accepted"], 40)
    before = ledger(robin)
    moving.clock.move(-HOURS)
    due = at(moving, robin, timedelta())
    aim(moving, due)
    # Beat keeps firing, although its last run is now two hours in the future.
    wait_for_ledger(moving, robin, before | {due: ("accepted", None)})
    moving.clock.move(timedelta())
    later = at(moving, robin, timedelta())
    aim(moving, later)
    moving.ring()
    moving.comes(lambda: later in ledger(robin) and ledger(robin)[later][0] == "accepted", 40)
    assert len(robin.heard()) == notifications_seen(robin.heard()) == len(ledger(robin))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_after_half_an_hour_without_beat_every_nudge_comes_once(moving: Stack, number: int) -> None:
    robin = moving.robin()
    moving.native.end("beat")
    due = [at(moving, robin, timedelta(minutes=minutes)) for minutes in (2, 12, 29)]
    moving.clock.move(timedelta(minutes=30))
    assert robin.heard() == []
    moving.native.start("beat")
    wait_for_ledger(moving, robin, dict.fromkeys(due, ("accepted", None)))
    assert len(robin.heard()) == notifications_seen(robin.heard()) == 3


def test_after_six_hours_without_beat_old_nudges_are_recorded_and_not_sent(
    moving: Stack,
) -> None:
    robin = moving.robin()
    moving.native.end("beat")
    stale = [at(moving, robin, timedelta(hours=hours)) for hours in (1, 2, 3, 4)]
    useful = at(moving, robin, timedelta(minutes=5 * 60 + 30))
    moving.clock.move(timedelta(hours=6))
    moving.ring()
    told = dict.fromkeys(stale, ("expired", "late")) | {useful: ("accepted", None)}
    wait_for_ledger(moving, robin, told)
    assert len(robin.heard()) == 1


def aim(stack: Stack, due: str) -> None:
    """Set the due time directly, since a reminder for the current minute would start tomorrow."""
    moment = datetime.fromisoformat(due)
    stack.database.execute(
        "UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = 0"
        " WHERE plan ->> 'at' = %s AND NOT EXISTS (SELECT 1 FROM reminders_nudge n"
        " WHERE n.reminder = reminders_reminder.id)",
        (moment, moment.date(), f"{moment:%H:%M}"),
    )
