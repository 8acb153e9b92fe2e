"""Node and npm, the host's or the virtual environment's, and the npm packages that only some tests need."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: As in the Makefile, programs of the virtual environment take precedence.
SEARCH = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ.get("PATH", "")])


def node() -> str | None:
    return shutil.which("node", path=SEARCH)


def npm() -> str | None:
    return shutil.which("npm", path=SEARCH)


def install(folder: Path) -> None:
    """Run `npm ci` in the folder, unless its packages are newer than the lock file."""
    installed = folder / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= (folder / "package-lock.json").stat().st_mtime:
        return
    command = [npm() or "npm", "ci", "--silent", "--ignore-scripts"]
    subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, env=os.environ | {"PATH": SEARCH}
    )
