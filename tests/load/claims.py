"""The cost of planning: compared with `save()` per row, and with few or very many reminders that aren't due.

`python -m tests.load.claims`, or as a part of `make bench`. Each database is measured in a separate process.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from tempfile import TemporaryDirectory

from tests.load.designs import KEYS, ROOT
from tests.load.verdict import Finding, of_rounds, tell
from tests.services.postgres import Postgres

FEW, MANY = 1_000, 1_000_000
#: Per round.
DUE = 1000
#: The maximum ratio of the time of a claim with MANY other reminders to one with FEW.
GROWTH = 1.5
TIMES_SAVE = {"PostgreSQL": 8, "SQLite": 3}


def main(databases: Sequence[str], rounds: int, due: int, many: int) -> int:
    return tell(finding for database in databases for finding in measure(database, rounds, due, many))


def measure(database: str, rounds: int, due: int, many: int) -> list[Finding]:
    postgresql = Postgres() if database == "PostgreSQL" else None
    with TemporaryDirectory(prefix="noticing-load-claims-") as folder:
        url = postgresql.url if postgresql else f"sqlite:///{folder}/load.sqlite3"
        sizes = [str(number) for number in (rounds, due, min(FEW, many // 2), many)]
        command = [sys.executable, "-m", "tests.load.claims_measured", *sizes]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment(folder, url), stdout=subprocess.PIPE, check=True
            )
        finally:
            if postgresql:
                postgresql.stop()
    return findings(database, many, json.loads(done.stdout))


def environment(folder: str, url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("NOTICING_")}
    ours = {"NOTICING_DATA_DIR": folder, "NOTICING_DATABASE_URL": url}
    return inherited | KEYS | ours | {"DJANGO_SETTINGS_MODULE": "backend.settings"}


def findings(database: str, many: int, found: dict[str, list[float]]) -> list[Finding]:
    """`found`: seconds per due reminder, as a list of rounds."""
    few, wanted = found["claimed beside few"], TIMES_SAVE[database]
    grown = list(zip(found["claimed beside many"], few, strict=True))
    planned = list(zip(found["planned by save"], few, strict=True))
    advanced = list(zip(found["advanced by save"], found["advanced"], strict=True))
    return [
        Finding(f"{database}: microseconds to claim a due reminder", median(few) * 1e6),
        Finding(f"{database}: beside {many:,} that are not due, times", of_rounds(grown), at_most=GROWTH),
        Finding(f"{database}: claimed, times the same by `save()`", of_rounds(planned), at_least=wanted),
        Finding(f"{database}: advanced alone, times `save()`", of_rounds(advanced)),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--due", type=int, default=DUE, help="reminders, in each round")
    parser.add_argument("--many", type=int, default=MANY, help="reminders that are not due")
    parser.add_argument("databases", nargs="*", default=["SQLite", "PostgreSQL"])
    arguments = parser.parse_args()
    sys.exit(main(arguments.databases, arguments.rounds, arguments.due, arguments.many))
