"""The lag of nudges: the one number that shows whether beat runs and workers keep up."""

from datetime import datetime, timedelta

from backend.reminders.models import EMAIL, PUSH, Delivery, Reminder, State

#: Beat runs every 10 s and a lost worker's lease expires after a minute: with a longer lag, no worker or
#: no beat runs.
LATE = timedelta(minutes=2)


def lag(now: datetime) -> timedelta:
    """How long the oldest row that is ready has waited; zero when none is ready.

    Rows that wait for a push service or for the end of quiet hours have been postponed and don't count.
    """
    reminder_due = Reminder.objects.due(now).values_list("due_at", flat=True).first()
    deliveries_due = (oldest_pending(channel, now) for channel in (PUSH, EMAIL))
    return max((now - moment for moment in (reminder_due, *deliveries_due) if moment), default=timedelta())


def oldest_pending(channel: str, now: datetime) -> datetime | None:
    pending = Delivery.objects.filter(channel=channel, state=State.PENDING, not_before__lte=now)
    return pending.order_by("not_before").values_list("not_before", flat=True).first()
