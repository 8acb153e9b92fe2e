"""Rows that can't be read: set aside with a reason, so that none of them stops anybody else's, nor its
owner's others. Each is retried now and then (personal_data/set_aside.py), and after an upgrade with that."""

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

#: What reading a row raises that is not as this version knows it. A database that doesn't answer is no such.
UNREADABLE = (SealBrokenError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)

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
            Event.record(Person.objects.get(pk=row.person_id), EventType.SET_ASIDE, now)
    return reason


def reason_of(wrong: Exception) -> str:
    if isinstance(wrong, SealBrokenError):
        return SetAside.DOES_NOT_OPEN
    return SetAside.UNKNOWN_ZONE if isinstance(wrong, ZoneInfoNotFoundError) else SetAside.NOT_UNDERSTOOD
