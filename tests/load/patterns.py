"""`python -m tests.load.patterns`, a part of `make bench`: patterns over ten years and over twelve weeks.

Ours compared with one GROUP BY per part of the response (patterns_peer), both over HTTP, one request at a
time, with many other people's rows in the tables. And the same twelve weeks for somebody with 20,000
check-ins in all, and for somebody with 500: check-ins outside the period must cost nothing.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from tests.load.client import Phone
from tests.load.designs import Design, RunningDesign
from tests.load.figures import Rounds, Sample, Target, shortfalls, table
from tests.services.postgres import Postgres

OURS = Design("ours", "wsgi", "backend.wsgi:application", "backend.settings")
GROUPED = Design("grouped", "wsgi", "backend.wsgi:application", "tests.load.patterns_peer.settings")
TEN_YEARS, TWELVE_WEEKS = "?from=2016-11-01&to=2026-11-22", "?from=2026-08-31&to=2026-11-22"
#: Ours, for somebody with few check-ins outside the period.
FEW = "ours, few outside"
#: The same twelve weeks may cost 1.2 times as much with a long past.
TARGETS = (Target("ten years", "grouped", 5), Target("twelve weeks", FEW, 1 / 1.2))
#: The first two have consented (prepare.py).
PEOPLE = 4
WARM_UP = 0.2


class Size(NamedTuple):
    check_ins: int
    few: int
    #: Other people, each with a tenth of the check-ins: beside ours, and beside the grouped design.
    others: dict[str, int]


#: The other people's rows: PostgreSQL 5 million check-ins beside ours; 5 million sensations, of 2 million
#: check-ins, beside the grouped design. SQLite a fifth.
SIZES = {
    "PostgreSQL": Size(20_000, 500, {"ours": 2500, "grouped": 1000}),
    "SQLite": Size(20_000, 500, {"ours": 500, "grouped": 200}),
}


def main(databases: list[str], rounds: int, seconds: float, small: bool = False) -> int:
    found: dict[tuple[str, str], Rounds] = {}
    for database in databases:
        size = Size(400, 100, {"ours": 10, "grouped": 10}) if small else SIZES[database]
        with running_designs(Postgres().url if database == "PostgreSQL" else None, size) as both:
            measured = measure(both, rounds, seconds)
        found |= {(database, period): by_design for period, by_design in measured.items()}
    sys.stdout.write(table(found) + "\n")
    lacking = list(shortfalls(found, TARGETS))
    for line in lacking:
        sys.stdout.write(f"Not met: {line}.\n")
    return 1 if lacking else 0


@contextmanager
def running_designs(postgresql: str | None, size: Size) -> Iterator[list[RunningDesign]]:
    """Ours and the grouped design, with data."""
    with ExitStack() as stack:
        both = []
        for design in (OURS, GROUPED):
            running = RunningDesign(design, postgresql, PEOPLE)
            stack.callback(running.stop)
            sizes = (size.check_ins, size.few, size.others[design.name])
            running.run("tests.load.patterns_prepare", *map(str, sizes))
            both.append(running.wait())
        yield both


def measure(both: list[RunningDesign], rounds: int, seconds: float) -> dict[str, Rounds]:
    """Samples of both periods, a list for each design, and for ours with few check-ins."""
    ours, grouped = both
    with ExitStack() as stack:
        many, few, theirs = (
            (stack.enter_context(Phone(running.port, running.people[person])), running)
            for running, person in ((ours, 0), (ours, 1), (grouped, 0))
        )
        asks = {
            "ten years": ({"ours": many, "grouped": theirs}, TEN_YEARS),
            "twelve weeks": ({"ours": many, FEW: few, "grouped": theirs}, TWELVE_WEEKS),
        }
        samples: dict[str, dict[str, list[Sample]]] = {period: {} for period in asks}
        for turn in range(-1, rounds):
            for period, (askers, query) in asks.items():
                for name, took in in_turns(askers, query, seconds if turn >= 0 else WARM_UP).items():
                    if turn >= 0:
                        samples[period].setdefault(name, []).append(took)
    return samples  # type: ignore[return-value]  # lists are sequences


def in_turns(askers: dict[str, tuple[Phone, RunningDesign]], query: str, seconds: float) -> dict[str, Sample]:
    """Repeatedly send one request of each in turn, so that other load on the machine affects all alike."""
    took = dict.fromkeys(askers, Sample(0, 0.0, 0.0))
    end = time.perf_counter() + seconds * len(askers)
    while time.perf_counter() < end:
        for name, (phone, running) in askers.items():
            began, before = time.perf_counter(), running.processor_seconds()
            phone.patterns(query)
            one = Sample(1, time.perf_counter() - began, running.processor_seconds() - before)
            took[name] = together(took[name], one)
    return took


def together(one: Sample, other: Sample) -> Sample:
    return Sample(
        one.requests + other.requests,
        one.seconds + other.seconds,
        one.processor_seconds + other.processor_seconds,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement in each round")
    parser.add_argument("--small", action="store_true", help="a few hundred check-ins, to try it out")
    parser.add_argument("databases", nargs="*", default=list(SIZES))
    arguments = parser.parse_args()
    sys.exit(main(arguments.databases, arguments.rounds, arguments.seconds, arguments.small))
