"""The three designs, each with its own server: the same program, the same database server, one process."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from backend import keys
from tests.services.ending import with_parent
from tests.services.postgres import free_port

ROOT = Path(__file__).parents[2]
THREADS = 4
#: Maximum duration of a start, in seconds.
PATIENCE = 60


class Design(NamedTuple):
    name: str
    interface: str
    application: str
    settings: str


DESIGNS = (
    Design("ours", "wsgi", "backend.wsgi:application", "backend.settings"),
    Design("plain", "wsgi", "backend.wsgi:application", "tests.load.plain.settings"),
    Design("fastapi", "asgi", "tests.load.fastapi_peer.app:app", "backend.settings"),
)


class RunningDesign:
    """A running design, with its own prepared database and a server."""

    def __init__(self, design: Design, postgresql: str | None, people: int) -> None:
        """On the server at the URL `postgresql`, else on SQLite. `people` are created and signed in."""
        self.design = design
        self.folder = Path(tempfile.mkdtemp(prefix=f"noticing-load-{design.name}-"))
        self.database = self._database(postgresql)
        self.port = free_port()
        self.people: list[dict[str, str]] = json.loads(self.run("tests.load.prepare", str(people)))
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=with_parent,
            )

    def wait(self) -> "RunningDesign":
        """Return when it answers."""
        import requests

        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                answer = requests.get(f"http://127.0.0.1:{self.port}/api/check-ins/", timeout=PATIENCE)
            except requests.ConnectionError:
                time.sleep(0.05)
                continue
            if answer.status_code == 401:
                return self
            break
        raise RuntimeError(f"{self.design.name} did not come up: {self.log()[-2000:]}")

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        # The rest of its process group: a worker outlives a server that had to be killed.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def processor_seconds(self) -> float:
        """User and system time of the server's processes so far (proc(5), fields 14 and 15)."""
        own = self.process.pid
        workers = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        ticks = 0
        for number in [str(own), *workers]:
            after_name = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _command(self) -> list[str]:
        return [
            sys.executable, "-m", "granian", "--interface", self.design.interface, "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", "1", "--no-ws", "--http", "1",
            *(["--blocking-threads", str(THREADS)] if self.design.interface == "wsgi" else []),
            self.design.application,
        ]  # fmt: skip

    def _database(self, postgresql: str | None) -> str:
        if postgresql is None:
            return f"sqlite:///{self.folder / 'load.sqlite3'}"
        name = f"load_{self.design.name}_{uuid4().hex[:8]}"
        with psycopg.connect(postgresql, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        return urlsplit(postgresql)._replace(path=f"/{name}").geturl()

    def _environment(self) -> Mapping[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
        return inherited | KEYS | {
            "DJANGO_SETTINGS_MODULE": self.design.settings,
            "NOTICING_DATA_DIR": str(self.folder),
            "NOTICING_DATABASE_URL": self.database,
            **({"NOTICING_LOAD_FASTAPI": "yes"} if self.design.name == "fastapi" else {}),
        }  # fmt: skip

    def run(self, module: str, *arguments: str) -> str:
        """Run a program in the design's environment; returns its output."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{module} for {self.design.name}: {done.stderr[-2000:]}")
        return done.stdout


KEYS = {
    "NOTICING_SECRET_KEY": keys.make_secret_key(),
    "NOTICING_SEALING_KEYS": keys.make_sealing_key(),
    "NOTICING_VAPID_PRIVATE_KEYS": keys.make_vapid_key(),
}
