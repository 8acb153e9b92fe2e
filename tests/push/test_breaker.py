"""The rule of the circuit breaker, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.push.breaker import PAUSE, SEVERAL, WINDOW, Answer, Breaker

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANYBODY = [str(number) for number in range(SEVERAL)]
FAILURES = [0, 401, 403, 500, 502, 503, 504]
OF_ONE_DEVICE = [400, 404, 410, 413, 429]


def failing(status: int = 500, people: list[str] = ANYBODY) -> list[Answer]:
    return [Answer(person, status) for person in people]


@pytest.mark.parametrize("status", FAILURES)
def test_it_opens_when_several_people_have_failures(status: int) -> None:
    opened = Breaker().after(failing(status), NOW)
    assert (opened.paused_until, opened.status) == (NOW + PAUSE, status)
    assert opened.key_refused == (status in (401, 403))


@pytest.mark.parametrize("status", OF_ONE_DEVICE)
def test_statuses_about_one_device_change_nothing(status: int) -> None:
    assert Breaker().after(failing(status), NOW) == Breaker()
    opened = Breaker().after(failing(), NOW)
    assert opened.after(failing(status), NOW) == opened


def test_it_stays_closed_with_one_person_fewer() -> None:
    assert Breaker().after(failing(people=ANYBODY[1:]), NOW).paused_until is None


@given(st.lists(st.tuples(st.sampled_from(FAILURES), st.integers(0, 600)), max_size=50))
def test_one_person_never_opens_it(answers: list[tuple[int, int]]) -> None:
    breaker, now = Breaker(), NOW
    for status, wait in answers:
        now += wait * SECOND
        breaker = breaker.after([Answer("one", status, now + timedelta(hours=1))], now)
        assert breaker.paused_until is None
        assert len(breaker.failures) <= 1


def test_failures_expire_after_two_minutes() -> None:
    def third(later: timedelta) -> Breaker:
        two = Breaker().after(failing(people=ANYBODY[:2]), NOW)
        return two.after(failing(people=ANYBODY[2:]), NOW + later)

    assert third(WINDOW - SECOND).paused_until
    assert third(WINDOW).paused_until is None


def test_it_stays_closed_while_other_pushes_are_accepted() -> None:
    accepted = Breaker().after([Answer("x", 201)], NOW)
    assert accepted.after(failing(), NOW + WINDOW - SECOND).paused_until is None
    assert accepted.after(failing(), NOW + WINDOW).paused_until
    assert Breaker().after([*failing(), Answer("x", 201)], NOW).paused_until is None


def test_a_probe_ends_or_extends_the_pause() -> None:
    opened = Breaker().after(failing(), NOW)
    later = NOW + timedelta(minutes=10)
    assert opened.after([Answer("x", 201)], later).paused_until is None
    assert opened.after([Answer("x", 502)], later).paused_until == later + PAUSE


def test_the_pause_is_the_shortest_retry_after_but_not_below_the_minimum() -> None:
    hours = [Answer(person, 503, NOW + timedelta(hours=1)) for person in ANYBODY]
    assert Breaker().after(hours, NOW).paused_until == NOW + timedelta(hours=1)
    assert Breaker().after([*hours, Answer("x", 500)], NOW).paused_until == NOW + PAUSE
    at_once = [Answer(person, 503, NOW + SECOND) for person in ANYBODY]
    assert Breaker().after(at_once, NOW).paused_until == NOW + PAUSE
