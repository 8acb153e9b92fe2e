"""`manage.py serve` on an empty folder: it creates keys, migrates the database, is ready, and stops
cleanly."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.services.chromium import ROOT
from tests.services.serving import Serving

KEYS = {"secret_key", "sealing_keys", "vapid_private_keys", "backup_keys"}


def kept(serving: Serving) -> dict[str, str]:
    return {file.name: file.read_text() for file in (serving.folder / "data" / "keys").iterdir()}


def refusal(folder: Path, port: int, program: str = "serve", **variables: str) -> str:
    """The line that a refused start prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
    environment |= {"NOTICING_DATA_DIR": str(folder)} | variables
    command = [sys.executable, "manage.py", program, "--port", str(port)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_first_start_creates_files_that_only_their_owner_can_read(server: Serving) -> None:
    data = server.folder / "data"
    assert set(kept(server)) == KEYS
    assert all(len(value.strip()) >= 43 for value in kept(server).values())
    assert {stat.S_IMODE((data / "keys" / name).stat().st_mode) for name in KEYS} == {0o600}
    assert stat.S_IMODE(data.stat().st_mode) == stat.S_IMODE((data / "keys").stat().st_mode) == 0o700
    assert requests.get(f"{server.origin}/readyz", timeout=5).text == "ok\n"


def test_it_prints_only_its_address(server: Serving) -> None:
    assert server.log() == f"Noticing is at http://localhost:{server.port}\n"


def test_it_listens_on_this_machine_only(server: Serving) -> None:
    with socket.socket() as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", server.port)) != 0


def test_a_port_in_use_is_reported_in_one_line(server: Serving, tmp_path: Path) -> None:
    said = refusal(tmp_path, server.port)
    assert f"port {server.port}" in said
    assert "in use" in said
    assert requests.get(f"{server.origin}/healthz", timeout=5).status_code == 200


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """A separate service that the test may stop."""
    begun = Serving(tmp_path).start()
    yield begun
    begun.kill()


def sign_up(serving: Serving) -> requests.Session:
    """A new person who has consented, through the app client, which needs no cookies."""
    api = requests.Session()
    body = {"username": f"robin{uuid4().hex[:8]}", "password": "a long quiet sentence"}
    answer = api.post(f"{serving.origin}/_allauth/app/v1/auth/signup", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    api.headers["X-Session-Token"] = answer.json()["meta"]["session_token"]
    version = requests.get(f"{serving.origin}/api/content/", timeout=5).json()["consent"]["version"]
    assert api.patch(f"{serving.origin}/api/me/", json={"consent": version}, timeout=5).status_code == 200
    return api


def test_data_is_there_after_a_restart_with_the_same_keys(serving: Serving) -> None:
    api, made, path = sign_up(serving), kept(serving), f"/api/check-ins/{uuid4()}/"
    body = {"felt_at": "2026-11-20T09:00:00Z", "zone": "UTC", "note": "sealed"}
    assert api.put(serving.origin + path, json=body, timeout=5).status_code == 201
    serving.stop()
    assert serving.process is not None
    assert serving.process.returncode == 0
    began = time.monotonic()
    serving.start()
    assert time.monotonic() - began < 20
    assert kept(serving) == made
    assert api.get(serving.origin + path, timeout=5).json()["note"] == "sealed"
    serving.kill()
    data = serving.folder / "data"
    (data / "keys" / "sealing_keys").unlink()
    assert "NOTICING_SEALING_KEYS" in refusal(data, serving.port)
    wrong = refusal(data, serving.port, NOTICING_SEALING_KEYS="A" * 43)
    assert "NOTICING_SEALING_KEYS lacks" in wrong
    assert not (data / "keys" / "sealing_keys").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_is_finished_before_it_stops(serving: Serving, number: signal.Signals) -> None:
    finishes_a_request_that_runs(serving, number)


def finishes_a_request_that_runs(serving: Serving, number: signal.Signals) -> None:
    """Also used for `manage.py web`."""
    assert serving.process is not None
    body = b'{"share": "x", "secret": "y"}'
    head = "POST /api/viewings/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    idle = socket.create_connection(("127.0.0.1", serving.port))
    with idle, socket.create_connection(("127.0.0.1", serving.port), timeout=20) as running:
        running.sendall(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body[:5])
        time.sleep(0.3)  # its thread is reading the body now
        serving.process.send_signal(number)
        no_more_requests(serving)
        assert serving.process.poll() is None
        running.sendall(body[5:])
        answer = b"".join(iter(lambda: running.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"not_found" in answer
    assert serving.process.wait(timeout=30) == 0
    assert "Traceback" not in serving.log()


def no_more_requests(serving: Serving) -> None:
    """Wait until new requests are refused."""
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        try:
            requests.get(f"{serving.origin}/healthz", timeout=2)
        except requests.RequestException:
            return
        time.sleep(0.1)
    raise AssertionError("it still takes requests")
