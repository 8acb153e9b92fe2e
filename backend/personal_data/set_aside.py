"""Retries what was set aside (entries/aside.py): entries of every kind, and shares."""

from datetime import datetime
from typing import Any

from django.db import transaction

from backend.entries.aside import UNREADABLE
from backend.entries.kinds import kind_of
from backend.entries.models import SetAside
from backend.sharing.models import Share

#: Rows that are retried at a time.
BATCH = 500


def retry(now: datetime) -> int:
    """Those that were retried longest ago. What reads again gets a new revision, so that every phone hears of
    it; returns how many did."""
    batch = list(SetAside.objects.select_related("person").order_by("tried_at")[:BATCH])
    SetAside.objects.filter(pk__in=[each.pk for each in batch]).update(tried_at=now)
    return sum(take_back(each) for each in batch)


def take_back(aside: SetAside) -> bool:
    return share_opens(aside) if aside.kind == Share.kind else entry_opens(aside)


def share_opens(aside: SetAside) -> bool:
    """It has no revision: nothing but its own list tells it."""
    share = aside.person.sharing.filter(pk=aside.entry).first()
    try:
        if share:
            _ = share.label, share.topic
    except UNREADABLE:
        return False
    aside.delete()
    return share is not None


def entry_opens(aside: SetAside) -> bool:
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
