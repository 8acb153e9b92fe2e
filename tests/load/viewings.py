"""Response times of links that don't open: unknown, wrong secret, expired, revoked and locked.

`python -m tests.load.viewings`, or as a part of `make bench`. Each database is measured in a separate
process. The response time must not reveal which of these a link is. Within each round all take turns, request
by request.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from tempfile import TemporaryDirectory

from tests.load.builds import environment
from tests.load.designs import ROOT
from tests.load.verdict import Finding, of_rounds, tell
from tests.services.postgres import Postgres

#: Requests of each type per round.
REQUESTS = 200
#: The maximum and minimum ratio of any other link's time to that of an unknown one.
ALIKE = 1.25


def main(databases: Sequence[str], rounds: int, requests: int) -> int:
    return tell(finding for database in databases for finding in measure(database, rounds, requests))


def measure(database: str, rounds: int, requests: int) -> list[Finding]:
    postgresql = Postgres() if database == "PostgreSQL" else None
    with TemporaryDirectory(prefix="noticing-load-viewings-") as folder:
        url = postgresql.url if postgresql else f"sqlite:///{folder}/load.sqlite3"
        command = [sys.executable, "-m", "tests.load.viewings_measured", str(rounds), str(requests)]
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment(folder, url), stdout=subprocess.PIPE, check=True
            )
        finally:
            if postgresql:
                postgresql.stop()
    return findings(database, json.loads(done.stdout))


def findings(database: str, found: dict[str, list[float]]) -> list[Finding]:
    """`found`: the seconds of each round, by type of link."""
    unknown = found["unknown"]
    rows = []
    for name, seconds in found.items():
        rows.append(Finding(f"{database}: {name}, microseconds", median(seconds) * 1e6))
        if name in ("opens", "unknown"):
            continue
        ratio = of_rounds(list(zip(seconds, unknown, strict=True)))
        rows.append(Finding(f"{database}: {name}, times an unknown one", ratio, 1 / ALIKE, ALIKE))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each, in each round")
    parser.add_argument("databases", nargs="*", default=["SQLite", "PostgreSQL"])
    arguments = parser.parse_args()
    sys.exit(main(arguments.databases, arguments.rounds, arguments.requests))
