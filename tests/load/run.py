"""`make bench`: keeping a check-in and reading the last fifty, by three designs, on two databases.

The designs take turns within each round, so that what else the machine does meets all of them.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

from tests.load.client import Phone, at_once
from tests.load.designs import DESIGNS, Standing
from tests.load.figures import Rounds, Sample, shortfalls, table
from tests.services.postgres import Postgres

#: Requests under way at any time; each connection is another person's.
TOGETHER = 4
PAGE = 50
WARM_UP = 0.5


def main(databases: list[str], rounds: int, seconds: float) -> int:
    found: dict[tuple[str, str], Rounds] = {}
    for database in databases:
        with ExitStack() as stack:
            url = Postgres().url if database == "PostgreSQL" else None
            standing = [Standing(design, url, people=2 * TOGETHER + 2) for design in DESIGNS]
            for stands in standing:
                stack.callback(stands.stop)
            measured = measure([stands.wait() for stands in standing], rounds, seconds)
        found |= {(database, request): by_design for request, by_design in measured.items()}
    say(table(found))
    lacking = list(shortfalls(found))
    for line in lacking:
        say(f"Not met: {line}.")
    return 1 if lacking else 0


def measure(standing: list[Standing], rounds: int, seconds: float) -> dict[str, Rounds]:
    """Samples of PUT and of GET, a list for each design."""
    samples: dict[str, dict[str, list[Sample]]] = {
        request: {stands.design.name: [] for stands in standing} for request in ("PUT", "GET")
    }
    with ExitStack() as stack:
        asks = {stands.design.name: asks_of(stands, stack) for stands in standing}
        for turn in range(-1, rounds):
            for stands in standing:
                for request, by_design in samples.items():
                    name = stands.design.name
                    took = sample(stands, asks[name][request], seconds if turn >= 0 else WARM_UP)
                    if turn >= 0:
                        by_design[name].append(took)
    return samples  # type: ignore[return-value]  # lists are sequences


def asks_of(stands: Standing, stack: ExitStack) -> dict[str, list[Callable[[], object]]]:
    """What each connection repeats: some keep, others, who have kept a page full, read."""
    phones = [Phone(stands.port, person) for person in stands.people[: 2 * TOGETHER]]
    for phone in phones:
        stack.callback(phone.close)
    keeping, reading = phones[:TOGETHER], phones[TOGETHER:]
    for phone in reading:
        for _ in range(PAGE):
            phone.keep()
    return {"PUT": [phone.keep for phone in keeping], "GET": [phone.read for phone in reading]}


def sample(stands: Standing, asks: list[Callable[[], object]], seconds: float) -> Sample:
    before = stands.processor_seconds()
    requests, took = at_once(asks, seconds)
    return Sample(requests, took, stands.processor_seconds() - before)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each design and request in each round")
    parser.add_argument("databases", nargs="*", default=["SQLite", "PostgreSQL"])
    arguments = parser.parse_args()
    sys.exit(main(arguments.databases, arguments.rounds, arguments.seconds))
