"""Sets unreadable rows aside with a reason, so that one of them doesn't block any other row.

They are retried periodically (personal_data/set_aside.py), which also covers upgrades.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from django.utils import timezone

from backend.accounts.models import Person
from backend.audit.models import Event, EventType
from backend.entries.models import Entry, SetAside
from backend.sealing.cipher import SealBrokenError

log = logging.getLogger("noticing.entries")

#: The exceptions of reading a row that this version doesn't understand. Database errors aren't among them.
UNREADABLE = (SealBrokenError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)

Row = TypeVar("Row", bound=Entry)
Shown = TypeVar("Shown")


class Kept(Protocol):
    """A row that can be set aside: an entry or a share."""

    kind: ClassVar[str]
    id: UUID
    person_id: int


def readable(
    rows: Iterable[Row], show: Callable[[Row], Shown], left_out: list[dict[str, str]] | None = None
) -> Iterator[Shown]:
    """Yield `show(row)` for each row. One that can't be read is set aside and added to `left_out`."""
    for row in rows:
        try:
            shown = show(row)
        except UNREADABLE as wrong:
            leave_out(row, wrong, left_out)
        else:
            yield shown


def opened(row: Kept, names: Iterable[str], left_out: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The row's sealed columns by name; None for one that can't be read.

    In that case the row is set aside and added to `left_out`.
    """
    values, failures = {}, []
    for name in names:
        try:
            values[name] = getattr(row, name)
        except UNREADABLE as wrong:
            values[name] = None
            failures.append(wrong)
    if failures:
        leave_out(row, failures[0], left_out)
    return values


def leave_out(row: Kept, wrong: Exception, left_out: list[dict[str, str]] | None) -> None:
    reason = set_aside(row, wrong)
    if left_out is not None:
        left_out.append({"kind": row.kind, "id": str(row.id), "reason": reason})


def set_aside(row: Kept, wrong: Exception) -> str:
    """Record that the row can't be read; returns the reason. The row itself isn't changed.

    The owner's first such row also records an event for them.
    """
    reason, now = reason_of(wrong), timezone.now()
    mine = SetAside.objects.filter(person=row.person_id)
    already_notified = mine.exists()
    _, new = mine.get_or_create(
        kind=row.kind,
        entry=row.id,
        defaults={"person_id": row.person_id, "reason": reason, "since": now, "tried_at": now},
    )
    if new:
        log.error("a row of %s can't be read (%s)", row.kind, reason, exc_info=wrong)
        if not already_notified:
            Event.record(Person.objects.get(pk=row.person_id), EventType.SET_ASIDE, now)
    return reason


def reason_of(wrong: Exception) -> SetAside.Reason:
    match wrong:
        case SealBrokenError():
            return SetAside.Reason.DOES_NOT_OPEN
        case ZoneInfoNotFoundError():
            return SetAside.Reason.UNKNOWN_ZONE
        case _:
            return SetAside.Reason.NOT_UNDERSTOOD
