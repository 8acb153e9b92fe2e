"""Rows as JSON that either database can take in: a row is a list of values in the order of its columns."""

import zlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from backend import keys
from backend.backups.kept import Column, Model, columns
from backend.sealing.fields import Sealed, SealedField

Row = list[Any]


def pack(rows: list[Row]) -> bytes:
    return zlib.compress(orjson.dumps(rows, default=_written))


def unpack(packed: bytes) -> list[Row]:
    rows: list[Row] = orjson.loads(zlib.decompress(packed))
    return rows


def _written(value: Any) -> str:
    """What JSON has no form for; instants, dates, times and UUIDs orjson writes itself."""
    if isinstance(value, bytes | memoryview):
        return keys.encode(bytes(value))
    if isinstance(value, Decimal | timedelta):
        return str(value)
    raise TypeError(f"a backup can't hold a {type(value).__name__}")


def _read(column: Column, value: Any) -> Any:
    """The value as the database takes it. Sealed words stay sealed: they are moved, never opened."""
    if value is not None and column.get_internal_type() == "BinaryField":
        value = keys.decode(value)
        value = Sealed(value) if isinstance(column, SealedField) else value
    return column.get_db_prep_save(column.to_python(value), connection)


def insert(model: Model, rows: list[Row]) -> None:
    """Straight into the table: no save(), no default, no new time of change."""
    into = columns(model)
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in into)
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(into))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 (names of our own models)
            [[_read(column, value) for column, value in zip(into, row, strict=True)] for row in rows],
        )
