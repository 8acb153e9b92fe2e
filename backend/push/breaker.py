"""Circuit breakers, one per push service. Pure; the rows are `models.PushOrigin`.

Most failures concern a single device, so one person's devices never open a breaker. An answer says that the
service accepts pushes, that it fails, or nothing about the service (`Answer.meaning`).

| state     | accepts | fails                      | says nothing             | a probe begins |
| --------- | ------- | -------------------------- | ------------------------ | -------------- |
| closed    | closed  | open, see below, or closed | closed                   | (never)        |
| open      | closed  | open, no longer than before| open                     | half-open      |
| half-open | closed  | the probe: open for PAUSE; | the probe: open, and the | half-open      |
|           |         | any other push: half-open  | next probe is due        |                |

It opens if pushes failed for SEVERAL people within WINDOW and none was accepted within that time. While it
is open, nothing is sent until `paused_until`; then one push goes out as the probe. People whose devices have
failed since it opened may send the probe only after another GRACE, and in turn: whoever failed last comes
last. So nobody can keep the service paused for everybody else, whether the others' devices have failed or
not. A probe that has no answer after PROBE (its worker died) makes room for another.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import NamedTuple, assert_never

#: How many people's devices have to fail to open a breaker.
SEVERAL = 3
WINDOW = timedelta(minutes=2)
#: How long an open breaker sends nothing. Short, so that sending resumes soon after the cause is fixed.
PAUSE = timedelta(minutes=1)
#: After the pause, how long people whose devices failed leave the probe to others. Their turns come in the
#: same length of time after it.
GRACE = timedelta(minutes=1)
#: The time limit of a probe; longer than any push takes.
PROBE = timedelta(seconds=15)
#: `accepted_at` is updated at most this often, so that a busy service isn't written for every batch.
ACCEPTED_EVERY = timedelta(seconds=10)
#: Failures kept, the newest: a limit on the row's size.
MOST_FAILURES = 200
#: Our own VAPID key was refused (RFC 8292 section 4.2).
KEY_REFUSED = (401, 403)


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Meaning(StrEnum):
    """What an answer says about the service as a whole."""

    ACCEPTS = "accepts"
    #: No answer (a time-out, a TLS failure), 5xx, or our key refused.
    FAILS = "fails"
    #: It concerns the device. So does 429, since services also limit the rate per device.
    NOTHING = "nothing"


class Answer(NamedTuple):
    """One push's answer. `person` is opaque; `status` is 0 without an answer; `until` is from Retry-After."""

    person: str
    status: int
    until: datetime | None = None
    #: Whether the push was a probe.
    probe: bool = False

    @property
    def meaning(self) -> Meaning:
        if 200 <= self.status < 300:
            return Meaning.ACCEPTS
        if self.status == 0 or self.status >= 500 or self.status in KEY_REFUSED:
            return Meaning.FAILS
        return Meaning.NOTHING


class Failure(NamedTuple):
    person: str
    at: datetime
    status: int
    #: When the service may be tried again: Retry-After's instant, or after a PAUSE.
    until: datetime


class Breaker(NamedTuple):
    """The state of one breaker. `paused_until` is set while it is open or half-open."""

    #: Each person's newest failure, oldest first. Some may have expired: see `failing`.
    failures: tuple[Failure, ...] = ()
    accepted_at: datetime | None = None
    paused_until: datetime | None = None
    #: The status that opened it.
    status: int | None = None
    probing: bool = False

    @property
    def state(self) -> State:
        if self.paused_until is None:
            return State.CLOSED
        return State.HALF_OPEN if self.probing else State.OPEN

    @property
    def key_refused(self) -> bool:
        return self.paused_until is not None and self.status in KEY_REFUSED

    def failing(self, now: datetime) -> tuple[Failure, ...]:
        """The failures within WINDOW; all since it opened, unless it is closed."""
        if self.paused_until:
            return self.failures
        return tuple(failure for failure in self.failures if failure.at > now - WINDOW)

    def after(self, answers: Iterable[Answer], now: datetime) -> "Breaker":
        """The state after these answers, which came at once: their order doesn't matter."""
        accepting_first = sorted(answers, key=lambda answer: answer.meaning is not Meaning.ACCEPTS)
        return reduce(lambda state, answer: state.after_one(answer, now), accepting_first, self)

    def after_one(self, answer: Answer, now: datetime) -> "Breaker":
        match answer.meaning:
            case Meaning.ACCEPTS:
                return self._after_acceptance(now)
            case Meaning.FAILS:
                return self._after_failure(answer, now)
            case Meaning.NOTHING:
                return self._due(now) if answer.probe and self.probing else self
            case unhandled:
                assert_never(unhandled)

    def may_probe_from(self, person: str) -> datetime | None:
        """From when a push to this person may be the probe; None if the breaker is closed."""
        if self.paused_until is None:
            return None
        failed = [failure.person for failure in self.failures]
        if person not in failed:
            return self.paused_until
        return self.paused_until + GRACE * (1 + failed.index(person) / len(failed))

    def while_probing(self, now: datetime) -> "Breaker":
        """The half-open state. The caller has checked that a probe may begin."""
        return self._replace(paused_until=now + PROBE, probing=True)

    def _after_acceptance(self, now: datetime) -> "Breaker":
        if self.paused_until is None and self.accepted_at and self.accepted_at > now - ACCEPTED_EVERY:
            return self
        return self._replace(accepted_at=now, paused_until=None, status=None, probing=False)

    def _after_failure(self, answer: Answer, now: datetime) -> "Breaker":
        failure = Failure(answer.person, now, answer.status, answer.until or now + PAUSE)
        others = [each for each in self.failing(now) if each.person != answer.person]
        noted = self._replace(failures=(*others, failure)[-MOST_FAILURES:])
        match self.state:
            case State.CLOSED:
                return noted._opened(failure, now) if noted._opens(now) else noted
            case State.OPEN:
                return noted._not_longer_than(failure, now)
            case State.HALF_OPEN:
                # Retry-After of one device doesn't pause the others.
                return noted._paused(now + PAUSE, failure) if answer.probe else noted
            case unhandled:
                assert_never(unhandled)

    def _opens(self, now: datetime) -> bool:
        """Whether several people's devices fail and none succeed."""
        accepted_lately = self.accepted_at and self.accepted_at > now - WINDOW - ACCEPTED_EVERY
        return len(self.failures) >= SEVERAL and not accepted_lately

    def _opened(self, failure: Failure, now: datetime) -> "Breaker":
        """Open. The shortest Retry-After counts, since a longer one may concern one device only."""
        shortest = min(each.until for each in self.failures)
        return self._paused(max(shortest, now + PAUSE), failure)

    def _not_longer_than(self, failure: Failure, now: datetime) -> "Breaker":
        until = max(failure.until, now + PAUSE)
        return self._replace(paused_until=min(until, self.paused_until or until))

    def _paused(self, until: datetime, failure: Failure) -> "Breaker":
        return self._replace(paused_until=until, status=failure.status, probing=False)

    def _due(self, now: datetime) -> "Breaker":
        return self._replace(paused_until=now, probing=False)
