"""What every entry point looks at before it begins, so that a wrong start ends with one line."""

import sys

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

#: How long a database may take to answer at a start, in seconds.
PATIENCE = 5


def load_settings() -> None:
    """Load them; a wrong one is one line on stderr and exit status 2."""
    try:
        _ = settings.SECRET_KEY
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"noticing: {wrong}\n")
        raise SystemExit(2) from None


def reach_database() -> None:
    """OperationalError at once when PostgreSQL can't be reached; its pool would try again and again.

    The connection is one of its own. SQLite says by itself what is wrong, at the first statement.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not isinstance(database, PostgreSQL):
        return
    parameters = database.get_connection_params() | {"connect_timeout": PATIENCE}
    parameters.pop("pool", None)
    try:
        with database.wrap_database_errors:
            psycopg.connect(**parameters).close()
    except OperationalError as wrong:
        raise OperationalError(" ".join(str(wrong).split())) from None


def leave_database() -> None:
    """Close what was opened, before processes are forked that must not share it."""
    database = connections[DEFAULT_DB_ALIAS]
    database.close()
    if isinstance(database, PostgreSQL):
        database.close_pool()
