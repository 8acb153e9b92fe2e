"""How late nudges are: the one number that says whether beat rings and workers keep up."""

from datetime import datetime, timedelta

from backend.reminders.models import Delivery, Reminder, State

#: Rings come every 10 s and a lost worker's lease ends after a minute: later than this nobody is at work.
LATE = timedelta(minutes=2)


def lag(now: datetime) -> timedelta:
    """How long the oldest row has waited that could be worked on now; zero when none waits.

    What waits for a push service, or for somebody's quiet hours, has been moved to a later moment and doesn't
    count.
    """
    planned = Reminder.objects.due(now).values_list("due_at", flat=True).first()
    begun = Delivery.objects.filter(state=State.PENDING, not_before__lte=now).order_by("not_before")
    sent = begun.values_list("not_before", flat=True).first()
    return max((now - moment for moment in (planned, sent) if moment), default=timedelta())
