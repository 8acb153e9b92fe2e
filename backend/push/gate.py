"""Decides which pushes of one batch may go out, by the circuit breakers and by Retry-After of each device."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from backend.push.breaker import PROBE
from backend.push.models import PushOrigin, Subscription, opaque

#: How long a service that doesn't answer gets no new pushes.
RESTING = timedelta(seconds=10)


class PausedError(Exception):
    """A push isn't sent before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class Gate:
    """The breakers are read once per batch."""

    def __init__(self, silent: Iterable[str], counts: bool, now: datetime) -> None:
        """`silent`: the services that don't answer. `counts`: false for test pushes, which are no probes."""
        self._now, self._counts = now, counts
        self._breakers = PushOrigin.not_closed()
        self._waits = dict.fromkeys(silent, now + RESTING)
        self._waits |= {origin: until for origin, until in self._pauses() if until > now}

    def check(self, device: Subscription, origin: str) -> None:
        """Raises PausedError if the device or its service is paused, or only others may send the probe."""
        if origin in self._waits:
            raise PausedError(self._waits[origin])
        if self._counts:
            self._check_until(device.paused_until)
            if origin in self._breakers:
                self._check_until(self._breakers[origin].may_probe_from(opaque(device.person_id)))

    def claim_probe(self, origin: str) -> bool:
        """Whether the next push is the probe. Raises PausedError if another worker's is."""
        if not self._counts or origin not in self._breakers:
            return False
        self._waits[origin] = self._now + PROBE
        if not PushOrigin.claim_probe(origin, self._breakers[origin], self._now):
            raise PausedError(self._waits[origin])
        return True

    def _check_until(self, until: datetime | None) -> None:
        if until and until > self._now:
            raise PausedError(until)

    def _pauses(self) -> Iterator[tuple[str, datetime]]:
        for origin, breaker in self._breakers.items():
            if breaker.paused_until:
                yield origin, breaker.paused_until
