"""The cost of planning: compared with `save()` per row, and with few or very many reminders that aren't due.
Then that of planning nudges and recording their outcomes (`ledger.py`).

`python -m tests.load.claims`, or as a part of `make bench`. Few and very many have a database each, and all
take turns within a round.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from tempfile import TemporaryDirectory

from tests.load import ledger
from tests.load.builds import Measured, environment, other
from tests.load.designs import ROOT
from tests.load.verdict import Finding, of_rounds, tell
from tests.services.postgres import DURABLE, Postgres

FEW, MANY = 1_000, 1_000_000
#: Per round.
DUE = 1000
#: The maximum ratio of the time of a claim with MANY other reminders to one with FEW.
GROWTH = 1.5
TIMES_SAVE = {"PostgreSQL": 8, "SQLite": 3}


def main(databases: Sequence[str], rounds: int, due: int, many: int) -> int:
    found = [finding for database in databases for finding in measure(database, rounds, due, many)]
    if "PostgreSQL" in databases:
        found += ledger.measure(rounds, due, other())
    return tell(found)


def measure(database: str, rounds: int, due: int, many: int) -> list[Finding]:
    with ExitStack() as stack:
        few, beside_many = (started(stack, database, due, others) for others in (min(FEW, many // 2), many))
        found: dict[str, list[float]] = {}
        for turn in range(-1, rounds):
            took = {
                name: few.ask(name) for name in ("claimed", "planned_by_save", "advanced", "advanced_by_save")
            }
            took["claimed beside many"] = beside_many.ask("claimed")
            for name, seconds in took.items() if turn >= 0 else ():  # the first one warms up
                found.setdefault(name, []).append(seconds)
    return findings(database, many, found)


def started(stack: ExitStack, database: str, due: int, others: int) -> Measured:
    """A process with a database of its own."""
    folder = stack.enter_context(TemporaryDirectory(prefix="noticing-load-claims-"))
    url = f"sqlite:///{folder}/load.sqlite3"
    if database == "PostgreSQL":
        server = Postgres(DURABLE)
        stack.callback(server.stop)
        url = server.url
    measured = Measured("claims_measured.py", ROOT, environment(folder, url), due, others)
    stack.callback(measured.stop)
    return measured


def findings(database: str, many: int, found: dict[str, list[float]]) -> list[Finding]:
    """`found`: seconds per due reminder, as a list of rounds."""
    few, wanted = found["claimed"], TIMES_SAVE[database]
    grown = list(zip(found["claimed beside many"], few, strict=True))
    planned = list(zip(found["planned_by_save"], few, strict=True))
    advanced = list(zip(found["advanced_by_save"], found["advanced"], strict=True))
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
