"""Celery's beat for a machine whose clock may be set back.

Celery plans rings by the wall clock. Set back by two hours, its next ring would lie two hours ahead, and
nobody would be nudged until then.
"""

import time
from typing import Any

from celery.beat import Scheduler

#: Seconds that a clock may be corrected by from ring to ring without being "set".
CORRECTION = 1


class SteadyScheduler(Scheduler):
    """Looks at every tick whether the clock went back; then it counts anew from now."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.offset = offset()
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        before, self.offset = self.offset, offset()
        if self.offset < before - CORRECTION:
            self.count_anew()
        delay: float = super().tick(*args, **options)
        return delay

    def count_anew(self) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now()
        self._heap = None  # made again from the schedule by the next tick


def offset() -> float:
    """Between the clock that can be set and the one that can't, in seconds."""
    return time.time() - time.monotonic()
