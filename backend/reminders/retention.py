"""Deletes what the ledger no longer needs, in small batches, so that no transaction holds locks for long."""

from datetime import datetime, timedelta

from backend.reminders.models import Delivery, Nudge

#: Deliveries are deleted so long after they ended, nudges so long after they fell due (docs/privacy.md).
DELIVERIES_KEPT = timedelta(days=30)
NUDGES_KEPT = timedelta(days=400)
BATCH = 1000


def delete_old_deliveries(now: datetime) -> None:
    """Walk through the deliveries by their keys, which are in the order of their creation, up to a batch
    without an old one: an index on `ended_at` would cost a write for each delivery."""
    place = 0
    while True:
        rows = Delivery.objects.filter(pk__gt=place).order_by("pk").values_list("pk", "ended_at")[:BATCH]
        old = [pk for pk, ended_at in rows if ended_at and ended_at <= now - DELIVERIES_KEPT]
        if not old:
            return
        Delivery.objects.filter(pk__in=old).delete()
        place = old[-1]


def delete_old_nudges(now: datetime) -> None:
    """Delete nudges with what deliveries they still have."""
    old = Nudge.objects.filter(due_at__lte=now - NUDGES_KEPT).order_by("due_at")
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        Nudge.objects.filter(pk__in=batch).delete()
