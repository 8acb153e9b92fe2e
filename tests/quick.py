"""`make quick`: the tests for the changed files, on SQLite and without a browser.

Changed files are those that differ from the commit SINCE (HEAD), and untracked ones. A change in a folder of
backend/ runs the folder of tests/ with the same name; a change of another back-end file runs GENERAL,
and one of the phone's sources the unit tests that import it and the voice test.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: For the declaration of a kind.
EVERY_KIND = (
    *("tests/entries", "tests/api", "tests/personal_data", "tests/sealing"),
    *("tests/test_matrix.py", "tests/test_privacy.py"),
)
#: For the phone's sources: what the messages in them and the texts they name say.
VOICE = ("tests/content/test_voice.py",)
#: For files that belong to no folder of backend/, or to one without its own tests.
GENERAL = ("tests/settings", "tests/api")


def changed(since: str) -> list[str]:
    differing = git("diff", "--name-only", "--diff-filter=d", since)
    return sorted({*differing, *git("ls-files", "--others", "--exclude-standard")})


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def concerned(files: list[str]) -> list[str]:
    """The paths to pass to pytest, sorted; empty if the changes affect no back-end test."""
    return sorted({path for file in files for path in tests_of(Path(file)) if (ROOT / path).exists()})


def tests_of(file: Path) -> tuple[str, ...]:
    match file.parts:
        case ("backend", "kinds.py") | ("backend", _, "kind.py"):
            return EVERY_KIND
        case ("backend", folder, _, *_):
            return (f"tests/{folder}",) if (ROOT / "tests" / folder).is_dir() else GENERAL
        case ("backend", _):
            return GENERAL
        case ("frontend", "src", *_):
            return VOICE
        case ("tests", "e2e" | "frontend", *_):
            return ()
        case ("tests", *_, name) if name.startswith("test_"):
            return (file.as_posix(),)
        case ("tests", _, _, *_):
            return (file.parent.as_posix(),)
    return ()


def screens(files: list[str]) -> list[str]:
    """The front end's changed sources and unit tests, as arguments for vitest."""
    found = [file for file in files if file.startswith(("frontend/src/", "tests/frontend/"))]
    return [str(ROOT / file) for file in found if file.endswith((".ts", ".svelte"))]


def run(since: str) -> int:
    files = changed(since)
    ended = 0
    if python := [file for file in files if file.endswith(".py")]:
        ended |= call("ruff", "check", *python)
    if tests := concerned(files):
        ended |= call(sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", *tests)
    if sources := screens(files):
        ended |= call("npx", "vitest", "related", "--run", *sources, folder=ROOT / "frontend")
    return ended


def call(*command: str, folder: Path = ROOT) -> int:
    environment = os.environ | {"NOTICING_TEST_DATABASE": "sqlite"}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1] if len(sys.argv) > 1 else "HEAD"))
