"""Encrypting and sending alone, in one process: ours, the cryptography by itself, and `pywebpush.webpush()`.

`python -m tests.load.sending`, or as a part of `make bench`. The three take turns within each round. The
stand-in push service, which runs on the other core, decrypts and checks all messages.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.load.builds import Measured, environment, other
from tests.load.designs import KEYS, ROOT
from tests.load.sending_devices import NumberedDevice
from tests.load.sending_service_process import StandIn, all_well
from tests.load.verdict import Finding, of_rounds, tell

#: Messages of ours in one round; half as many are only encrypted, and one in fifty goes by pywebpush.
MESSAGES = 2000
DEVICES = 500
#: At least this much of what one core could encrypt, and so many times pywebpush.
OF_THE_LIMIT, TIMES_PYWEBPUSH = 0.5, 20
#: Times the build of e53f91b.
TIMES_OTHER = 1.2


class Speed(NamedTuple):
    """Messages per second."""

    ours: float
    cryptography: float
    pywebpush: float
    #: Of the build beside this one, if there is any.
    other: float | None


def main(rounds: int, messages: int) -> int:
    stand_in = StandIn()
    with TemporaryDirectory(prefix="noticing-load-sending-") as folder:
        try:
            become_the_product(folder, stand_in)
            return tell(findings(measure(stand_in, rounds, messages)))
        finally:
            stand_in.stop()


def become_the_product(folder: str, stand_in: StandIn) -> None:
    """Load the product's settings, with a separate database."""
    for name in [name for name in os.environ if name.startswith("NOTICING_")]:
        del os.environ[name]
    os.environ |= KEYS | stand_in.environment
    os.environ |= {"NOTICING_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(stand_in: StandIn, rounds: int, messages: int) -> list[Speed]:
    import tests.load.sending_designs as designs

    devices = [NumberedDevice(number) for number in range(DEVICES)]
    rows = designs.subscriptions(devices)
    half, few, found = messages // 2, messages // 50, []
    with ExitStack() as stack:
        builds = [started(stack, stand_in, root) for root in (ROOT, other()) if root]
        for turn in range(-1, rounds):
            ours, *others = (sent(build, messages, stand_in) for build in builds)
            speed = Speed(
                ours,
                half / taken(lambda: designs.cryptography(rows, half)),
                few / taken(lambda: designs.pywebpush(devices, few, stand_in.local)),
                *(others or [None]),
            )
            all_well(stand_in.report(), few)
            if turn >= 0:  # the first one warms up
                found.append(speed)
    return found


def sent(build: Measured, messages: int, stand_in: StandIn) -> float:
    """Messages per second."""
    seconds = build.ask(str(messages))
    all_well(stand_in.report(), messages)
    return float(messages / seconds)


def started(stack: ExitStack, stand_in: StandIn, root: Path) -> Measured:
    folder = stack.enter_context(TemporaryDirectory(prefix="noticing-load-sending-"))
    sends = environment(folder, f"sqlite:///{folder}/load.sqlite3") | stand_in.environment
    measured = Measured("sending_measured.py", root, sends)
    stack.callback(measured.stop)
    return measured


def taken(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def findings(rounds: list[Speed]) -> list[Finding]:
    limit = of_rounds([(speed.ours, speed.cryptography) for speed in rounds])
    times = of_rounds([(speed.ours, speed.pywebpush) for speed in rounds])
    others = [(speed.ours, speed.other) for speed in rounds if speed.other]
    return [
        *(
            [
                Finding("messages a second, the other build", median(theirs for _, theirs in others)),
                Finding("ours, times the other build", of_rounds(others), at_least=TIMES_OTHER),
            ]
            if others
            else []
        ),
        Finding("messages a second, one process of ours", median(speed.ours for speed in rounds)),
        Finding("the same, only the cryptography", median(speed.cryptography for speed in rounds)),
        Finding("the same, `pywebpush.webpush()` in turn", median(speed.pywebpush for speed in rounds)),
        Finding("ours, of the cryptography's limit", limit, at_least=OF_THE_LIMIT),
        Finding("ours, times `pywebpush.webpush()`", times, at_least=TIMES_PYWEBPUSH),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="of ours, in each round")
    arguments = parser.parse_args()
    sys.exit(main(arguments.rounds, arguments.messages))
