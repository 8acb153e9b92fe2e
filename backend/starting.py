"""Startup checks of all entry points, so that a faulty configuration fails with one line."""

import sys

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

#: How long the database may take to answer at startup, in seconds.
PATIENCE = 5


def load_settings() -> None:
    """Load the settings. An invalid one prints one line to stderr and exits with status 2."""
    try:
        _ = settings.SECRET_KEY
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"noticing: {wrong}\n")
        raise SystemExit(2) from None


def reach_database() -> None:
    """Raise OperationalError at once if PostgreSQL can't be reached; its pool would keep retrying.

    Uses a separate connection. SQLite needs no check: its first statement reports any problem.
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
    """Close all connections before forking, since processes must not share them."""
    database = connections[DEFAULT_DB_ALIAS]
    database.close()
    if isinstance(database, PostgreSQL):
        database.close_pool()
