"""How reminders do, in numbers: nothing of anybody is in them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from backend.reminders.lag import LATE, lag
from backend.reminders.models import Delivery, Nudge, State

DAY = timedelta(hours=24)


def nudges_by_state(now: datetime) -> dict[str, int]:
    """Of the last 24 hours; every state there is, also those of no nudge."""
    lately = Nudge.objects.filter(due_at__gt=now - DAY)
    return dict.fromkeys(State.values, 0) | dict(lately.values_list("state").annotate(Count("pk")))


def deliveries_pending() -> int:
    return Delivery.objects.filter(state=State.PENDING).count()


def health(now: datetime) -> dict[str, Any]:
    behind = lag(now)
    return {
        "lag_seconds": int(behind.total_seconds()),
        "late": behind > LATE,
        "nudges": nudges_by_state(now),
        "deliveries_pending": deliveries_pending(),
    }
