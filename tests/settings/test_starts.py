"""With invalid settings, every entry point ends at once with one line, as a real process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import call_command

from backend import keys
from tests.settings.conftest import SECRET

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
KEYS = {
    "SECRET_KEY": keys.make_secret_key(),
    "SEALING_KEYS": keys.make_sealing_key(),
    "VAPID_PRIVATE_KEYS": keys.make_vapid_key(),
}
HTTPS = {"PUBLIC_URL": "https://noticing.example"}


class Start(NamedTuple):
    """A command, its variables besides its own data folder, and its expected output."""

    command: list[str]
    variables: dict[str, str]
    says: str


MANAGE = [PYTHON, "manage.py"]
SERVE = [*MANAGE, "serve", "--port", "0"]
IMPORT = [PYTHON, "-c", "import backend.wsgi"]
CELERY = [PYTHON, "-m", "celery", "-A", "backend.celery", "worker", "--pool", "solo"]
WITHOUT_SEALING = {name: key for name, key in KEYS.items() if name != "SEALING_KEYS"}
REFUSED = {
    "no keys, migrate": Start([*MANAGE, "migrate"], {}, "NOTICING_SECRET_KEY is not set"),
    "no keys, wsgi": Start(IMPORT, {}, "NOTICING_SECRET_KEY is not set"),
    "no keys, celery": Start(CELERY, {}, "NOTICING_SECRET_KEY is not set"),
    "one key too few": Start([*MANAGE, "check"], WITHOUT_SEALING, "NOTICING_SEALING_KEYS is not set"),
    "a wrong key": Start(SERVE, {"SECRET_KEY": SECRET}, "NOTICING_SECRET_KEY: key 1 of 1"),
    "a wrong url": Start(SERVE, KEYS | {"PUBLIC_URL": "http://noticing.example"}, "NOTICING_PUBLIC_URL"),
    "a wrong database": Start(
        SERVE, KEYS | {"DATABASE_URL": f"pg://me:{SECRET}@db/n"}, "NOTICING_DATABASE_URL"
    ),
    "no such folder": Start(
        SERVE, KEYS | {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "NOTICING_DATABASE_URL"
    ),
    "no data folder": Start(SERVE, {"DATA_DIR": "/dev/null"}, "NOTICING_DATA_DIR"),
    "no such port": Start([*MANAGE, "serve", "--port", "70000"], KEYS, "port 70000"),
}
ACCEPTED = {
    "deployed": Start([*MANAGE, "check", "--deploy", "--fail-level", "INFO"], KEYS | HTTPS, "no issues"),
}


def run(start: Start, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
    variables = {"DATA_DIR": str(folder)} | start.variables
    environment |= {f"NOTICING_{name}": value for name, value in variables.items()}
    return subprocess.run(
        start.command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.CompletedProcess[str]]]:
    """Run all commands in parallel, since most of the time is Python's start."""
    starts = REFUSED | ACCEPTED
    folders = [tmp_path_factory.mktemp("data") for _ in starts]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield dict(zip(starts, pool.map(run, starts.values(), folders), strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_an_invalid_start_ends_with_the_reason(
    ended: dict[str, subprocess.CompletedProcess[str]], name: str
) -> None:
    done = ended[name]
    assert done.returncode != 0
    assert REFUSED[name].says in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert done.stdout == ""
    if REFUSED[name].command[1] == "manage.py":
        assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_deployment_check_finds_nothing(
    ended: dict[str, subprocess.CompletedProcess[str]], name: str
) -> None:
    done = ended[name]
    assert done.returncode == 0, done.stderr
    assert ACCEPTED[name].says in done.stdout + done.stderr
    assert "WARNING" not in done.stderr.upper()


@pytest.mark.django_db
def test_checks_pass_with_the_test_settings_and_no_migration_is_missing() -> None:
    call_command("check", fail_level="INFO")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
