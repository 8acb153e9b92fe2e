"""Controls a design that sends nudges, with its own database and processes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from celery import Celery

from tests.load.designs import KEYS, ROOT
from tests.load.sending_devices import HOST
from tests.load.sending_service_process import StandIn
from tests.services.ending import with_parent
from tests.services.postgres import free_port
from tests.services.redis import Redis

WORKER = ("worker", "--pool", "prefork", "--concurrency", "2", "--without-mingle", "--without-gossip")
BEAT = ("beat", "--scheduler", "backend.beat:SteadyScheduler")


class Design(NamedTuple):
    name: str
    settings: str
    app: str
    ring: str
    #: The number of nudges that were sent successfully.
    counted: str
    root: Path = ROOT


OURS = Design(
    "ours", "backend.settings", "backend", "backend.reminders.tasks.ring",
    "SELECT count(*) FROM reminders_nudge WHERE state = 'accepted'",
)  # fmt: skip
OBVIOUS = Design(
    "obvious", "tests.load.obvious.settings", "tests.load.obvious.celery", "tests.load.obvious.tasks.ring",
    "SELECT count(*) FROM obvious_sent WHERE status = 201",
)  # fmt: skip


#: Numbers of Redis databases.
_databases = count()


class Deployed:
    """Creates its people at once; its processes run from `start` to `stop`."""

    def __init__(
        self, design: Design, stand_in: StandIn, postgresql: str | None, redis: Redis | None, people: int
    ) -> None:
        """On PostgreSQL and Redis; without, ours embedded on SQLite."""
        self.design, self.stand_in = design, stand_in
        self.folder = Path(tempfile.mkdtemp(prefix=f"noticing-load-{design.name}-"))
        self.database = self._database(postgresql)
        self.broker = f"{redis.url.removesuffix('/0')}/{next(_databases)}" if redis else None
        self.running: list[subprocess.Popen[bytes]] = []
        origin = stand_in.local if design is OBVIOUS else f"https://{HOST}"
        self.prepare("people", str(people), origin)

    def prepare(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.load.nudges_prepare", *arguments]
        subprocess.run(
            command,
            cwd=self.design.root,
            env=self._environment(),
            check=True,
            timeout=600,
            preexec_fn=with_parent,
        )

    def falls_due(self, minute: datetime) -> None:
        self.prepare("due", minute.isoformat())

    def start(self, *, beat: bool) -> None:
        """The worker, by the command of docker-compose.yml; or everything in one process."""
        if self.broker is None:
            self._run([sys.executable, "manage.py", "serve", "--port", str(free_port())])
            return
        celery = [sys.executable, "-m", "celery", "--app", self.design.app]
        self._run([*celery, *WORKER])
        if beat:
            self._run([*celery, *BEAT])

    def ring(self) -> None:
        """Trigger planning and sending at once, as beat does."""
        with Celery(broker=self.broker, set_as_current=False) as bell:
            bell.send_task(self.design.ring)

    def done(self) -> int:
        if self.broker is None:
            path = self.database.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=20)) as file:
                return int(file.execute(self.design.counted).fetchone()[0])
        with psycopg.connect(self.database) as connection:
            found = connection.execute(self.design.counted.encode()).fetchone()
            assert found is not None
            return int(found[0])

    def wait(self, count: int, seconds: float) -> None:
        """Wait until so many are done."""
        deadline = time.monotonic() + seconds
        while (done := self.done()) < count:
            if time.monotonic() > deadline or any(process.poll() is not None for process in self.running):
                raise RuntimeError(f"{self.design.name}: {done} of {count}; {self.log()[-2000:]}")
            time.sleep(0.1)

    def memory(self) -> float:
        """The memory of its processes in MB, as their proportional share (proc(5), smaps_rollup, Pss)."""
        kilobytes = 0
        for number in self._numbers():
            with suppress(OSError):
                rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
                kilobytes += int(rollup.split("\nPss:")[1].split()[0])
        return kilobytes / 1024

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        for process in self.running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _numbers(self) -> list[str]:
        """The ids of its processes and their children."""
        own = [str(process.pid) for process in self.running]
        return own + [
            child
            for number in own
            for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()
        ]

    def _run(self, command: list[str]) -> None:
        with (self.folder / "log").open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    command,
                    cwd=self.design.root,
                    env=self._environment(),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=with_parent,
                )
            )

    def _database(self, postgresql: str | None) -> str:
        if postgresql is None:
            return f"sqlite:///{self.folder / 'load.sqlite3'}"
        name = f"nudges_{self.design.name}_{uuid4().hex[:8]}"
        with psycopg.connect(postgresql, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        return urlsplit(postgresql)._replace(path=f"/{name}").geturl()

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
        ours = {
            "DJANGO_SETTINGS_MODULE": self.design.settings,
            "NOTICING_DATA_DIR": str(self.folder),
            "NOTICING_DATABASE_URL": self.database,
        }
        broker = {"NOTICING_BROKER_URL": self.broker} if self.broker else {}
        return inherited | KEYS | self.stand_in.environment | ours | broker
