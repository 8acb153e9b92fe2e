"""Rows that can't be read: set aside with a reason, so that none of them stops anybody else's, nor its
owner's others. Each is tried again now and then, and after an upgrade with that."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from backend.accounts.models import Person
from backend.audit.models import Event
from backend.entries.models import Entry, SetAside
from backend.sealing.cipher import SealBrokenError

log = logging.getLogger("noticing.entries")

#: What reading a row raises that is not as this version knows it. A database that doesn't answer is no such.
UNREADABLE = (SealBrokenError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
#: Rows that are tried again at a time.
BATCH = 500

Row = TypeVar("Row", bound=Entry)
Shown = TypeVar("Shown")


class Kept(Protocol):
    """An entry or a share."""

    kind: ClassVar[str]
    id: UUID
    person_id: int


def readable(
    rows: Iterable[Row], show: Callable[[Row], Shown], left_out: list[dict[str, str]] | None = None
) -> Iterator[Shown]:
    """What `show` makes of each row; one that can't be read is set aside and named in `left_out`."""
    for row in rows:
        try:
            shown = show(row)
        except UNREADABLE as wrong:
            leave_out(row, wrong, left_out)
        else:
            yield shown


def opened(row: Kept, names: Iterable[str], left_out: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The row's sealed columns by name; null for one that can't be read, and the row is set aside and named
    in `left_out`."""
    found, failures = {}, []
    for name in names:
        try:
            found[name] = getattr(row, name)
        except UNREADABLE as wrong:
            found[name] = None
            failures.append(wrong)
    if failures:
        leave_out(row, failures[0], left_out)
    return found


def leave_out(row: Kept, wrong: Exception, left_out: list[dict[str, str]] | None) -> None:
    reason = set_aside(row, wrong)
    if left_out is not None:
        left_out.append({"kind": row.kind, "id": str(row.id), "reason": reason})


def set_aside(row: Kept, wrong: Exception) -> str:
    """Note it; the row itself stays as it is. Its owner is told with the first one. Returns the reason."""
    reason, now = reason_of(wrong), timezone.now()
    mine = SetAside.objects.filter(person=row.person_id)
    told = mine.exists()
    _, new = mine.get_or_create(
        kind=row.kind,
        entry=row.id,
        defaults={"person_id": row.person_id, "reason": reason, "since": now, "tried_at": now},
    )
    if new:
        log.error("a row of %s can't be read (%s)", row.kind, reason, exc_info=wrong)
        if not told:
            Event.record(Person.objects.get(pk=row.person_id), "set-aside", now)
    return reason


def reason_of(wrong: Exception) -> str:
    if isinstance(wrong, SealBrokenError):
        return SetAside.DOES_NOT_OPEN
    return SetAside.UNKNOWN_ZONE if isinstance(wrong, ZoneInfoNotFoundError) else SetAside.NOT_UNDERSTOOD


def try_again(now: datetime) -> int:
    """Those that were tried longest ago. What reads again gets a new revision, so that every phone hears of
    it; returns how many did."""
    batch = list(SetAside.objects.select_related("person").order_by("tried_at")[:BATCH])
    SetAside.objects.filter(pk__in=[each.pk for each in batch]).update(tried_at=now)
    return sum(take_back(each) for each in batch)


def take_back(aside: SetAside) -> bool:
    from backend.sharing.models import Share

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
    from backend.entries.kinds import KINDS

    model = next((kind.model for kind in KINDS if kind.model.kind == aside.kind), None)
    with transaction.atomic():
        revision = aside.person.next_revision()
        rows = model.of(aside.person).filter(id=aside.entry, deleted_at=None) if model else None
        row = rows.first() if rows else None
        try:
            changes: dict[str, Any] = row.opened_again() if row else {}
        except UNREADABLE:
            transaction.set_rollback(True)
            return False
        if rows:
            rows.update(revision=revision, **changes)
        aside.delete()
    return row is not None
