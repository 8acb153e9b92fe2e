"""The probe after a pause of a push service: one push, by somebody whose devices haven't failed."""

from datetime import datetime, timedelta

import pytest

from backend.push.breaker import GRACE, PAUSE, Answer
from backend.push.models import PushOrigin, opaque
from backend.push.outcome import Outcome
from backend.push.sender import Push, PushQueue
from backend.reminders import sending
from tests.conftest import remind
from tests.push.test_isolation import answering, phones
from tests.reminders.conftest import DUE, Clock, Phone, clock, ledger, minutes, only
from tests.services.push_service import Reply

__all__ = ["clock", "phones"]
ORIGIN = "https://push.test"


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


def push_to(phone: Phone) -> Push:
    return Push(phone.row, b"{}", "topic", 60)


def outcomes(pushes: list[Push], now: datetime) -> list[Outcome]:
    """Of one batch, sent as nudges."""
    found = {}
    with PushQueue() as queue:
        queue.begin(enumerate(pushes), now)
        while not queue.empty:
            found |= dict(queue.outcomes(now))
    return [found[place].outcome for place in range(len(pushes))]


def pause(now: datetime, *phones: Phone) -> None:
    """Pause the service as of `now`, on failures for these people and others."""
    failed = [Answer(opaque(phone.row.person_id), 500) for phone in phones]
    PushOrigin.record(ORIGIN, [*failed, *(Answer(name, 500) for name in "abc")], now)


def test_retry_after_of_a_probe_concerns_its_device_alone(clock: Clock, phones: list[Phone]) -> None:
    answering(phones, Reply(500))
    clock.ring(DUE)
    answering(phones, Reply(503, {"Retry-After": "3600"}))
    clock.ring(DUE + minutes(2))
    answering(phones, Reply(201))
    for minute in (3, 4, 5):
        clock.ring(DUE + minutes(minute) + seconds(5))
    came = [only(each.api)[0] for each in phones]
    assert came.count("accepted") == 4


def test_a_push_that_cannot_be_sent_is_no_probe(clock: Clock, phones: list[Phone]) -> None:
    bad, good, *_ = phones
    pause(clock.now - PAUSE)
    unsendable = push_to(bad)
    unsendable.subscription.p256dh = b"no key"
    assert outcomes([unsendable, push_to(good)], clock.now) == [Outcome.REFUSED, Outcome.ACCEPTED]


def test_there_is_one_probe(clock: Clock, phones: list[Phone]) -> None:
    pause(clock.now - PAUSE)
    some = [push_to(each) for each in phones]
    assert outcomes(some, clock.now) == [Outcome.ACCEPTED, *[Outcome.PAUSED] * 4]
    assert outcomes(some, clock.now) == [Outcome.ACCEPTED] * 5


def test_two_workers_send_one_probe(clock: Clock, phones: list[Phone]) -> None:
    pause(clock.now - PAUSE)
    (breaker,) = PushOrigin.not_closed().values()
    claims = [PushOrigin.claim_probe(ORIGIN, breaker, clock.now) for _ in range(2)]
    assert claims == [True, False]


def test_a_probe_without_an_answer_is_given_up(clock: Clock, phones: list[Phone]) -> None:
    """Its worker died."""
    pause(clock.now - PAUSE)
    (breaker,) = PushOrigin.not_closed().values()
    PushOrigin.claim_probe(ORIGIN, breaker, clock.now)
    assert outcomes([push_to(phones[0])], clock.now + seconds(14)) == [Outcome.PAUSED]
    assert outcomes([push_to(phones[0])], clock.now + seconds(15)) == [Outcome.ACCEPTED]


def test_nobody_whose_device_failed_probes_before_others_could(clock: Clock, phones: list[Phone]) -> None:
    bad, good, *_ = phones
    pause(clock.now - PAUSE, bad)
    assert outcomes([push_to(bad)], clock.now) == [Outcome.PAUSED]
    assert outcomes([push_to(good)], clock.now) == [Outcome.ACCEPTED]


def test_somebody_whose_device_failed_probes_if_nobody_else_does(clock: Clock, phones: list[Phone]) -> None:
    pause(clock.now - PAUSE - GRACE, *phones)
    assert outcomes([push_to(phones[0])], clock.now) == [Outcome.ACCEPTED]


def test_a_service_that_accepts_now_and_then_is_not_paused(db: None) -> None:
    for second in (0, 9):
        PushOrigin.record(ORIGIN, [Answer("x", 201)], DUE + seconds(second))
    PushOrigin.record(ORIGIN, [Answer(name, 500) for name in "abc"], DUE + seconds(125))
    assert PushOrigin.not_closed() == {}


def test_several_people_with_many_failing_pushes_cannot_keep_a_service_paused(
    clock: Clock, phones: list[Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Theirs fill whole batches, before those of anybody else."""
    monkeypatch.setattr(sending, "BATCH", 3)
    *attackers, first, second = phones
    answering(attackers, Reply(500))
    for minute in range(1, 30):
        for each in attackers:
            remind(each.api, at=f"20:{30 + minute}")
    for each in (first, second):  # theirs come once the service is paused
        each.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "20:32"})
    for second_of in range(0, 240, 10):
        clock.ring(DUE + seconds(second_of))
    assert [only(each.api) for each in (first, second)] == [("accepted", None)] * 2
    assert ledger(first.api)[0]["sent_at"] <= "2026-11-23T20:33:30Z"


def test_attackers_do_not_send_every_probe_after_a_failure_of_the_service(
    clock: Clock, phones: list[Phone]
) -> None:
    """Their devices go on failing when the service has recovered."""
    attackers, others = phones[:2], phones[2:]
    answering(phones, Reply(500))
    clock.ring(DUE)
    answering(others, Reply(201))
    for minute in range(1, 15):
        for each in attackers:
            remind(each.api, at=f"20:{30 + minute}")
    for second_of in range(10, 15 * 60, 10):
        clock.ring(DUE + seconds(second_of))
    assert [only(each.api) for each in others] == [("accepted", None)] * 3
    # Each attacker sends one probe, at most two minutes after a pause of one minute.
    assert max(ledger(each.api)[0]["sent_at"] for each in others) <= "2026-11-23T20:39:30Z"
