"""Helpers for the few hand-written SQL statements that nearly every request or nudge makes.

The ORM would build each statement again, which costs several times as much as running it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL


def select(fields: Iterable[Any], statement: str, values: Sequence[Any]) -> list[list[Any]]:
    """The rows of `statement`, with each column converted by the Django field at the same position."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return converted(fields, cursor.fetchall())


def converted(fields: Iterable[Any], found: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The rows, with each column converted by the field at the same position."""
    rows = [list(row) for row in found]
    for place, field in enumerate(fields):
        column = field.cached_col
        for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
            for row in rows:
                row[place] = convert(row[place], column, connection)
    return rows


def with_rows(statement: str, columns: dict[str, Any], rows: Iterable[Sequence[Any]]) -> list[Any]:
    """Execute a statement once for all `rows`, and return the rows that it returns.

    It reads them from the table `given`, which has these `columns` (name: field). The rows are one JSON
    parameter: the statement's text is always the same, and no value is a part of it. `{lock}` and
    `{skip_locked}` are the clauses that lock rows; they are empty on SQLite, where only one transaction
    writes at a time.
    """
    locking = connection.features.has_select_for_update
    lock = "FOR NO KEY UPDATE" if locking else ""
    skip_locked = "FOR NO KEY UPDATE SKIP LOCKED" if locking else ""
    formatted = statement.format(lock=lock, skip_locked=skip_locked)
    with connection.cursor() as cursor:
        cursor.execute(given(columns) + formatted, [as_json(columns, rows)])
        return cursor.fetchall() if cursor.description else []


def any_of(numbers: Iterable[int]) -> RawSQL:
    """The right-hand side of an `__in` lookup, with all numbers in one parameter."""
    joined = ",".join(map(str, numbers))
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(string_to_array(%s, ',')::bigint[])", [joined])
    return RawSQL("SELECT value FROM json_each(%s)", [f"[{joined}]"])


def columns(model: type[Model], *names: str) -> dict[str, Any]:
    """Map the column names of these fields to the fields."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return {field.column: field for field in fields}


def insert(model: type[Model], columns: dict[str, Any], where: str) -> str:
    """A statement for `with_rows` that inserts the rows for which `where` holds."""
    names = ", ".join(columns)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM given WHERE {where}"  # noqa: S608


def given(columns: dict[str, Any]) -> str:
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {field.db_type(connection)}" for name, field in columns.items())
        return f"WITH given AS (SELECT * FROM json_to_recordset(%s) AS row ({typed}))"  # noqa: S608
    # Not by `->>`, which SQLite has only since 3.38.
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return f"WITH given AS (SELECT {picked} FROM json_each(%s))"  # noqa: S608


def as_json(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> str:
    named = [dict(zip(names, row, strict=True)) for row in rows]
    if connection.vendor == "postgresql":
        return orjson.dumps(named).decode()
    return json.dumps(named, default=as_sqlite_stores_it)


def as_sqlite_stores_it(value: Any) -> str:
    """For the types that JSON doesn't have."""
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.hex if isinstance(value, UUID) else str(value)


def to_db_value(field: Any, value: Any) -> Any:
    """The value as this field passes it to the database."""
    return field.get_db_prep_value(value, connection)
