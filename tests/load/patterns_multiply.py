"""Copies a template's rows to many keepers by SQL, a few million in a minute."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection

#: Statements that a table is filled by, so that none sorts more than memory holds.
STEPS = 100
#: A keeper has each `every`th of the template's check-ins, those that leave `rest`, after the first `after`.
KEEPERS = "CREATE TEMPORARY TABLE keepers (place bigint, person_id bigint, every int, rest int, after int)"
Keeper = tuple[int, int, int, int]


class Table(NamedTuple):
    name: str
    #: The column that says which check-in, counted from one, a row belongs to.
    number: str
    #: Column -> what it is for the keeper `k` of a template's row `t`.
    changed: dict[str, str]
    #: Columns that the database gives a value.
    given: tuple[str, ...] = ()


def multiply(tables: Sequence[Table], keepers: Sequence[Keeper], count: int) -> None:
    """Every row there is becomes the template and goes; `keepers` get theirs, all in the order of time."""
    run(KEEPERS)
    with connection.cursor() as cursor:
        placed = [(place, *keeper) for place, keeper in enumerate(keepers)]
        cursor.executemany("INSERT INTO keepers VALUES (%s, %s, %s, %s, %s)", placed)
    for table in tables:
        run(f"CREATE TEMPORARY TABLE t_{table.name} AS SELECT * FROM {table.name}")
        run(f"CREATE INDEX i_{table.name} ON t_{table.name} ({table.number})")
    for table in reversed(tables):
        run(f"DELETE FROM {table.name}")
    with filling([table.name for table in tables]):
        for table in tables:
            fill(table, count)
    run("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def fill(table: Table, count: int) -> None:
    names = [name for name in columns(table.name) if name not in table.given]
    values = ", ".join(table.changed.get(name, f"t.{name}") for name in names)
    number, step = f"t.{table.number}", -(-count // STEPS)
    for start in range(0, count, step):
        run(
            f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM t_{table.name} t"
            f" JOIN keepers k ON {number} % k.every = k.rest AND {number} > k.after"
            f" WHERE {number} > {start} AND {number} <= {start + step} ORDER BY {number}, k.place"
        )


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


@contextmanager
def filling(tables: Sequence[str]) -> Iterator[None]:
    """What would be kept up row by row is taken away, and made anew at the end."""
    away, back = (on_postgresql if connection.vendor == "postgresql" else on_sqlite)(tables)
    for statement in away:
        run(statement)
    yield
    for statement in back:
        run(statement)


def on_postgresql(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """All constraints and indexes; primary keys and uniqueness come back before what refers to them."""
    constraints = fetch(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('p', 'u', 'f') ORDER BY contype = 'f'",
        [list(tables)],
    )
    named = {name for _, name, _ in constraints}
    indexes = fetch("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [list(tables)])
    indexes = [(name, definition) for name, definition in indexes if name not in named]
    away = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in reversed(constraints)]
    back = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for table, name, rule in constraints]
    away += [f"DROP INDEX {name}" for name, _ in indexes]
    # Nothing is logged, nor swept while it is filled: what is half filled after a crash is thrown away.
    away += [f"ALTER TABLE {table} SET (autovacuum_enabled = off)" for table in tables]
    away += [f"ALTER TABLE {table} SET UNLOGGED" for table in tables]
    away.append("SET maintenance_work_mem = '1GB'")
    return away, back + [definition for _, definition in indexes]


def on_sqlite(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """The indexes that have a statement of their own."""
    places = ", ".join("%s" for _ in tables)
    indexes = fetch(
        "SELECT name, sql FROM sqlite_master"
        f" WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({places})",
        tables,
    )
    quick = ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000"]
    return quick + [f"DROP INDEX {name}" for name, _ in indexes], [definition for _, definition in indexes]


def fetch(statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        # A lone `%` is SQL's remainder here, and there are no values.
        cursor.execute(statement)
