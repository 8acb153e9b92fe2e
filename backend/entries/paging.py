"""Keyset pagination: a cursor holds the key of a page's last row.

Unlike with offsets, no row is skipped or repeated when entries are added or removed between pages.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError

from backend import keys

PAGE = 50
#: The type of the id at the end of a cursor.
Id = type[UUID] | type[int]


def all_data(rows: list[Any]) -> list[Any]:
    return [row.as_data() for row in rows]


def page(
    entries: QuerySet[Any],
    order: tuple[str, ...],
    cursor: str | None,
    last_column: Id = UUID,
    show: Callable[[list[Any]], list[Any]] = all_data,
) -> dict[str, Any]:
    """The page after `cursor`: `{"results": [...], "next": cursor | null}`.

    `order` names descending columns: instants, then an id. Raises ValidationError for an invalid cursor.
    """
    columns = [name.removeprefix("-") for name in order]
    if cursor is not None:
        entries = entries.filter(_below(columns, decode(cursor, len(columns), last_column)))
    rows = list(entries.order_by(*order)[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return {
        "results": show(rows[:PAGE]),
        "next": encode([getattr(last, name) for name in columns]) if last else None,
    }


def iterate_lazily(entries: QuerySet[Any]) -> Iterator[Any]:
    """Iterate over all entries in the order of their list, fetching a page at a time."""
    order: tuple[str, ...] = entries.model.list_order
    columns = [name.removeprefix("-") for name in order]
    entries = entries.order_by(*order)
    rows = list(entries[:PAGE])
    while rows:
        yield from rows
        values = [getattr(rows[-1], name) for name in columns]
        rows = list(entries.filter(_below(columns, values))[:PAGE]) if len(rows) == PAGE else []


def newest_first(kinds: Iterable[QuerySet[Any]]) -> Iterator[Any]:
    """Merge the entries of several kinds, newest moment first, fetching a page of each kind at a time."""
    return heapq.merge(*map(iterate_lazily, kinds), key=attrgetter("happened_at"), reverse=True)


def _below(columns: list[str], values: list[Any]) -> Q:
    """The row comparison (a, b) < (x, y) as: a < x or (a = x and b < y)."""
    below = Q()
    for depth, (name, value) in enumerate(zip(columns, values, strict=True)):
        equal = Q(**dict(zip(columns[:depth], values[:depth], strict=True)))
        below |= equal & Q(**{f"{name}__lt": value})
    return below


def encode(values: list[Any]) -> str:
    """The cursor for a row with these values in the ordering columns."""
    return keys.encode(orjson.dumps(values))


def decode(cursor: str, count: int, last_column: Id = UUID) -> list[Any]:
    """The values in a cursor: instants, then an id.

    Raises ValidationError if it is not a cursor of this list.
    """
    try:
        *texts, last = orjson.loads(keys.decode(cursor))
        instants = [datetime.fromisoformat(text) for text in texts]
        if len(instants) + 1 != count or any(instant.tzinfo is None for instant in instants):
            raise ValueError(cursor)
        # In UTC: converting to another zone would overflow in the first and last hours of the calendar.
        return [*(instant.astimezone(UTC) for instant in instants), last_column(last)]
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise ValidationError({"cursor": "This is not a cursor of this list."}, code="cursor") from None
