"""Rate limits, counted in the cache, and the response while the cache is unavailable."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled

from backend.api.problems import problem

#: Retry-After while the cache is unavailable, in seconds.
RETRY_AFTER = 30


class Limit(NamedTuple):
    """A rate limit of `most` times per window of `seconds`.

    Windows are fixed by the clock, so that somebody who is locked out by another's attempts is so for at most
    one window.
    """

    name: str
    most: int
    seconds: int

    def refuse(self, whose: str, now: datetime) -> None:
        """Count one more; raise Throttled if that exceeds the limit. `whose` is the key to count under.

        Increments atomically. Fails open while Redis is unavailable, so use it only for what has another
        protection, too.
        """
        window, elapsed = divmod(int(now.timestamp()), self.seconds)
        key = f"{self.name}:{window}:{salted_hmac(self.name, whose).hexdigest()}"
        try:
            cache.add(key, 0, self.seconds)
            times = cache.incr(key)
        except (RedisError, ValueError):  # unavailable, or the window has ended between the two calls
            return
        if times > self.most:
            raise Throttled(self.seconds - elapsed)


class CacheUnavailable:
    """Answers 503 if a request needs the cache and Redis is unavailable.

    So sign-in fails closed, since allauth counts its attempts in the cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        answer = problem(503, "unavailable", "This can't be done just now. In a little while it can.")
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
