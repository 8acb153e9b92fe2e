"""Helpers for the few hand-written SQL statements that nearly every request makes.

The ORM would build each statement again, which costs several times as much as running it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def select(fields: Iterable[Any], statement: str, values: Sequence[Any]) -> list[list[Any]]:
    """The rows of `statement`, with each column converted by the Django field at the same position."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [list(row) for row in cursor.fetchall()]
    for place, field in enumerate(fields):
        column = field.cached_col
        for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
            for row in rows:
                row[place] = convert(row[place], column, connection)
    return rows


def to_db_value(field: Any, value: Any) -> Any:
    """The value as this field passes it to the database."""
    return field.get_db_prep_value(value, connection)
