"""Runs the services' own commands as processes on this machine, with PostgreSQL and the configured Redis.

Only host names, ports and folders differ. Not run are the image of PostgreSQL (the tests' own server replaces
it), the proxy, and `redis-cli` where it isn't installed (a stand-in that sends PING replaces it).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from backend.new_secrets import MADE
from tests.deployment import compose
from tests.services.postgres import Postgres, binaries, free_port
from tests.services.redis import find_or_skip

REDIS_CLI = f"""#!{sys.executable}
import os, sys
from redis import Redis
arguments = dict(zip(sys.argv[1:-1:2], sys.argv[2:-1:2]))
client = Redis(arguments["-h"], int(arguments["-p"]), password=os.environ["REDISCLI_AUTH"])
print(client.execute_command(sys.argv[-1].upper()) and "PONG")
"""


class Native:
    """One deployment in its own folder. `app` is the content of its image, `more` are additional variables.
    The test acts as the proxy, so its forwarded headers are trusted."""

    def __init__(self, app: Path, folder: Path, **more: str) -> None:
        self.app, self.folder, self.more = app, folder, more
        self.postgres = Postgres()
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE noticing")
        self.web_port, self.broker_port = free_port(), free_port()
        self.variables = {"NOTICING_HOST": "localhost"} | {name: make() for name, make in MADE.items()}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("bin", "data", "broker"):
            (folder / name).mkdir()
        (folder / "bin" / "redis-cli").write_text(REDIS_CLI)
        (folder / "bin" / "redis-cli").chmod(0o755)
        self.services = compose.interpolate(compose.services(), self.variables, self._places())

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def database_url(self) -> str:
        return str(self.services["web"]["environment"]["NOTICING_DATABASE_URL"])

    def start(self, service: str, name: str = "", **instead: str) -> subprocess.Popen[bytes]:
        """Start a service's command, optionally with other arguments (`instead`) and under another name."""
        command = [instead.get(argument, argument) for argument in self.services[service]["command"]]
        name = name or service
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.app,
                env=self.environment(service),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.running[name]

    def run(self, name: str) -> int:
        """Run a command that ends by itself; returns its status."""
        return self.start(name).wait(timeout=120)

    def health(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run the service's health check."""
        kind, *rest = self.services[name]["healthcheck"]["test"]
        command = rest if kind == "CMD" else ["sh", "-c", *rest]
        return subprocess.run(
            command, cwd=self.app, env=self.environment(name), capture_output=True, text=True, check=False
        )

    def gets_healthy(self, name: str) -> None:
        deadline = time.monotonic() + 60
        while (said := self.health(name)).returncode:
            assert self.running.get(name) is None or self.running[name].poll() is None, self.log(name)
            assert time.monotonic() < deadline, said.stderr
            time.sleep(0.2)

    def end(self, name: str) -> int:
        """Send SIGTERM as Docker does; returns the status."""
        process = self.running.pop(name)
        process.terminate()
        return process.wait(timeout=60)

    def kill(self, name: str) -> None:
        """Send SIGKILL to all of its processes, as when a container is killed."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end_all(self) -> None:
        for name in list(self.running):
            self.kill(name)
        self.postgres.stop()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def environment(self, name: str) -> dict[str, str]:
        """The service's environment; of the tests' own only the paths of programs."""
        path = [self.folder / "bin", Path(sys.prefix) / "bin", find_or_skip().parent, binaries() / "bin"]
        ours = {
            "PATH": os.pathsep.join([str(place) for place in path] + [os.environ["PATH"]]),
            "PGPORT": str(self.postgres.port),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
        }
        given: Mapping[str, Any] = self.services[name]["environment"]
        return ours | {variable: str(value) for variable, value in given.items()} | self.more

    def _places(self) -> dict[str, str]:
        return {
            "@database:5432/": f"@127.0.0.1:{self.postgres.port}/",
            "@broker:6379/": f"@127.0.0.1:{self.broker_port}/",
            "172.30.77.2": "127.0.0.1",
            "0.0.0.0": "127.0.0.1",  # noqa: S104
            "8000": str(self.web_port),
            "6379": str(self.broker_port),
            "--dir /data": f"--dir {self.folder / 'broker'}",
            "/data": str(self.folder / "data"),
        }
