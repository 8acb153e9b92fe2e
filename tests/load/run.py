"""`make bench`: saving a check-in and reading the last fifty, with three designs on two databases.

The designs take turns within each round, so that other load on the machine affects all of them.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

from tests.load.client import Phone, at_once
from tests.load.designs import DESIGNS, Standing
from tests.load.figures import Rounds, Sample, shortfalls, table
from tests.services.postgres import Postgres

#: Concurrent requests; each connection belongs to a different person.
TOGETHER = 4
PAGE = 50
ASKS: dict[str, Callable[[Phone], object]] = {"PUT": Phone.keep, "GET": Phone.read}
WARM_UP = 0.5


def main(databases: list[str], rounds: int, seconds: float) -> int:
    found: dict[tuple[str, str], Rounds] = {}
    for database in databases:
        with ExitStack() as stack:
            url = Postgres().url if database == "PostgreSQL" else None
            standing = []
            for design in DESIGNS:
                standing.append(Standing(design, url, people=2 * TOGETHER + 2))
                stack.callback(standing[-1].stop)
            measured = measure([stands.wait() for stands in standing], rounds, seconds)
        found |= {(database, request): by_design for request, by_design in measured.items()}
    say(table(found))
    lacking = list(shortfalls(found))
    for line in lacking:
        say(f"Not met: {line}.")
    return 1 if lacking else 0


def measure(standing: list[Standing], rounds: int, seconds: float) -> dict[str, Rounds]:
    """Samples of PUT and of GET, as a list per design."""
    samples: dict[str, dict[str, list[Sample]]] = {
        request: {stands.design.name: [] for stands in standing} for request in ASKS
    }
    phones = [phones_of(stands) for stands in standing]
    for turn in range(-1, rounds):
        for stands, (keeping, reading) in zip(standing, phones, strict=True):
            for request, asking in (("PUT", keeping), ("GET", reading)):
                took = sample(stands, asking, ASKS[request], seconds if turn >= 0 else WARM_UP)
                if turn >= 0:
                    samples[request][stands.design.name].append(took)
    return samples  # type: ignore[return-value]  # lists are sequences


def phones_of(stands: Standing) -> tuple[list[Phone], list[Phone]]:
    """The clients that save, and those that read, whose people have a full page of check-ins."""
    phones = [Phone(stands.port, person) for person in stands.people[: 2 * TOGETHER]]
    for reader in phones[TOGETHER:]:
        with reader:
            for _ in range(PAGE):
                reader.keep()
    return phones[:TOGETHER], phones[TOGETHER:]


def sample(stands: Standing, phones: list[Phone], ask: Callable[[Phone], object], seconds: float) -> Sample:
    before = stands.processor_seconds()
    requests, took = at_once(phones, ask, seconds)
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
