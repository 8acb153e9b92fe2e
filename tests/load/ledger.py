"""The cost of planning nudges and recording their outcomes, on PostgreSQL; beside another build, in turns.

A part of `make bench BENCHES=claims`; with BESIDE, another build's cost too (`builds.py`).
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from tests.load.builds import Measured, environment
from tests.load.designs import ROOT
from tests.load.verdict import Finding, of_rounds
from tests.services.postgres import Postgres

#: At most so much of the build of e53f91b.
CPU_OF_OTHER, WAL_OF_OTHER = 0.45, 0.8
#: A page's first change after a checkpoint would write the whole page: noise, depending on when that is.
OPTIONS = ["-c", "full_page_writes=off"]
MAIL = {"NOTICING_EMAIL_URL": "smtp://mail.test:25", "NOTICING_PUBLIC_URL": "https://noticing.test"}
#: Of each case, per step: [microseconds of the worker, of the database, bytes of WAL].
Round = dict[str, dict[str, list[float]]]


def measure(rounds: int, people: int, beside: Path | None) -> list[Finding]:
    """`people` per case and round."""
    with ExitStack() as stack:
        server = Postgres(OPTIONS)
        stack.callback(server.stop)
        builds = [started(stack, server, root, people) for root in (ROOT, beside) if root]
        turns: list[list[Round]] = [[build.ask() for build in builds] for _ in range(rounds + 1)]
    ours, *others = zip(*turns[1:], strict=True)  # the first one warms up
    found = [
        Finding(f"{case}: microseconds of CPU to plan a nudge and record it", median(map(cpu(case), ours)))
        for case in ours[0]
    ]
    found.append(Finding("push: bytes of WAL for a nudge", median(map(wal, ours))))
    for theirs in others:
        found += [
            Finding(f"{case}: CPU of the other build's", ratio(cpu(case), ours, theirs), at_most=CPU_OF_OTHER)
            for case in ours[0]
        ]
        found.append(
            Finding("push: WAL of the other build's", ratio(wal, ours, theirs), at_most=WAL_OF_OTHER)
        )
    return found


def started(stack: ExitStack, server: Postgres, root: Path, people: int) -> Measured:
    name = f"ledger_{uuid4().hex[:8]}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    folder = stack.enter_context(TemporaryDirectory(prefix="noticing-load-ledger-"))
    url = urlsplit(server.url)._replace(path=f"/{name}").geturl()
    measured = Measured("ledger_measured.py", root, environment(folder, url) | MAIL, people)
    stack.callback(measured.stop)
    return measured


def cpu(case: str) -> Callable[[Round], float]:
    return lambda turn: turn[case]["plan"][0] + turn[case]["record"][0]


def wal(turn: Round) -> float:
    return sum(step[2] for step in turn["push"].values())


def ratio(of: Callable[[Round], float], ours: Any, theirs: Any) -> float:
    return of_rounds([(of(our), of(their)) for our, their in zip(ours, theirs, strict=True)])
