"""Rate limits are counted in the cache; while Redis is down, there is no 500 and nobody can sign in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as Away
from rest_framework.exceptions import Throttled

from backend.accounts.models import Person
from backend.api.rate_limits import CacheUnavailable, Limit
from tests.conftest import PASSWORD, Api, faults, open_link, share, subscribe
from tests.services.postgres import free_port

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def nowhere(settings: Settings) -> None:
    """An unreachable Redis: nothing listens on its port."""
    url = f"redis://127.0.0.1:{free_port()}/0"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    settings.CACHES = {"default": redis}


SIGN_IN = {"username": "alice", "password": PASSWORD}


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("client", ["browser", "app"])
@pytest.mark.parametrize("path", ["login", "signup"])
@pytest.mark.parametrize("password", [PASSWORD, "another quiet sentence"])
def test_without_redis_signing_in_answers_503_with_retry_after(
    alice: Person, client: str, path: str, password: str
) -> None:
    stranger = Api()
    answer = stranger.post(f"/_allauth/{client}/v1/auth/{path}", SIGN_IN | {"password": password})
    assert faults(answer, 503) == {"": "unavailable"}
    assert answer["Retry-After"] == "30"
    assert "Content-Security-Policy" in answer.headers
    assert answer["Cache-Control"] == "no-store"
    assert configured.SESSION_COOKIE_NAME not in answer.cookies
    assert stranger.get("/api/me/").status_code == 401


@pytest.mark.usefixtures("nowhere")
def test_without_redis_open_sessions_and_viewings_keep_working(as_alice: Api) -> None:
    for path in ("me", "changes", "check-ins", "shares", "patterns", "nudges"):
        assert as_alice.get(f"/api/{path}/").status_code == 200, path
    viewer = open_link(share(as_alice)["link"])
    assert viewer.get("report/").status_code == 200


@pytest.mark.usefixtures("nowhere")
def test_without_redis_other_limited_actions_answer_503(as_alice: Api) -> None:
    device = subscribe(as_alice)
    answer = as_alice.post(f"/api/push/subscriptions/{device['id']}/tests/", {})
    assert faults(answer, 503) == {"": "unavailable"}


def test_another_error_is_not_reported_as_unavailable() -> None:
    middleware = CacheUnavailable(lambda _: pytest.fail("not asked"))
    assert middleware.process_exception(RequestFactory().get("/"), RuntimeError()) is None
    refusal = middleware.process_exception(RequestFactory().get("/"), Away())
    assert refusal is not None
    assert refusal.status_code == 503


def refusals(limit: Limit, whose: str, now: datetime, times: int) -> list[float | None]:
    def once() -> float | None:
        try:
            limit.refuse(whose, now)
        except Throttled as refused:
            return refused.wait
        return None

    return [once() for _ in range(times)]


def test_periods_are_aligned_to_the_clock() -> None:
    limit = Limit("test", 2, 60)
    assert refusals(limit, "a", NOON + timedelta(seconds=15), 4) == [None, None, 45, 45]
    assert refusals(limit, "b", NOON + timedelta(seconds=59), 3) == [None, None, 1]
    assert refusals(limit, "a", NOON + timedelta(seconds=60), 3) == [None, None, 60]
    assert refusals(Limit("another", 1, 60), "a", NOON, 2) == [None, 60]


def test_the_cache_contains_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    add: Callable[..., Any] = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *rest: [keys.append(key), add(key, *rest)], raising=False)
    Limit("test", 1, 60).refuse("203.0.113.9", NOON)
    assert len(keys) == 1
    assert "203.0.113" not in keys[0]


def test_many_other_keys_do_not_evict_a_count() -> None:
    """By default, Django's in-memory cache drops a third of its keys when it reaches 300."""
    limit = Limit("test", 1, 60)
    limit.refuse("a", NOON)
    for number in range(2_000):
        limit.refuse(str(number), NOON)
    assert refusals(limit, "a", NOON, 1) == [60]
