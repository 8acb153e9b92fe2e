"""When a push service is left alone: a circuit breaker for each. Pure; the rows are `models.PushOrigin`.

Push services answer most things per device, so one person's devices never open it. It opens on failures of
several people's devices within WINDOW, unless the service accepted a push within that time. Once a pause is
over, one push goes out as a probe (half-open): an acceptance closes the breaker, a failure pauses it again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

#: So many different people's devices have to fail.
SEVERAL = 3
WINDOW = timedelta(minutes=2)
#: How long a service is left alone. Short, so that mending the cause is enough.
PAUSE = timedelta(minutes=1)
#: For so long a probe may take; longer than any push does.
PROBE = timedelta(seconds=15)
#: Our own VAPID key was refused (RFC 8292 section 4.2).
KEY_REFUSED = (401, 403)


class Answer(NamedTuple):
    """To one push. `person` is opaque; `status` is 0 when no answer came; `until` is Retry-After's."""

    person: str
    status: int
    until: datetime | None = None

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def failed(self) -> bool:
        """In a way that may concern everybody: no answer, a fault of the service's, or our key refused.

        429 is not one of them: services count pushes per device too.
        """
        return self.status == 0 or self.status >= 500 or self.status in KEY_REFUSED


class Failure(NamedTuple):
    person: str
    at: datetime
    status: int
    #: Until when it asks to be left alone: Retry-After's, or a PAUSE.
    until: datetime


class Breaker(NamedTuple):
    """The state of one service. `paused_until` is set from the opening until the next acceptance."""

    #: Of the last WINDOW, the newest of each person.
    failures: tuple[Failure, ...] = ()
    accepted_at: datetime | None = None
    paused_until: datetime | None = None
    #: What opened it.
    status: int | None = None

    @property
    def key_refused(self) -> bool:
        return self.paused_until is not None and self.status in KEY_REFUSED

    def failing(self, now: datetime) -> tuple[Failure, ...]:
        return tuple(failure for failure in self.failures if failure.at > now - WINDOW)

    def after(self, answers: Iterable[Answer], now: datetime) -> "Breaker":
        """The state once these answers have come."""
        answers = list(answers)
        failed = {answer.person: failure(answer, now) for answer in answers if answer.failed}
        known = {each.person: each for each in self.failing(now)}
        state = self._replace(failures=tuple((known | failed).values())) if failed else self
        if any(answer.accepted for answer in answers):
            return state._replace(accepted_at=now, paused_until=None, status=None)
        return state.opened(list(failed.values()), now) if failed and state.opens(now) else state

    def opens(self, now: datetime) -> bool:
        """At one more failure: when half-open, or when several people's devices fail and nobody's succeed."""
        accepts = self.accepted_at is not None and self.accepted_at > now - WINDOW
        return self.paused_until is not None or (len(self.failures) >= SEVERAL and not accepts)

    def opened(self, newest: Sequence[Failure], now: datetime) -> "Breaker":
        """One person's Retry-After is not everybody's, so the shortest counts."""
        until = min(each.until for each in (newest if self.paused_until else self.failures))
        return self._replace(paused_until=max(until, now + PAUSE), status=newest[-1].status)


def failure(answer: Answer, now: datetime) -> Failure:
    return Failure(answer.person, now, answer.status, answer.until or now + PAUSE)
