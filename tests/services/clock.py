"""Moves the clock of whole processes by libfaketime, whose wheel contains the library.

The product isn't involved. The monotonic clock isn't affected, as when an operator sets the clock.
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

#: A process reads the file again when more than this many whole seconds have passed: with 0 in each new
#: second, with 1 only in every other.
LOOKING = 0


class Clock:
    """The clock of every process started with `environment`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(timedelta())

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": str(LOOKING),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, ahead: timedelta) -> None:
        """Set the offset from the real time, without waiting."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{ahead.total_seconds():+.0f}\n")
        new.replace(self.file)
        self.ahead = ahead

    def move(self, ahead: timedelta) -> None:
        """Set the offset, and return when all processes have noticed."""
        if ahead != self.ahead:
            self.set(ahead)
            # And time for a task that began by the clock before, on a busy machine.
            time.sleep(LOOKING + 4)

    def skip(self) -> None:
        """Skip the test with a clear message if the library doesn't run; under CI, fail."""
        told = "NOT TESTED WITH A MOVED CLOCK: the library of `libfaketime` doesn't run here"
        if os.environ.get("CI") == "true":
            pytest.fail(told, pytrace=False)
        pytest.skip(told)


def library() -> Path:
    spec = find_spec("libfaketime")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"


def moves(clock: Clock) -> bool:
    """Whether the library works on this machine."""
    ask = "import time; print(time.time())"
    clock.set(timedelta(hours=2))
    said = subprocess.run(
        [sys.executable, "-c", ask], env=clock.environment, capture_output=True, text=True, check=False
    )
    clock.set(timedelta())
    return said.returncode == 0 and float(said.stdout) > datetime.now(UTC).timestamp() + 7000
