"""Everything from due rows to recorded outcomes: ours, compared with a Celery task per due reminder that
calls `pywebpush.webpush()`.

`python -m tests.load.nudges`, or as a part of `make bench`. First the two take turns, each with a worker of
two processes, with one PostgreSQL and one Redis; then ours has many nudges due in the same minute, triggered
by beat; then a tenth of them in one process on SQLite. Every message is decrypted and checked.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from typing import NamedTuple

from tests.load.builds import other
from tests.load.nudges_deployed import OBVIOUS, OURS, Deployed
from tests.load.sending_service_process import StandIn, all_well
from tests.load.verdict import Finding, of_rounds, tell
from tests.services.postgres import DURABLE, Postgres
from tests.services.redis import Redis

#: Nudges per round.
OF_OURS, OF_OBVIOUS = 4000, 200
TIMES_OBVIOUS = 30
#: Times the build of e53f91b.
TIMES_OTHER = 1.6
#: Due in one minute.
MANY = 50_000
#: Maximum seconds from the minute until 99 of 100 have arrived.
LAG = 60
#: Maximum ratio of the memory at the end to that when a fifth was done.
GROWTH = 1.15
PATIENCE = 600


class Minute(NamedTuple):
    """Many nudges that were due in one minute."""

    #: The 99th percentile of arrivals, and the last recorded outcome, in seconds after the minute.
    arrived: float
    recorded: float
    growth: float


def main(rounds: int, many: int) -> int:
    stand_in, redis = StandIn(), Redis()
    try:
        postgresql = Postgres(DURABLE)
        found = beside(stand_in, postgresql.url, redis, rounds)
        found += of_minute("PostgreSQL", minute(stand_in, postgresql.url, redis, many), many)
        found += of_minute("SQLite", minute(stand_in, None, None, many // 10), many // 10)
        return tell(found)
    finally:
        stand_in.stop()
        redis.stop()


def beside(stand_in: StandIn, postgresql: str, redis: Redis, rounds: int) -> list[Finding]:
    """Both designs, in turns: nudges per second, from the trigger to the last outcome."""
    designs = [(OURS, OF_OURS), (OBVIOUS, OF_OBVIOUS)]
    if beside := other():
        designs.append((OURS._replace(name="other", root=beside), OF_OURS))
    speeds: list[list[float]] = []
    with ExitStack() as stack:
        all_deployed = []
        for design, count in designs:
            all_deployed.append((Deployed(design, stand_in, postgresql, redis, count), count))
            stack.callback(all_deployed[-1][0].stop)
            all_deployed[-1][0].start(beat=False)
        for turn in range(-1, rounds):
            speed = [count / rung(deployed, count) for deployed, count in all_deployed]
            all_well(stand_in.report(), sum(count for _, count in designs))
            if turn >= 0:  # the first one warms up
                speeds.append(speed)
    ours, obvious, *others = zip(*speeds, strict=True)
    found = [
        Finding("nudges a second, the whole line of ours", median(ours)),
        Finding("the same, a task for each and pywebpush", median(obvious)),
        Finding("ours, times a task for each", ratio(ours, obvious), at_least=TIMES_OBVIOUS),
    ]
    for theirs in others:
        found.append(Finding("the same, the other build", median(theirs)))
        found.append(Finding("ours, times the other build", ratio(ours, theirs), at_least=TIMES_OTHER))
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return of_rounds(list(zip(ours, theirs, strict=True)))


def rung(deployed: Deployed, count: int) -> float:
    """Seconds from the trigger until all due nudges are sent and recorded."""
    deployed.falls_due(datetime.now(UTC).replace(second=0, microsecond=0))
    began = time.monotonic()
    deployed.ring()
    deployed.wait(count, PATIENCE)
    return time.monotonic() - began


def minute(stand_in: StandIn, postgresql: str | None, redis: Redis | None, many: int) -> Minute:
    """Ours as deployed, including beat."""
    deployed = Deployed(OURS, stand_in, postgresql, redis, many)
    try:
        due = next_minute(20)
        deployed.falls_due(due)
        deployed.start(beat=True)
        held = held_until(lambda: deployed.done() >= many, deployed)
        recorded = datetime.now(UTC).timestamp() - due.timestamp()
        report = stand_in.report()
        all_well(report, many)
        lags = [arrived - due.timestamp() for arrived in report.arrivals]
        return Minute(quantiles(lags, n=100)[98], recorded, held[-1] / held[len(held) // 5])
    finally:
        deployed.stop()


def next_minute(seconds: int) -> datetime:
    """The first full minute at least so many seconds away."""
    later = datetime.now(UTC) + timedelta(seconds=seconds + 60)
    return later.replace(second=0, microsecond=0)


def held_until(over: Callable[[], bool], deployed: Deployed) -> list[float]:
    """The memory of its processes from the first outcome on, every second, in MB."""
    deadline, held = time.monotonic() + PATIENCE, []
    while not over():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{deployed.done()} are done; {deployed.log()[-2000:]}")
        if deployed.done():
            held.append(deployed.memory())
        time.sleep(1)
    return [*held, deployed.memory()]


def of_minute(database: str, found: Minute, many: int) -> list[Finding]:
    of = f"{many:,} due in one minute, {database}"
    return [
        Finding(f"{of}: seconds until 99 of 100 have arrived", found.arrived, at_most=LAG),
        Finding(f"{of}: seconds until the last outcome is written down", found.recorded),
        Finding(f"{of}: memory at the end, of that at a fifth", found.growth, at_most=GROWTH),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=MANY, help="due in one minute on PostgreSQL")
    arguments = parser.parse_args()
    sys.exit(main(arguments.rounds, arguments.many))
