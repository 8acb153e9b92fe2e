"""Two ways into one pool of connections: `reading` commits each statement, `engine` is for transactions."""

import os
from typing import Any
from urllib.parse import unquote

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

URL = os.environ["NOTICING_DATABASE_URL"]
#: As in backend/environment.py.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000", "foreign_keys=ON")


def on_sqlite() -> AsyncEngine:
    made = create_async_engine("sqlite+aiosqlite:///" + unquote(URL.removeprefix("sqlite:///")))

    @event.listens_for(made.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver begins nothing by itself; `begin` below takes the lock at once.
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made.sync_engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def on_postgresql() -> AsyncEngine:
    return create_async_engine(URL.replace("postgresql:", "postgresql+asyncpg:", 1), pool_size=20)


engine = on_sqlite() if URL.startswith("sqlite:") else on_postgresql()
reading = engine.execution_options(isolation_level="AUTOCOMMIT")
