"""The machine's clock is set by hours under running processes, and a beat was down for half an hour: both by
libfaketime, so that the product's own clock is what jumps."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests.faults.stack import ROUNDS, Robin, Stack, for_the_eye

HOURS = timedelta(hours=2)


@pytest.fixture
def moving(stack: Stack) -> Iterator[Stack]:
    if not stack.has_clock:
        stack.clock.skip()
    yield stack
    stack.clock.move(timedelta())


def at(stack: Stack, robin: Robin, ahead: timedelta) -> str:
    """A reminder so far ahead, set by the phone as people do; the instant that the ledger will name."""
    moment = (stack.clock.now + ahead).replace(second=0, microsecond=0)
    robin.account.remind(at=f"{moment:%H:%M}")
    return f"{moment:%Y-%m-%dT%H:%M:00Z}"


def ledger(robin: Robin) -> dict[str, tuple[str, str | None]]:
    return {nudge["due_at"]: (nudge["state"], nudge["reason"]) for nudge in robin.account.ledger()}


def tells(stack: Stack, robin: Robin, told: dict[str, tuple[str, str | None]]) -> None:
    """Wait until the ledger says this and nothing else."""
    with suppress(AssertionError):
        stack.comes(lambda: ledger(robin) == told, 40)
    assert ledger(robin) == told, stack.native.log("worker")[-3000:]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_clock_that_jumps_two_hours_ahead_skips_nothing_silently(moving: Stack, number: int) -> None:
    robin = moving.robin()
    stale = at(moving, robin, timedelta(minutes=30))
    useful = at(moving, robin, timedelta(minutes=90))
    at(moving, robin, timedelta(hours=4))
    moving.clock.move(HOURS)
    told = {stale: ("expired", "late"), useful: ("accepted", None)}
    tells(moving, robin, told)
    assert len(robin.heard()) == for_the_eye(robin.heard()) == 1
    # Back at the real time, what has come does not come again.
    moving.clock.move(timedelta())
    due = at(moving, robin, timedelta())
    aim(moving, due)
    moving.ring()
    tells(moving, robin, told | {due: ("accepted", None)})
    assert len(robin.heard()) == 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_clock_that_jumps_two_hours_back_stops_nothing_and_repeats_nothing(
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
    # Beat goes on ringing, though its last ring now lies two hours ahead.
    tells(moving, robin, before | {due: ("accepted", None)})
    moving.clock.move(timedelta())
    later = at(moving, robin, timedelta())
    aim(moving, later)
    moving.ring()
    moving.comes(lambda: later in ledger(robin) and ledger(robin)[later][0] == "accepted", 40)
    assert len(robin.heard()) == for_the_eye(robin.heard()) == len(ledger(robin))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_after_half_an_hour_without_a_beat_everything_comes_once(moving: Stack, number: int) -> None:
    robin = moving.robin()
    moving.native.end("beat")
    due = [at(moving, robin, timedelta(minutes=minutes)) for minutes in (2, 12, 29)]
    moving.clock.move(timedelta(minutes=30))
    assert robin.heard() == []
    moving.native.start("beat")
    tells(moving, robin, dict.fromkeys(due, ("accepted", None)))
    assert len(robin.heard()) == for_the_eye(robin.heard()) == 3


def test_after_six_hours_without_a_beat_what_is_stale_is_one_line_and_nothing_piles_up(
    moving: Stack,
) -> None:
    robin = moving.robin()
    moving.native.end("beat")
    stale = [at(moving, robin, timedelta(hours=hours)) for hours in (1, 2, 3, 4)]
    useful = at(moving, robin, timedelta(minutes=5 * 60 + 30))
    moving.clock.move(timedelta(hours=6))
    moving.ring()
    told = dict.fromkeys(stale, ("expired", "late")) | {useful: ("accepted", None)}
    tells(moving, robin, told)
    assert len(robin.heard()) == 1


def aim(stack: Stack, due: str) -> None:
    """What was set for this very minute would else be aimed at tomorrow's."""
    moment = datetime.fromisoformat(due)
    stack.database.execute(
        "UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = 0"
        " WHERE plan ->> 'at' = %s AND NOT EXISTS (SELECT 1 FROM reminders_nudge n"
        " WHERE n.reminder = reminders_reminder.id)",
        (moment, moment.date(), f"{moment:%H:%M}"),
    )
