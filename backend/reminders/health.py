"""Counts for health checks and metrics. They contain nothing about any person."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from backend.reminders.lag import LATE, lag
from backend.reminders.models import EMAIL, Delivery, Nudge, Reason, State

DAY = timedelta(hours=24)


def nudges_by_state(now: datetime) -> dict[str, int]:
    """How many nudges of the last 24 hours are in each state, zero included."""
    recent = Nudge.objects.filter(due_at__gt=now - DAY)
    return dict.fromkeys(State.values, 0) | dict(recent.values_list("state").annotate(Count("pk")))


def mails_held_up(now: datetime) -> int:
    """How many mails of the last 24 hours the mail server holds up, or held up until it was too late."""
    held_up = Delivery.objects.filter(nudge=OuterRef("pk"), state=State.PENDING, reason=Reason.MAIL_SERVER)
    recent = Nudge.objects.filter(due_at__gt=now - DAY, channel=EMAIL)
    return recent.filter(Q(reason=Reason.MAIL_SERVER) | Exists(held_up)).count()


def deliveries_pending() -> int:
    return Delivery.objects.filter(state=State.PENDING).count()


def health(now: datetime) -> dict[str, Any]:
    delay = lag(now)
    return {
        "lag_seconds": int(delay.total_seconds()),
        "late": delay > LATE,
        "nudges": nudges_by_state(now),
        "deliveries_pending": deliveries_pending(),
    }
