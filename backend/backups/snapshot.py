"""One moment of the database, read while the service goes on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from backend.backups.broken import BackupBrokenError


@contextmanager
def snapshot() -> Iterator[None]:
    """Every query within sees the same moment. Nobody waits for it: it takes no lock."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Django's own atomic() begins IMMEDIATE here, which would keep every writer waiting until the end.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def schema() -> list[str]:
    """The applied migrations, sorted: two databases with the same ones have the same tables."""
    return sorted(".".join(applied) for applied in MigrationRecorder(connection).applied_migrations())


def refuse_unless_migrated() -> None:
    """BackupBrokenError while the database waits for migrations of this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupBrokenError("the database waits for its migrations: run `manage.py migrate` first")
