"""Encrypting and sending alone, in one process: ours, the cryptography by itself, and `pywebpush.webpush()`.

`python -m tests.load.sending`, or as a part of `make bench`. The three take turns within each round. The
stand-in push service, which runs on the other core, decrypts and checks all messages.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.load.designs import KEYS
from tests.load.sending_devices import NumberedDevice
from tests.load.sending_service_process import StandIn, all_well
from tests.load.verdict import Finding, of_rounds, tell

#: Messages of ours in one round; half as many are only encrypted, and one in fifty goes by pywebpush.
MESSAGES = 2000
DEVICES = 500
#: At least this much of what one core could encrypt, and so many times pywebpush.
OF_THE_LIMIT, TIMES_PYWEBPUSH = 0.5, 20


class Speed(NamedTuple):
    """Messages per second."""

    ours: float
    cryptography: float
    pywebpush: float


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
    for turn in range(-1, rounds):
        speed = Speed(
            messages / taken(lambda: designs.ours(rows, messages)),
            half / taken(lambda: designs.cryptography(rows, half)),
            few / taken(lambda: designs.pywebpush(devices, few, stand_in.local)),
        )
        all_well(stand_in.report(), messages + few)
        if turn >= 0:  # the first one warms up
            found.append(speed)
    return found


def taken(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def findings(rounds: list[Speed]) -> list[Finding]:
    limit = of_rounds([(speed.ours, speed.cryptography) for speed in rounds])
    times = of_rounds([(speed.ours, speed.pywebpush) for speed in rounds])
    return [
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
