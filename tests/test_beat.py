"""Beat fires at full ten seconds of the clock, whenever it was started."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.beat import AlignedInterval
from backend.celery import RING, app

DOT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def bell(now: datetime) -> AlignedInterval:
    return AlignedInterval(10, nowfun=lambda: now)


@pytest.mark.parametrize(
    ("rung", "now", "due", "seconds"),
    [
        (-7.0, -0.25, False, 0.25),
        (-7.0, 0.0, True, 10),
        (-7.0, 0.125, True, 9.875),
        # It has just fired on time: the next time is a whole interval away, not this one again.
        (0.0, 0.0, False, 10),
        (0.125, 4.0, False, 6),
        # After a pause it fires once, and is on time again from then on.
        (-3600.0, 3.5, True, 6.5),
    ],
)
def test_it_is_due_at_full_ten_seconds(rung: float, now: float, due: bool, seconds: float) -> None:
    found = bell(DOT + timedelta(seconds=now)).is_due(DOT + timedelta(seconds=rung))
    assert (found.is_due, found.next) == (due, seconds)


def test_a_full_minute_is_on_the_dot() -> None:
    assert app.conf.beat_schedule["ring"]["schedule"] == AlignedInterval(RING)
    assert isinstance(app.conf.beat_schedule["ring"]["schedule"], AlignedInterval)
    assert 60 % RING == 0
