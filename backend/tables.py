"""Checks that the database has every column of this version's models.

Applied migrations don't prove it: if one was edited after it had been applied, columns are missing.
"""

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

COLUMNS = {
    "sqlite": (
        "SELECT tables.name, columns.name FROM sqlite_master AS tables,"
        " pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    ),
    "postgresql": (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}


def missing_columns() -> list[str]:
    """The missing columns as "table.column", sorted. Raises DatabaseError if the database doesn't answer."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        present = set(cursor.fetchall())
    needed = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if field.column
    }
    return sorted(f"{table}.{column}" for table, column in needed - present)


def refuse_missing_columns() -> None:
    """Raise ImproperlyConfigured if a migrated database lacks a column."""
    if missing := missing_columns():
        raise ImproperlyConfigured(
            f"NOTICING_DATABASE_URL: the database lacks {', '.join(missing)}, "
            "though every migration is applied; nothing was changed"
        )
