"""Backups from either database to either, and a restore killed half way, in real processes on SQLite and
PostgreSQL."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from backend import keys
from tests.backups.conftest import BACKUP_KEY
from tests.backups.kept_rows import as_restored
from tests.services.chromium import ROOT
from tests.services.postgres import Postgres

KEYS = {
    "SECRET_KEY": keys.make_secret_key(),
    "SEALING_KEYS": keys.make_sealing_key(),
    "VAPID_PRIVATE_KEYS": keys.make_vapid_key(),
    "BACKUP_KEYS": BACKUP_KEY,
}
VENDORS = ("sqlite", "postgresql")
_numbers = count(1)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def new_database(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, str]]:
    """Returns the environment of a service with an empty database and its own data folder."""

    def make(vendor: str) -> dict[str, str]:
        folder, name = tmp_path_factory.mktemp("data"), f"database_{next(_numbers)}"
        url = f"sqlite:///{folder}/noticing.sqlite3"
        if vendor == "postgresql":
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            url = postgres.url.replace("/postgres", f"/{name}")
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
        ours = {**KEYS, "DATA_DIR": str(folder), "DATABASE_URL": url}
        return (
            theirs
            | {"DJANGO_SETTINGS_MODULE": "backend.settings"}
            | {f"NOTICING_{name}": value for name, value in ours.items()}
        )

    return make


def run(environment: dict[str, str], *arguments: str) -> bytes:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module", params=VENDORS)
def source(
    request: pytest.FixtureRequest,
    new_database: Callable[[str], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Any]:
    """The backup of a filled database, and its content."""
    folder = tmp_path_factory.mktemp("backup")
    held = run(new_database(request.param), "-m", "tests.backups.elsewhere", "fill", str(folder))
    return folder, orjson.loads(held)


@pytest.mark.parametrize("target", VENDORS)
def test_a_backup_restores_to_either_database(
    source: tuple[Path, Any], target: str, new_database: Callable[[str], dict[str, str]]
) -> None:
    folder, (words, rows) = source
    held = run(new_database(target), "-m", "tests.backups.elsewhere", "restore", str(folder))
    assert orjson.loads(held) == [words, as_restored(rows)]
    assert len(words) == 2


def people(environment: dict[str, str]) -> int:
    url = environment["NOTICING_DATABASE_URL"]
    query = "SELECT count(*) FROM accounts_person"
    if url.startswith("postgresql"):
        with psycopg.connect(url) as server:
            return int(server.execute(query).fetchone()[0])  # type: ignore[index]  # a count is one row
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return int(file.execute(query).fetchone()[0])
    finally:
        file.close()


def is_writing(environment: dict[str, str]) -> bool:
    """Whether a transaction that has written is open."""
    url = environment["NOTICING_DATABASE_URL"]
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as server:
            written = "datname = current_database() AND backend_xid IS NOT NULL"
            return bool(server.execute(f"SELECT 1 FROM pg_stat_activity WHERE {written}").fetchone())
    file = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
    try:
        file.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        file.close()
    return False


@pytest.mark.parametrize("target", VENDORS)
def test_a_restore_that_is_killed_half_way_leaves_an_empty_database(
    source: tuple[Path, Any], target: str, new_database: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    folder, _ = source
    data, wrapped = next(folder.glob("*.data")), next(folder.glob("*.keys"))
    environment = new_database(target)
    run(environment, "manage.py", "migrate", "--verbosity", "0")
    # Through a pipe that stays open: the restore has read all but the last chunk, and waits.
    pipe = tmp_path / "data"
    os.mkfifo(pipe)
    restore = [sys.executable, "manage.py", "restore", str(pipe), str(wrapped)]
    process = subprocess.Popen(restore, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    with pipe.open("wb") as sending:
        sending.write(data.read_bytes())
        sending.flush()
        wait_for(lambda: is_writing(environment))
        assert process.poll() is None
        process.kill()
        process.wait()
    wait_for(lambda: not is_writing(environment))
    assert people(environment) == 0
    run(environment, "manage.py", "restore", str(data), str(wrapped))
    assert people(environment) == 2


def wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.05)
