"""The circuit breaker's state table, without a database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.push.breaker import (
    ACCEPTED_EVERY,
    GRACE,
    MOST_FAILURES,
    PAUSE,
    PROBE,
    SEVERAL,
    WINDOW,
    Answer,
    Breaker,
    Meaning,
    State,
)

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
ANYBODY = [str(number) for number in range(SEVERAL)]
ACCEPTS = [200, 201, 202]
FAILURES = [0, 401, 403, 500, 502, 503, 504]
OF_ONE_DEVICE = [400, 404, 410, 413, 429]


def failing(status: int = 500, people: Sequence[str] = ANYBODY) -> list[Answer]:
    return [Answer(person, status) for person in people]


CLOSED = Breaker().after(failing(people=ANYBODY[1:]), NOW)
OPEN = Breaker().after(failing(), NOW)
HALF_OPEN = OPEN.while_probing(LATER)
STATES = [CLOSED, OPEN, HALF_OPEN]


def test_the_examples_are_in_each_state() -> None:
    assert [breaker.state for breaker in STATES] == list(State)


@pytest.mark.parametrize("status", [*ACCEPTS, *FAILURES, *OF_ONE_DEVICE])
def test_each_status_has_its_meaning(status: int) -> None:
    meaning = Answer("x", status).meaning
    assert (meaning is Meaning.ACCEPTS) == (status in ACCEPTS)
    assert (meaning is Meaning.FAILS) == (status in FAILURES)


# The column "accepts"


@pytest.mark.parametrize("breaker", STATES)
@pytest.mark.parametrize("probe", [False, True])
def test_an_acceptance_closes_it(breaker: Breaker, probe: bool) -> None:
    after = breaker.after([Answer("x", 201, probe=probe)], LATER)
    assert (after.state, after.accepted_at, after.status) == (State.CLOSED, LATER, None)


# The column "fails"


@pytest.mark.parametrize("status", FAILURES)
def test_closed_it_opens_when_several_people_have_failures(status: int) -> None:
    opened = Breaker().after(failing(status), NOW)
    assert (opened.state, opened.paused_until, opened.status) == (State.OPEN, NOW + PAUSE, status)
    assert opened.key_refused == (status in (401, 403))


def test_closed_it_stays_closed_with_one_person_fewer() -> None:
    assert Breaker().after(failing(people=ANYBODY[1:]), NOW).state is State.CLOSED


def test_closed_failures_expire_after_two_minutes() -> None:
    def third(later: timedelta) -> Breaker:
        two = Breaker().after(failing(people=ANYBODY[:2]), NOW)
        return two.after(failing(people=ANYBODY[2:]), NOW + later)

    assert third(WINDOW - SECOND).state is State.OPEN
    assert third(WINDOW).state is State.CLOSED


def test_closed_it_stays_closed_while_other_pushes_are_accepted() -> None:
    accepted = Breaker().after([Answer("x", 201)], NOW)
    assert accepted.after(failing(), NOW + WINDOW - SECOND).state is State.CLOSED
    assert accepted.after(failing(), NOW + WINDOW + ACCEPTED_EVERY).state is State.OPEN
    assert Breaker().after([*failing(), Answer("x", 201)], NOW).state is State.CLOSED


def test_open_an_answer_to_an_earlier_push_does_not_extend_the_pause() -> None:
    """Such as a time-out of a push that began before the breaker opened."""
    after = OPEN.after([Answer("late", 0)], NOW + 10 * SECOND)
    assert (after.state, after.paused_until) == (State.OPEN, NOW + PAUSE)


def test_half_open_only_the_probes_failure_opens_it() -> None:
    assert HALF_OPEN.after([Answer("x", 502)], LATER).state is State.HALF_OPEN
    again = HALF_OPEN.after([Answer("x", 502, probe=True)], LATER)
    assert (again.state, again.paused_until, again.status) == (State.OPEN, LATER + PAUSE, 502)


def test_half_open_retry_after_of_the_probe_is_its_devices_alone() -> None:
    again = HALF_OPEN.after([Answer("x", 503, LATER + HOUR, probe=True)], LATER)
    assert again.paused_until == LATER + PAUSE


# The column "says nothing"


@pytest.mark.parametrize("status", OF_ONE_DEVICE)
@pytest.mark.parametrize("breaker", STATES)
def test_an_answer_about_one_device_changes_nothing(breaker: Breaker, status: int) -> None:
    assert breaker.after(failing(status), LATER) == breaker


@pytest.mark.parametrize("status", OF_ONE_DEVICE)
def test_half_open_after_a_probe_that_says_nothing_the_next_is_due(status: int) -> None:
    after = HALF_OPEN.after([Answer("x", status, probe=True)], LATER)
    assert (after.state, after.paused_until) == (State.OPEN, LATER)


# The column "a probe begins"


def test_closed_there_is_no_probe() -> None:
    assert CLOSED.may_probe_from("x") is None


def test_open_a_probe_begins_after_the_pause_and_for_those_who_failed_after_a_grace() -> None:
    assert OPEN.may_probe_from("x") == NOW + PAUSE
    assert OPEN.may_probe_from(ANYBODY[0]) == NOW + PAUSE + GRACE
    probing = OPEN.while_probing(LATER)
    assert (probing.state, probing.status, probing.failures) == (State.HALF_OPEN, 500, OPEN.failures)


def test_open_those_who_failed_send_the_probe_in_turn() -> None:
    """After three failed probes, each of them has sent one."""
    breaker, senders = OPEN, set()
    for hour in range(SEVERAL):
        first = min(ANYBODY, key=lambda person: breaker.may_probe_from(person) or NOW)
        senders.add(first)
        now = LATER + hour * HOUR
        breaker = breaker.while_probing(now).after([Answer(first, 500, probe=True)], now)
        due = {breaker.may_probe_from(person) for person in ANYBODY}
        assert len(due) == SEVERAL
        assert due <= {now + PAUSE + GRACE * (1 + place / SEVERAL) for place in range(SEVERAL)}
    assert senders == set(ANYBODY)


def test_half_open_another_probe_begins_if_the_first_has_no_answer() -> None:
    assert HALF_OPEN.may_probe_from("x") == LATER + PROBE


def test_the_pause_is_the_shortest_retry_after_but_not_below_the_minimum() -> None:
    hours = [Answer(person, 503, NOW + HOUR) for person in ANYBODY]
    assert Breaker().after(hours, NOW).paused_until == NOW + HOUR
    assert Breaker().after([*hours, Answer("x", 500)], NOW).paused_until == NOW + PAUSE
    at_once = [Answer(person, 503, NOW + SECOND) for person in ANYBODY]
    assert Breaker().after(at_once, NOW).paused_until == NOW + PAUSE


# Properties, for any answers at any time

PEOPLE = [f"person {number}" for number in range(6)]
answers = st.builds(
    Answer,
    st.sampled_from(PEOPLE),
    st.sampled_from([*ACCEPTS[:1], *FAILURES, *OF_ONE_DEVICE]),
    st.none(),
    st.booleans(),
)
steps = st.lists(st.tuples(st.integers(0, 90), st.lists(answers, max_size=4), st.booleans()), max_size=40)
Steps = list[tuple[int, list[Answer], bool]]


@given(st.lists(st.tuples(st.sampled_from(FAILURES), st.integers(0, 600)), max_size=50))
def test_one_person_never_opens_it(steps: list[tuple[int, int]]) -> None:
    breaker, now = Breaker(), NOW
    for status, wait in steps:
        now += wait * SECOND
        breaker = breaker.after([Answer("one", status, now + HOUR)], now)
        assert breaker.state is State.CLOSED
        assert len(breaker.failures) <= 1


@given(steps)
def test_it_opens_only_on_several_people_and_never_while_the_service_accepts(steps: Steps) -> None:
    breaker, now, accepted_at = Breaker(), NOW, NOW - HOUR
    failed_at: dict[str, datetime] = {}
    for wait, batch, probes in steps:
        now += wait * SECOND
        before, breaker = breaker, breaker.after(batch, now)
        failed_at |= {each.person: now for each in batch if each.meaning is Meaning.FAILS}
        if any(each.meaning is Meaning.ACCEPTS for each in batch):
            accepted_at = now
        if before.state is State.CLOSED and breaker.state is not State.CLOSED:
            assert sum(at > now - WINDOW for at in failed_at.values()) >= SEVERAL
        if accepted_at > now - WINDOW and before.state is State.CLOSED:
            assert breaker.state is State.CLOSED
        if breaker.state is not State.CLOSED and probes and breaker.may_probe_from("anybody") <= now:  # type: ignore[operator]  # not closed
            breaker = breaker.while_probing(now)


@given(steps)
def test_a_pause_ends_within_a_minute_or_after_its_probe(steps: Steps) -> None:
    """Without Retry-After. So nobody can keep a service paused beyond the next probe of another person."""
    breaker, now = Breaker(), NOW
    for wait, batch, probes in steps:
        now += wait * SECOND
        breaker = breaker.after(batch, now)
        if at := breaker.may_probe_from("another"):
            assert at <= now + max(PAUSE, PROBE)
            if probes and at <= now:
                breaker = breaker.while_probing(now)


@given(st.lists(answers, min_size=1, max_size=8), st.randoms())
def test_the_order_of_answers_that_come_at_once_does_not_matter(batch: list[Answer], random: object) -> None:
    other = list(batch)
    random.shuffle(other)  # type: ignore[attr-defined]  # random.Random
    for breaker in (CLOSED, OPEN):
        one, two = breaker.after(batch, LATER), breaker.after(other, LATER)
        assert (one.state, one.paused_until) == (two.state, two.paused_until)


def test_what_it_keeps_is_limited() -> None:
    many = [Answer(f"person {number}", 500) for number in range(MOST_FAILURES + 50)]
    after = Breaker().after([Answer("x", 201), *many], NOW)
    assert len(after.failures) == MOST_FAILURES
    assert after.failures[-1].person == many[-1].person
