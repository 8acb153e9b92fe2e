"""Counts for health checks and metrics. They contain nothing about any person."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from backend.reminders.lag import LATE, lag
from backend.reminders.models import Delivery, Nudge, State

DAY = timedelta(hours=24)


def nudges_by_state(now: datetime) -> dict[str, int]:
    """How many nudges of the last 24 hours are in each state, zero included."""
    recent = Nudge.objects.filter(due_at__gt=now - DAY)
    return dict.fromkeys(State.values, 0) | dict(recent.values_list("state").annotate(Count("pk")))


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
