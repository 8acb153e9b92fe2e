"""The migrations that people's databases have applied, with their hashes.

`python -m tests.upgrades.landed` adds new ones. Lines are never changed or removed: if a migration is edited
after a database has applied it, that database lacks the addition.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("landed.txt")


def listed() -> dict[str, str]:
    """Path -> SHA-256 in hexadecimal."""
    lines = [line.split() for line in LIST.read_text().splitlines()] if LIST.exists() else []
    return {path: digest for digest, path in lines}


def present() -> dict[str, str]:
    files = sorted(ROOT.glob("backend/*/migrations/[0-9]*.py"))
    return {file.relative_to(ROOT).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def add() -> None:
    known = present() | listed()
    LIST.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(known.items())))


if __name__ == "__main__":
    add()
