"""Celery's beat on the dot, also on a machine whose clock is set back.

Celery plans rings by the wall clock. Set back by two hours, its next ring would lie two hours ahead, and
nobody would be nudged until then.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from celery.beat import Scheduler
from celery.schedules import schedstate, schedule

#: Seconds that a clock may be corrected by from ring to ring without being "set".
CORRECTION = 1


class OnTheDot(schedule):
    """Every so many seconds of the clock's own: what is due at 20:30 is looked for at 20:30:00, while
    Celery's would ring as long after it as beat happened to start after a full ten seconds.
    """

    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        return self.after(self.maybe_make_aware(last_run_at)) - self.now()

    def is_due(self, last_run_at: datetime) -> schedstate:
        remaining = self.remaining_estimate(last_run_at)
        due = remaining <= timedelta()
        return schedstate(due, (self.after(self.now()) - self.now() if due else remaining).total_seconds())

    def after(self, moment: datetime) -> datetime:
        """The first full one that comes later."""
        return moment + timedelta(seconds=self.seconds - moment.timestamp() % self.seconds)


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
