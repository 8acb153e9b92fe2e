"""This build and another one beside it, in a worktree of another commit: `make bench BESIDE=../base`.

A program of this build measures both, with the other's worktree as the working directory. So it uses only
functions that both have.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.load.designs import KEYS, ROOT
from tests.services.ending import with_parent


def other() -> Path | None:
    """The other build's folder, by the environment variable BESIDE."""
    folder = os.environ.get("BESIDE")
    return Path(folder).resolve() if folder else None


def environment(folder: str, url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
    ours = {"NOTICING_DATA_DIR": folder, "NOTICING_DATABASE_URL": url}
    return inherited | KEYS | ours | {"DJANGO_SETTINGS_MODULE": "backend.settings"}


class Measured:
    """A program of `tests/load` that runs in one build; it answers each line with a line of JSON."""

    def __init__(self, program: str, root: Path, environment: Mapping[str, str], *arguments: object) -> None:
        command = [sys.executable, str(ROOT / "tests/load" / program), *map(str, arguments)]
        self.process = subprocess.Popen(
            command, cwd=root, env={**environment, "PYTHONPATH": str(root), "PYTHONSAFEPATH": "yes"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=with_parent,
        )  # fmt: skip

    def ask(self, what: str = "") -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended")
        return json.loads(line)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def answer(said: Any) -> None:
    """Print one answer, in the program."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
