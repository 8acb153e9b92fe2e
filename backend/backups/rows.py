"""Converts rows to JSON that either database can load. A row is a list of values in column order."""

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
    return zlib.compress(orjson.dumps(rows, default=_encode))


def unpack(packed: bytes) -> list[Row]:
    rows: list[Row] = orjson.loads(zlib.decompress(packed))
    return rows


def _encode(value: Any) -> str:
    """Encode types that orjson can't. It handles instants, dates, times and UUIDs itself."""
    if isinstance(value, bytes | memoryview):
        return keys.encode(bytes(value))
    if isinstance(value, Decimal | timedelta):
        return str(value)
    raise TypeError(f"a backup can't hold a {type(value).__name__}")


def _decode(column: Column, value: Any) -> Any:
    """The value for the database. Sealed words are copied without being unsealed."""
    if value is not None and column.get_internal_type() == "BinaryField":
        value = keys.decode(value)
        value = Sealed(value) if isinstance(column, SealedField) else value
    return column.get_db_prep_save(column.to_python(value), connection)


def insert(model: Model, rows: list[Row]) -> None:
    """Insert rows directly into the table, without save() and without defaults."""
    into = columns(model)
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in into)
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(into))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 (names of our own models)
            [[_decode(column, value) for column, value in zip(into, row, strict=True)] for row in rows],
        )
