"""How often something may be done, counted in the cache, and what is answered when that is away."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled

from backend.api.problems import problem

#: In how many seconds a client may look whether the cache is back.
AWAY = 30


class Limit(NamedTuple):
    """At most `most` times in each stretch of `seconds`. Stretches are the clock's, so that whoever is kept
    out by somebody else's tries is so for one stretch at the most, not for as long as they go on."""

    name: str
    most: int
    seconds: int

    def refuse(self, whose: str, now: datetime) -> None:
        """Count once more; raise Throttled when that was too many.

        One step in the cache, so that requests at once can't share a count. While Redis is away nothing is
        refused: only for what isn't guarded by the count alone.
        """
        stretch, gone = divmod(int(now.timestamp()), self.seconds)
        key = f"{self.name}:{stretch}:{salted_hmac(self.name, whose).hexdigest()}"
        try:
            cache.add(key, 0, self.seconds)
            times = cache.incr(key)
        except (RedisError, ValueError):  # away, or the stretch has ended between the two
            return
        if times > self.most:
            raise Throttled(self.seconds - gone)


class CountingIsAway:
    """503 where a request needed the cache and Redis is away: signing in stays closed until its tries can be
    counted again (allauth counts them there)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        answer = problem(503, "unavailable", "This can't be done just now. In a little while it can.")
        answer["Retry-After"] = str(AWAY)
        return answer
