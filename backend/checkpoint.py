"""Removes old contents of changed, deleted and erased rows from SQLite's files."""

from django.db import connection, transaction

#: How long to wait for readers and writers, in milliseconds. Blocks other writers meanwhile.
PATIENCE = 1000


def empty_log() -> bool:
    """Checkpoint the write-ahead log into the database file and truncate it.

    Returns False if readers or writers blocked it; the periodic task `backend.accounts.tasks.empty_log` tries
    again. Does nothing on PostgreSQL, which manages its own log.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(before)}")
    return not busy


def rewrite() -> None:
    """Rewrite the whole database file (VACUUM), then empty the log. Blocks writers meanwhile.

    Despite `secure_delete`, SQLite (3.40.1) leaves a few bytes of a row in the unused part of a page when it
    moves the row to another page. Raises OperationalError if there is no room for a second copy.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        empty_log()


def empty_log_afterwards() -> None:
    """Empty the log after the current transaction commits. Errors are only logged."""
    transaction.on_commit(empty_log, robust=True)
