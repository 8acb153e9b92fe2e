"""`make bench`: saving a check-in and reading the last fifty, with three designs on two databases.

The designs take turns within each round, so that other load on the machine affects all of them.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

from tests.load.client import Phone, at_once
from tests.load.designs import DESIGNS, RunningDesign
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
            all_running = []
            for design in DESIGNS:
                all_running.append(RunningDesign(design, url, people=2 * TOGETHER + 2))
                stack.callback(all_running[-1].stop)
            measured = measure([running.wait() for running in all_running], rounds, seconds)
        found |= {(database, request): by_design for request, by_design in measured.items()}
    say(table(found))
    lacking = list(shortfalls(found))
    for line in lacking:
        say(f"Not met: {line}.")
    return 1 if lacking else 0


def measure(all_running: list[RunningDesign], rounds: int, seconds: float) -> dict[str, Rounds]:
    """Samples of PUT and of GET, as a list per design."""
    samples: dict[str, dict[str, list[Sample]]] = {
        request: {running.design.name: [] for running in all_running} for request in ASKS
    }
    phones = [phones_of(running) for running in all_running]
    for turn in range(-1, rounds):
        for running, (keeping, reading) in zip(all_running, phones, strict=True):
            for request, asking in (("PUT", keeping), ("GET", reading)):
                took = sample(running, asking, ASKS[request], seconds if turn >= 0 else WARM_UP)
                if turn >= 0:
                    samples[request][running.design.name].append(took)
    return samples  # type: ignore[return-value]  # lists are sequences


def phones_of(running: RunningDesign) -> tuple[list[Phone], list[Phone]]:
    """The clients that save, and those that read, whose people have a full page of check-ins."""
    phones = [Phone(running.port, person) for person in running.people[: 2 * TOGETHER]]
    for reader in phones[TOGETHER:]:
        with reader:
            for _ in range(PAGE):
                reader.keep()
    return phones[:TOGETHER], phones[TOGETHER:]


def sample(
    running: RunningDesign, phones: list[Phone], ask: Callable[[Phone], object], seconds: float
) -> Sample:
    before = running.processor_seconds()
    requests, took = at_once(phones, ask, seconds)
    return Sample(requests, took, running.processor_seconds() - before)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each design and request in each round")
    parser.add_argument("databases", nargs="*", default=["SQLite", "PostgreSQL"])
    arguments = parser.parse_args()
    sys.exit(main(arguments.databases, arguments.rounds, arguments.seconds))
