"""Celery beat, with schedules aligned to the clock and robust against clocks that are set back.

Celery schedules by the wall clock. After it is set back by two hours, the next run would be two hours ahead,
and no nudge would be sent until then.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from celery.beat import Scheduler
from celery.schedules import schedstate, schedule

#: A change of the clock between two ticks by up to this many seconds is a correction, not a setting back.
CORRECTION = 1


class AlignedInterval(schedule):
    """An interval aligned to the clock: with 10 seconds, reminders for 20:30 are planned at 20:30:00.

    Celery's own intervals begin when beat starts, so each run would be late by that offset.
    """

    def remaining_estimate(self, last_run_at: datetime) -> timedelta:
        return self.after(self.maybe_make_aware(last_run_at)) - self.now()

    def is_due(self, last_run_at: datetime) -> schedstate:
        remaining = self.remaining_estimate(last_run_at)
        due = remaining <= timedelta()
        return schedstate(due, (self.after(self.now()) - self.now() if due else remaining).total_seconds())

    def after(self, moment: datetime) -> datetime:
        """The first aligned instant later than `moment`."""
        return moment + timedelta(seconds=self.seconds - moment.timestamp() % self.seconds)


class SteadyScheduler(Scheduler):
    """Checks at each tick whether the clock was set back, and then restarts all intervals from now."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.offset = offset()
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        before, self.offset = self.offset, offset()
        if self.offset < before - CORRECTION:
            self.restart_intervals()
        delay: float = super().tick(*args, **options)
        return delay

    def restart_intervals(self) -> None:
        for entry in self.schedule.values():
            entry.last_run_at = entry.default_now()
        self._heap = None  # rebuilt from the schedule by the next tick


def offset() -> float:
    """The difference between the wall clock and the monotonic clock, in seconds."""
    return time.time() - time.monotonic()
