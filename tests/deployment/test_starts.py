"""A service with an invalid configuration ends at once, with one line that says what to do."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from backend.new_secrets import MADE
from tests.deployment import compose

APP = ("migrate", "web", "worker", "beat")
KEYS = ("NOTICING_SECRET_KEY", "NOTICING_SEALING_KEYS", "NOTICING_VAPID_PRIVATE_KEYS")
#: Nothing listens there.
NOWHERE = "postgresql://me:s3cr3t-of-the-operator@127.0.0.1:9/n"


def start(app: Path, folder: Path, service: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the service's command in its environment from the file, with these changes."""
    made = {"NOTICING_HOST": "localhost"} | {name: make() for name, make in MADE.items()}
    found: dict[str, Any] = compose.interpolate(compose.services()[service], made, {"/data": str(folder)})
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    environment = {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"} | found["environment"] | changes
    return subprocess.run(
        found["command"], cwd=app, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def refused(
    app: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], subprocess.CompletedProcess[str]]]:
    """Start every service without each of its keys, in parallel, since most of the time is Python's start."""
    cases = [(service, key) for service in APP for key in KEYS]
    folder = tmp_path_factory.mktemp("data")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ended = pool.map(lambda case: start(app, folder, case[0], **{case[1]: ""}), cases)
        yield dict(zip(cases, ended, strict=True))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("service", APP)
def test_a_service_refuses_to_start_without_a_key(
    refused: dict[tuple[str, str], subprocess.CompletedProcess[str]], service: str, key: str
) -> None:
    done = refused[service, key]
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"noticing: {key} is not set (only `manage.py serve` makes one)\n"


def test_the_web_service_reports_an_unreachable_database_at_once(app: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    done = start(app, tmp_path, "web", NOTICING_DATABASE_URL=NOWHERE)
    assert time.monotonic() - began < 15
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: NOTICING_DATABASE_URL: the database can't be used: ")
    assert done.stderr.count("\n") == 1
    assert "s3cr3t" not in done.stderr


def test_the_workers_health_check_reports_an_unreachable_database_at_once(app: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "worker_health"],
        cwd=app,
        env={"NOTICING_DATA_DIR": str(tmp_path), "NOTICING_DATABASE_URL": NOWHERE}
        | {name: MADE[name]() for name in KEYS},
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: the database can't be used: ")
    assert done.stderr.count("\n") == 1
