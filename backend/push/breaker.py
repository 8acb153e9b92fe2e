"""Circuit breakers, one per push service. Pure; the rows are `models.PushOrigin`.

Most failures concern a single device, so one person's devices never open a breaker. It opens on failures for
the devices of several people within WINDOW, unless the service accepted a push within that time. After a
pause, one push goes out as a probe (half-open): an acceptance closes the breaker, a failure pauses it again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

#: How many people's devices have to fail to open a breaker.
SEVERAL = 3
WINDOW = timedelta(minutes=2)
#: How long an open breaker sends nothing. Short, so that sending resumes soon after the cause is fixed.
PAUSE = timedelta(minutes=1)
#: The time limit of a probe; longer than any push takes.
PROBE = timedelta(seconds=15)
#: Our own VAPID key was refused (RFC 8292 section 4.2).
KEY_REFUSED = (401, 403)


class Answer(NamedTuple):
    """One push's answer. `person` is opaque; `status` is 0 without an answer; `until` is from Retry-After."""

    person: str
    status: int
    until: datetime | None = None

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def failed(self) -> bool:
        """Whether it failed in a way that may concern everybody: no answer, 5xx, or our key refused.

        429 doesn't count, since services also limit the rate per device.
        """
        return self.status == 0 or self.status >= 500 or self.status in KEY_REFUSED


class Failure(NamedTuple):
    person: str
    at: datetime
    status: int
    #: When the service may be tried again: Retry-After's instant, or after a PAUSE.
    until: datetime


class Breaker(NamedTuple):
    """The state of one breaker. `paused_until` is set while it is open or half-open."""

    #: Each person's newest failure within WINDOW.
    failures: tuple[Failure, ...] = ()
    accepted_at: datetime | None = None
    paused_until: datetime | None = None
    #: The status that opened it.
    status: int | None = None

    @property
    def key_refused(self) -> bool:
        return self.paused_until is not None and self.status in KEY_REFUSED

    def failing(self, now: datetime) -> tuple[Failure, ...]:
        return tuple(failure for failure in self.failures if failure.at > now - WINDOW)

    def after(self, answers: Iterable[Answer], now: datetime) -> "Breaker":
        """The state after these answers."""
        answers = list(answers)
        failed = {answer.person: failure(answer, now) for answer in answers if answer.failed}
        known = {each.person: each for each in self.failing(now)}
        state = self._replace(failures=tuple((known | failed).values())) if failed else self
        if any(answer.accepted for answer in answers):
            return state._replace(accepted_at=now, paused_until=None, status=None)
        return state.opened(list(failed.values()), now) if failed and state.opens(now) else state

    def opens(self, now: datetime) -> bool:
        """Whether a failure opens it: it is half-open, or several people's devices fail and none succeed."""
        accepts = self.accepted_at is not None and self.accepted_at > now - WINDOW
        return self.paused_until is not None or (len(self.failures) >= SEVERAL and not accepts)

    def opened(self, newest: Sequence[Failure], now: datetime) -> "Breaker":
        """The open state. The shortest Retry-After counts, since a longer one may concern one device only."""
        until = min(each.until for each in (newest if self.paused_until else self.failures))
        return self._replace(paused_until=max(until, now + PAUSE), status=newest[-1].status)


def failure(answer: Answer, now: datetime) -> Failure:
    return Failure(answer.person, now, answer.status, answer.until or now + PAUSE)
