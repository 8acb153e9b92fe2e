"""Retries rows that were set aside (entries/aside.py): entries of every kind, and shares."""

from datetime import datetime
from typing import Any

from django.db import transaction

from backend.entries.aside import UNREADABLE
from backend.entries.kinds import kind_of
from backend.entries.models import SetAside
from backend.sharing.models import Share

#: Rows per run.
BATCH = 500


def retry(now: datetime) -> int:
    """Retry the rows whose last attempt is the oldest; returns how many can be read again.

    These get a new revision, so that phones receive them through the change feed.
    """
    batch = list(SetAside.objects.select_related("person").order_by("tried_at")[:BATCH])
    SetAside.objects.filter(pk__in=[each.pk for each in batch]).update(tried_at=now)
    return sum(retry_row(each) for each in batch)


def retry_row(aside: SetAside) -> bool:
    return retry_share(aside) if aside.kind == Share.kind else retry_entry(aside)


def retry_share(aside: SetAside) -> bool:
    """Retry a share. Shares have no revision, since they aren't in the change feed."""
    share = aside.person.sharing.filter(pk=aside.entry).first()
    try:
        if share:
            _ = share.label, share.topic
    except UNREADABLE:
        return False
    aside.delete()
    return share is not None


def retry_entry(aside: SetAside) -> bool:
    kind = kind_of(aside.kind)
    with transaction.atomic():
        revision = aside.person.next_revision()
        rows = kind.model.for_person(aside.person).filter(id=aside.entry, deleted_at=None) if kind else None
        row = rows.first() if rows else None
        try:
            changes: dict[str, Any] = row.recheck() if row else {}
        except UNREADABLE:
            transaction.set_rollback(True)
            return False
        if rows:
            rows.update(revision=revision, **changes)
        aside.delete()
    return row is not None
