"""Runs every service's command and health check, like `docker compose up` without Docker."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import requests
from redis import Redis

from tests.deployment.native import Native
from tests.services.account import Account

KEPT = ("web", "worker", "beat", "broker")


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def deployment(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Native]:
    """All services, started in the order of `depends_on`; at the end all of them have to stop cleanly."""
    native = Native(app, tmp_path_factory.mktemp("deployment"))
    before = files(app)
    try:
        native.start("broker")
        for name in ("database", "broker"):
            native.gets_healthy(name)
        assert native.run("migrate") == 0, native.log("migrate")
        for name in ("web", "worker", "beat"):
            native.start(name)
        native.gets_healthy("web")
        yield native
        assert {name: native.end(name) for name in KEPT} == dict.fromkeys(KEPT, 0)
        for name in KEPT:
            assert "Traceback" not in native.log(name)
            assert not any(secret in native.log(name) for secret in secrets(native))
        # In the container the root file system is read-only.
        assert files(app) == before
    finally:
        native.end_all()


def secrets(native: Native) -> list[str]:
    return [value for name, value in native.variables.items() if name != "NOTICING_HOST"]


def test_the_web_service_serves_the_app_and_redirects_to_https(deployment: Native) -> None:
    plain = requests.get(f"{deployment.origin}/", timeout=5, allow_redirects=False)
    assert (plain.status_code, plain.headers["Location"][:8]) == (301, "https://")
    answer = requests.get(f"{deployment.origin}/", headers={"X-Forwarded-Proto": "https"}, timeout=5)
    assert answer.status_code == 200
    assert answer.content == (deployment.app / "frontend" / "dist" / "index.html").read_bytes()


def test_metrics_need_the_token(deployment: Native) -> None:
    path = f"{deployment.origin}/metrics"
    proxied = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    assert requests.get(path, headers=proxied, timeout=5).status_code == 404
    proxied["Authorization"] = f"Bearer {deployment.variables['NOTICING_METRICS_TOKEN']}"
    assert "\nnoticing_oldest_due_lag_seconds 0.0\n" in requests.get(path, headers=proxied, timeout=5).text


@pytest.mark.parametrize("name", ["database", "broker", "web", "worker"])
def test_each_health_check_succeeds(deployment: Native, name: str) -> None:
    said = deployment.health(name)
    assert (said.returncode, said.stderr) == (0, "")


def test_a_worker_runs_the_tasks_that_beat_sends(deployment: Native) -> None:
    broker = Redis(port=deployment.broker_port, password=deployment.variables["NOTICING_BROKER_PASSWORD"])
    assert deployment.end("worker") == 0
    waits_for(lambda: broker.llen("celery") > 0, 20)
    deployment.start("worker")
    waits_for(lambda: broker.llen("celery") == 0, 20)
    broker.close()


def waits_for(what: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_broker_refuses_clients_without_the_password(deployment: Native) -> None:
    environment = deployment.environment("broker") | {"REDISCLI_AUTH": "a guess"}
    check = deployment.services["broker"]["healthcheck"]["test"][1]
    done = subprocess.run(["sh", "-c", check], env=environment, capture_output=True, check=False)
    assert done.returncode != 0


def test_the_workers_health_check_fails_without_a_worker(deployment: Native) -> None:
    robin = Account(deployment.origin)
    assert deployment.end("beat") == deployment.end("worker") == 0
    robin.remind()
    with psycopg.connect(deployment.database_url, autocommit=True) as database:
        database.execute("UPDATE reminders_reminder SET due_at = now() - interval '3 minutes'")
    said = deployment.health("worker")
    assert said.returncode == 1
    assert said.stderr.startswith("CommandError: the oldest due nudge has waited for 18")
    assert said.stderr.count("\n") == 1
    assert requests.get(f"{deployment.origin}/readyz", timeout=5).status_code == 200
    for name in ("worker", "beat"):
        deployment.start(name)
    deployment.gets_healthy("worker")
    assert [nudge["state"] for nudge in robin.ledger()] == ["no-device"]
