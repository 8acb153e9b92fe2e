"""Statements written by hand, for the few that nearly every request makes: the ORM would build each anew, at
several times the cost of running it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def select(fields: Iterable[Any], statement: str, values: Sequence[Any]) -> list[list[Any]]:
    """The rows of `statement`, each column read as that one of Django's fields reads it."""
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
    """A value as the database takes it in this field's column."""
    return field.get_db_prep_value(value, connection)
