"""The rules that decide whether a nudge is sent, one by one, without a database."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from backend.reminders.codes import Reason
from backend.reminders.quiet import DeliveryContext, Drop, Send, Wait, decide, quiet_until
from backend.reminders.silence import Silence

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: No rule prevents sending.
FREE = DeliveryContext(
    useful_until=NOW + HOUR,
    held_up=None,
    active=True,
    still_due=True,
    not_today=False,
    resting=False,
    quiet=None,
    zone="Europe/Berlin",
    skip_after=None,
    checked_in_at=None,
    silence=None,
)


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, Send()),
        ({"active": False}, Drop("inactive")),
        ({"still_due": False}, Drop("changed")),
        ({"not_today": True}, Drop("not-today")),
        ({"resting": True}, Drop("resting")),
        ({"skip_after": HOUR, "checked_in_at": NOW - HOUR}, Drop("checked-in")),
        ({"skip_after": HOUR, "checked_in_at": NOW - HOUR - timedelta(seconds=1)}, Send()),
        ({"skip_after": None, "checked_in_at": NOW}, Send()),
        ({"silence": Silence(27, None)}, Send()),
        ({"silence": Silence(28, None)}, Drop("auto-quiet")),
        ({"useful_until": NOW + timedelta(seconds=1)}, Send()),
        ({"useful_until": NOW}, Drop("late", expired=True)),
        ({"useful_until": NOW, "held_up": Reason.UNREACHABLE}, Drop("unreachable", expired=True)),
        ({"useful_until": NOW, "held_up": Reason.PAUSED}, Drop("paused", expired=True)),
        # 20:30 in UTC is 21:30 in Berlin
        ({"quiet": (time(21), time(22))}, Wait(NOW + timedelta(minutes=30))),
        ({"quiet": (time(21), time(22, 30))}, Drop("quiet-hours")),
        ({"quiet": (time(21), time(7))}, Drop("quiet-hours")),
        ({"quiet": (time(20), time(21, 30))}, Send()),
        ({"quiet": (time(21), time(22)), "zone": "UTC"}, Send()),
        # the person's choices take precedence over lateness
        ({"resting": True, "useful_until": NOW}, Drop("resting")),
        ({"active": False, "resting": True}, Drop("inactive")),
    ],
)
def test_the_first_rule_that_applies_decides(changes: dict[str, Any], decision: Any) -> None:
    assert decide(FREE._replace(**changes), NOW) == decision


def berlin(*parts: int) -> datetime:
    """An instant given in Berlin's winter time."""
    return datetime(*parts, tzinfo=UTC) - HOUR  # type: ignore[misc]  # the parts of a date


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (berlin(2026, 11, 23, 21, 59), None),
        (berlin(2026, 11, 23, 22, 0), berlin(2026, 11, 24, 7, 0)),
        (berlin(2026, 11, 24, 3, 0), berlin(2026, 11, 24, 7, 0)),
        (berlin(2026, 11, 24, 6, 59), berlin(2026, 11, 24, 7, 0)),
        (berlin(2026, 11, 24, 7, 0), None),
    ],
)
def test_quiet_hours_may_span_midnight(now: datetime, ends: datetime | None) -> None:
    assert quiet_until((time(22), time(7)), "Europe/Berlin", now) == ends


def test_quiet_hours_end_at_the_right_instant_in_the_night_of_a_clock_change() -> None:
    """On 2026-10-25 the clocks go back; on 2026-03-29 there is no 02:30."""
    night = (time(22), time(7))
    assert quiet_until(night, "Europe/Berlin", datetime(2026, 10, 24, 21, tzinfo=UTC)) == datetime(
        2026, 10, 25, 6, tzinfo=UTC
    )
    assert quiet_until((time(1), time(2, 30)), "Europe/Berlin", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == (
        datetime(2026, 3, 29, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("quiet", "ends"),
    [
        ((time(2), time(2, 30)), (1, 30)),
        ((time(22), time(2, 30)), (1, 30)),
        ((time(2, 30), time(4)), (3, 0)),
    ],
)
def test_quiet_hours_hold_in_both_passes_of_a_repeated_hour(
    quiet: tuple[time, time], ends: tuple[int, int]
) -> None:
    """In Berlin on 2026-10-25, 02:00 to 03:00 occurs from 00:00 and from 01:00 UTC."""
    night = datetime(2026, 10, 25, tzinfo=UTC)
    until = night + timedelta(hours=ends[0], minutes=ends[1])
    for minute in range(30, ends[0] * 60 + ends[1]):
        assert quiet_until(quiet, "Europe/Berlin", night + timedelta(minutes=minute)) == until
    assert quiet_until(quiet, "Europe/Berlin", until) is None
