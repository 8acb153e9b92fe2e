"""Removes from SQLite's files what rows held before they were changed, deleted or erased."""

from django.db import connection, transaction

#: How long to wait for those who are reading or writing, in milliseconds. Meanwhile nobody else can write.
PATIENCE = 1000


def empty_log() -> bool:
    """Move the log's pages into the database file and cut the log to nothing.

    False when somebody was reading or writing all the time: it is then for the next time, since
    `backend.accounts.tasks.empty_log` recurs. PostgreSQL looks after its own log: nothing is done there.
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
    """Write the whole database file anew, then empty the log; writers wait meanwhile.

    In spite of `secure_delete`, SQLite (3.40.1) leaves a few bytes of a row in the unused part of a page when
    it moves the row to another page. OperationalError when there is no room for a second copy.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        empty_log()


def empty_log_afterwards() -> None:
    """Once what is being erased is committed; what goes wrong there is logged, since the erasure stands."""
    transaction.on_commit(empty_log, robust=True)
