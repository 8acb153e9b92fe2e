"""Decides whether a due nudge is sent. Pure: every input is a parameter, `now` included."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from backend.reminders.codes import Reason
from backend.reminders.schedule import instant, last_instant
from backend.reminders.silence import Silence, allows_nudge
from backend.zones import zone_info

DAY = timedelta(days=1)


class DeliveryContext(NamedTuple):
    """The facts about a nudge at the moment of sending. Instants are aware."""

    useful_until: datetime
    #: Why it has waited, if a push or mail service made it wait.
    held_up: Reason | None
    active: bool
    #: Whether the reminder still has this moment; from the second round on, whether it hasn't ended before.
    still_due: bool
    not_today: bool
    resting: bool
    #: (from, to), wall times in `zone`; may span midnight.
    quiet: tuple[time, time] | None
    zone: str
    skip_after: timedelta | None
    checked_in_at: datetime | None
    #: None when auto-quiet is off, or doesn't concern the reminder.
    silence: Silence | None
    #: The beginning and the end of the meeting that the reminder is around, if any.
    meeting: tuple[datetime, datetime] | None = None


class Send(NamedTuple):
    """Send it now."""


class Wait(NamedTuple):
    """Decide again at `until`."""

    until: datetime


class Drop(NamedTuple):
    """Don't send it. `expired` means that it is too late, rather than unwanted."""

    reason: Reason
    expired: bool = False


Decision = Send | Wait | Drop


def decide(context: DeliveryContext, now: datetime) -> Decision:
    """Apply the first rule that matches. The person's own choices come before the clock."""
    s = context
    if not s.active:
        return Drop(Reason.INACTIVE)
    if not s.still_due:
        return Drop(Reason.CHANGED)
    if s.not_today:
        return Drop(Reason.NOT_TODAY)
    if s.resting:
        return Drop(Reason.RESTING)
    if s.skip_after and s.checked_in_at and now - s.checked_in_at <= s.skip_after:
        return Drop(Reason.CHECKED_IN)
    if s.silence and not allows_nudge(s.silence):
        return Drop(Reason.AUTO_QUIET)
    if now >= s.useful_until:
        return Drop(s.held_up or Reason.LATE, expired=True)
    if s.meeting and s.meeting[0] <= now < s.meeting[1]:
        return Wait(s.meeting[1]) if s.meeting[1] < s.useful_until else Drop(Reason.MEETING)
    ends = quiet_until(s.quiet, s.zone, now) if s.quiet else None
    if ends is None:
        return Send()
    return Wait(ends) if ends < s.useful_until else Drop(Reason.QUIET_HOURS)


def quiet_until(quiet: tuple[time, time], zone: str, now: datetime) -> datetime | None:
    """The end of the quiet hours that contain `now`, else None.

    In a repeated hour they last from the first time that a clock shows their beginning to the last time that
    it shows their end. A wall time that a clock change skips is the instant after the gap.
    """
    begins, ends = quiet
    today = now.astimezone(zone_info(zone)).date()
    for day in (today - DAY, today):  # quiet hours that span midnight began yesterday
        from_, to = instant(day, begins, zone), last_instant(day + DAY * (ends <= begins), ends, zone)
        if from_ <= now < to:
            return to
    return None
