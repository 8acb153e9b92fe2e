"""Failures of one person's devices don't pause the push service for anybody else."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import Person
from backend.push.models import PushOrigin
from tests.conftest import Api, make_person, remind
from tests.reminders.conftest import DUE, Clock, Phone, clock, minutes, only
from tests.services.push_service import PushService, Reply

__all__ = ["clock"]


@pytest.fixture
def phones(clock: Clock, push_service: PushService, db: None) -> list[Phone]:
    """The phones of five people, each with a reminder at 20:30."""
    found = [Phone(push_service, make_person(f"p{number}")) for number in range(5)]
    for each in found:
        remind(each.api)
    return found


def send_a_test(phone: Phone) -> str:
    answer = phone.api.post(f"/api/push/subscriptions/{phone.id}/tests/", {})
    assert answer.status_code == 201, answer.content
    outcome: str = answer.json()["outcome"]
    return outcome


def test_test_pushes_never_pause_a_service(clock: Clock, phones: list[Phone]) -> None:
    """Not even test pushes of several people to devices that answer 403."""
    broken = phones[1:]
    for each in broken:
        each.answer(Reply(403))
    for _ in range(2):
        assert [send_a_test(each) for each in broken] == ["refused"] * 4
    clock.ring(DUE)
    assert only(phones[0].api) == ("accepted", None)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_delays_only_the_device_that_got_it(
    clock: Clock, phones: list[Phone], status: int
) -> None:
    """It delays everything sent to that device."""
    waits, *others = phones
    remind(waits.api, at="20:31")
    for each in others:
        remind(each.api, at="20:31")
    waits.answer(Reply(status, {"Retry-After": "1800"}), Reply(201))
    clock.ring(DUE)
    clock.ring(DUE + minutes(1))
    assert [len(each.received) for each in phones] == [1, 2, 2, 2, 2]
    clock.ring(DUE + minutes(29))
    assert len(waits.received) == 1
    clock.ring(DUE + minutes(31))
    assert len(waits.received) == 3


def test_one_person_with_many_broken_devices_pauses_nobody(
    clock: Clock, phones: list[Phone], push_service: PushService
) -> None:
    good, bad, *_ = phones
    person = bad.api.person
    assert person is not None
    bad.api.patch("/api/me/", {"devices": "all"})
    broken = [bad, *(Phone(push_service, person, f"Phone {number}") for number in range(9))]
    for each in broken:
        each.answer(Reply(403))
    good.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "20:35"})  # her nudge comes after theirs
    for each in phones[2:]:
        each.api.put("/api/rest/", {"until": (DUE + minutes(90)).isoformat()})
    clock.ring(DUE)
    assert not PushOrigin.objects.filter(paused_until__isnull=False).exists()
    clock.ring(DUE + minutes(35))
    assert only(good.api) == ("accepted", None)


def answering(phones: list[Phone], *replies: Reply) -> None:
    for each in phones:
        each.answer(*replies)


@pytest.mark.parametrize("reply", [Reply(500), Reply(503, {"Retry-After": "60"}), Reply(403), Reply(401)])
def test_failures_of_several_people_pause_a_service_until_a_probe_succeeds(
    clock: Clock, phones: list[Phone], push_service: PushService, reply: Reply
) -> None:
    answering(phones, reply)
    clock.ring(DUE)
    assert len(push_service.received) == 5
    for each in phones:
        remind(each.api, at="20:31", zone="UTC")
    clock.ring(DUE + timedelta(seconds=119))
    assert len(push_service.received) == 5
    clock.ring(DUE + minutes(2))
    assert len(push_service.received) == 6  # one probe, after the grace, since everybody's devices failed
    clock.ring(DUE + minutes(2) + timedelta(seconds=30))
    assert len(push_service.received) == 6  # the probe failed, so the pause goes on
    answering(phones, Reply(201))
    clock.ring(DUE + minutes(4) + timedelta(seconds=1))
    assert len(push_service.received) == 7
    clock.ring(DUE + minutes(4) + timedelta(seconds=30))
    assert len(push_service.received) >= 9
    row = PushOrigin.objects.get()
    assert (row.paused_until, row.status) == (None, None)


def test_a_service_that_accepts_other_peoples_pushes_is_not_paused(
    clock: Clock, phones: list[Phone], push_service: PushService
) -> None:
    good, *broken = phones
    answering(broken, Reply(500))
    for minute in range(1, 6):
        for each in phones:
            remind(each.api, at=f"20:{30 + minute}")
    for minute in range(6):
        clock.ring(DUE + minutes(minute))
    assert len(good.received) == 6


def test_only_slow_answers_to_several_people_pause_a_service(
    clock: Clock, phones: list[Phone], push_service: PushService, monkeypatch: Any
) -> None:
    from backend.push import sender

    line = sender.PushQueue()
    going = sender.InFlight("a", "https://push.test", 1, 1, probe=False, began=0.0)
    line._in_flight = {1: going}
    assert line._silent() == set()
    line._in_flight |= {2: going._replace(person=2), 3: going._replace(person=3)}
    assert line._silent() == {"https://push.test"}


def test_metrics_show_that_our_key_is_refused(clock: Clock, phones: list[Phone], stranger: Api) -> None:
    answering(phones, Reply(403))
    clock.ring(DUE)
    page = stranger.get("/metrics").content.decode()
    assert 'noticing_push_paused{origin="https://push.test"} 1.0' in page
    assert 'noticing_push_key_refused{origin="https://push.test"} 1.0' in page
    assert 'noticing_push_failing{origin="https://push.test"} 5.0' in page


def test_a_services_row_identifies_nobody(clock: Clock, phones: list[Phone], alice: Person) -> None:
    answering(phones, Reply(403))
    clock.ring(DUE)
    people = {str(each.api.person.pk) for each in phones if each.api.person}
    assert len(PushOrigin.objects.get().failures) == 5
    assert people.isdisjoint(who for who, *_ in PushOrigin.objects.get().failures)
