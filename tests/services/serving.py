"""`manage.py serve` or `web` as a separate process, started by the same command that people run."""

import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import requests

from tests.services.chromium import ROOT
from tests.services.delay_proxy import DelayProxy
from tests.services.postgres import free_port

#: Maximum duration of a start in seconds, including the migrations of an empty database.
PATIENCE = 60


_homes = count(1)


def from_elsewhere() -> dict[str, str]:
    """The header of a request from a new address, in the range for benchmarks (RFC 2544)."""
    number = next(_homes)
    return {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}


class Serving:
    """One server with its own data folder and a fixed port; it can be killed and restarted."""

    #: The command and its arguments.
    command: tuple[str, ...] = ("serve",)

    def __init__(self, folder: Path, environment: dict[str, str] | None = None, late: float = 0) -> None:
        self.folder = folder
        #: Variables in addition to those that every server gets.
        self.environment = environment or {}
        self.port = free_port()
        #: Each response is delayed by this many seconds.
        self.late = late
        self.door = free_port() if late else self.port
        self._late: DelayProxy | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        # A secure context, as service workers and Web Locks require.
        return f"http://localhost:{self.door}"

    def start(self) -> "Serving":
        """Return when it is ready for requests."""
        command = [sys.executable, "manage.py", *self.command, "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.of_its_own(), stdout=log, stderr=log)
        if self.late:
            self._late = DelayProxy(self.door, self.port, self.late)
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise
        return self

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"manage.py {self.command[0]} did not come up: {self.log()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Send SIGKILL, so that nothing is finished or flushed."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self._close()

    def stop(self) -> None:
        """Send SIGTERM and wait for the end."""
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)
            self._close()

    def _close(self) -> None:
        if self._late:
            self._late.close()
            self._late = None

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def of_its_own(self) -> dict[str, str]:
        """The environment of its processes. It isn't configured, so it creates its own keys.

        It trusts X-Forwarded-For from this machine, since otherwise all people of the tests would share the
        limits of sign-ups and sign-ins per address.
        """
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
        inherited["NOTICING_TRUSTED_PROXIES"] = "127.0.0.1, ::1"
        own = {"NOTICING_DATA_DIR": str(self.folder / "data"), "PYTHONWARNINGS": "default"}
        return inherited | own | self.environment

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.origin}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False


class ServingWeb(Serving):
    """`manage.py web` in the folder of a `serve` that has created keys and database."""

    command = ("web", "--workers", "2")


class ServingOneWeb(Serving):
    """One process of `web`: without Redis each process counts attempts separately."""

    command = ("web", "--workers", "1")
