"""The embedded process runs its tasks and its schedule, and doesn't interrupt a running task when it
stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.chromium import ROOT
from tests.services.postgres import free_port

# The product's own command, with a schedule short enough for a test. From Python 3.13 on, a traceback quotes
# the lines of such a program too, so the line that raises must not contain the message.
PROGRAM = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
os.environ |= {"DJANGO_SETTINGS_MODULE": "backend.settings", "NOTICING_MAKE_KEYS": "1"}
import django; django.setup()
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from backend.celery import app

port, folder = int(sys.argv[1]), Path(sys.argv[2])
call_command("migrate", verbosity=0)
for key, days in (("ended", -1), ("alive", 1)):
    end = timezone.now() + timedelta(days=days)
    Session.objects.create(session_key=key, session_data="", expire_date=end)

@app.task(name="slow")
def slow():
    (folder / "began").touch()
    time.sleep(2)
    (folder / "finished").touch()

@app.task(name="left")
def left():
    (folder / "left").write_text(",".join(Session.objects.values_list("session_key", flat=True)))

@app.task(name="crashes")
def crashes():
    words = "words of hers"
    raise RuntimeError(words)

tasks = ["backend.accounts.tasks.forget_ended_sessions", "left", "crashes", "slow"]
app.conf.beat_schedule = {task: {"task": task, "schedule": 0.3} for task in tasks}
call_command("serve", port=port)
"""


class Running:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
        environment["NOTICING_DATA_DIR"] = str(folder / "data")
        command = [sys.executable, "-c", PROGRAM, str(free_port()), str(folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def waits_for(self, name: str, content: str = "") -> None:
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline and self.process.poll() is None:
            if (self.folder / name).exists() and (self.folder / name).read_text() == content:
                return
            time.sleep(0.05)
        raise AssertionError(f"{name} did not come: {self.process.poll()}")

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    run = Running(tmp_path)
    yield run
    run.process.kill()
    run.process.communicate()


def test_it_runs_its_schedule_and_finishes_running_tasks(running: Running) -> None:
    running.waits_for("left", "alive")
    running.waits_for("began")
    (running.folder / "finished").unlink(missing_ok=True)
    (running.folder / "began").unlink()
    running.waits_for("began")
    running.process.send_signal(signal.SIGTERM)
    out, err = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    assert running.has("finished")
    assert out.startswith("Noticing is at http://localhost:")
    assert "words of hers" not in out + err
    assert "RuntimeError" in err
