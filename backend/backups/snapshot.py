"""A consistent snapshot of the database, read while the service keeps writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from backend.backups.broken import BackupBrokenError


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this context, every query sees the same state. Takes no lock, so it blocks nobody."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Django's atomic() begins IMMEDIATE here, which would block other writers until the end.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def schema() -> list[str]:
    """The applied migrations, sorted. They identify the database's schema."""
    return sorted(".".join(applied) for applied in MigrationRecorder(connection).applied_migrations())


def refuse_unless_migrated() -> None:
    """Raise BackupBrokenError if migrations of this version haven't been applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise BackupBrokenError("the database waits for its migrations: run `manage.py migrate` first")
