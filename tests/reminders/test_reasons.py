"""The ledger says why a nudge that waited wasn't sent."""

from typing import Any

import pytest

from backend.push.breaker import Answer
from backend.push.models import PushOrigin, Subscription
from backend.reminders.models import Delivery
from tests.conftest import remind
from tests.reminders.conftest import DUE, Clock, Phone, check_ledger, clock, minutes, only
from tests.services.push_service import Reply

__all__ = ["clock"]
ORIGIN = "https://push.test"


def pause_for_an_hour(clock: Clock) -> None:
    clock.go(DUE)
    until = DUE + minutes(90)
    PushOrigin.record(ORIGIN, [Answer(name, 503, until) for name in "abc"], DUE)


def test_a_paused_service_is_told_as_that(clock: Clock, phone: Phone) -> None:
    """And not as a server that was busy."""
    remind(phone.api)
    pause_for_an_hour(clock)
    for minute in range(0, 100, 5):
        clock.ring(DUE + minutes(minute))
    assert phone.received == []
    assert only(phone.api) == ("expired", "paused")
    check_ledger()


@pytest.mark.parametrize("status", [429, 503])
def test_a_device_that_is_to_wait_is_told_as_that(clock: Clock, phone: Phone, status: int) -> None:
    remind(phone.api)
    phone.answer(Reply(status, {"Retry-After": "3600"}))
    for minute in range(0, 70, 5):
        clock.ring(DUE + minutes(minute))
    assert only(phone.api) == ("expired", "paused")


def test_the_last_cause_is_told(clock: Clock, phone: Phone) -> None:
    remind(phone.api)
    phone.answer(Reply(429, {"Retry-After": "60"}), Reply(500))
    for minute in range(0, 70, 2):
        clock.ring(DUE + minutes(minute))
    assert only(phone.api) == ("expired", "unreachable")


def test_a_nudge_that_waited_for_quiet_hours_and_then_for_a_worker_is_late(
    clock: Clock, phone: Phone
) -> None:
    remind(phone.api)
    phone.answer(Reply(429, {"Retry-After": "60"}))
    clock.ring(DUE)
    phone.api.patch("/api/me/", {"quiet_from": "20:00", "quiet_to": "21:00"})
    clock.ring(DUE + minutes(2))
    clock.ring(DUE + minutes(70))
    assert only(phone.api) == ("expired", "late")


def test_a_dropped_key_is_told_as_that(clock: Clock, phone: Phone) -> None:
    remind(phone.api)
    Subscription.objects.update(key="dropped")
    clock.ring(DUE)
    assert phone.received == []
    assert only(phone.api) == ("refused", "key-dropped")


def test_a_test_push_tells_a_dropped_key_as_that(clock: Clock, phone: Phone) -> None:
    Subscription.objects.update(key="dropped")
    answer: Any = phone.api.post(f"/api/push/subscriptions/{phone.id}/tests/", {})
    assert answer.json()["outcome"] == "key-dropped"


def test_a_delivery_that_an_earlier_version_postponed_is_told_as_unreachable(
    clock: Clock, phone: Phone
) -> None:
    """It counted attempts, and stored no reason."""
    remind(phone.api)
    phone.answer(Reply(500))
    clock.ring(DUE)
    Delivery.objects.update(reason=None)
    clock.ring(DUE + minutes(70))
    assert only(phone.api) == ("expired", "unreachable")
