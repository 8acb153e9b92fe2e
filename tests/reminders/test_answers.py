"""An answered nudge is never shown again, and "later" sends one more, whatever state its deliveries are
in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts.models import Person
from backend.push.outcome import Outcome, Sent
from backend.reminders.models import ACTIONS, LEASE, PUSH, Delivery, Nudge
from backend.reminders.outcomes import record
from backend.reminders.planning import claim_due
from backend.reminders.sending import lease, pushes
from tests.conftest import remind
from tests.reminders.conftest import DUE, Clock, Phone, check_ledger, ledger, minutes, only
from tests.services.push_service import PushService, Reply

SECOND = timedelta(seconds=1)


def respond(phone: Phone, action: str, seen: int | None = None) -> dict[str, Any]:
    (nudge,) = ledger(phone.api)
    answer = phone.api.put(f"/api/nudges/{nudge['id']}/response/", {"action": action, "round": seen})
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def accepted(clock: Clock, phone: Phone) -> None:
    clock.ring(DUE)


def tried_again(clock: Clock, phone: Phone) -> None:
    """The push service may have accepted the message, but its answer was lost."""
    phone.answer(Reply(502), Reply(201))
    clock.ring(DUE)


def told_to_wait(clock: Clock, phone: Phone) -> None:
    phone.answer(Reply(429, {"Retry-After": "60"}), Reply(201))
    clock.ring(DUE)


def refused(clock: Clock, phone: Phone) -> None:
    phone.answer(Reply(400), Reply(201))
    clock.ring(DUE)


def expired(clock: Clock, phone: Phone) -> None:
    clock.go(DUE)
    claim_due(DUE)
    clock.ring(DUE + minutes(61))


def cancelled(clock: Clock, phone: Phone) -> None:
    phone.api.put("/api/rest/", {"until": (DUE + SECOND).isoformat()})
    clock.ring(DUE)


def gone(clock: Clock, phone: Phone) -> None:
    phone.answer(Reply(410))
    clock.ring(DUE)


def sent_by_a_worker_that_died(clock: Clock, phone: Phone) -> None:
    """The message was sent, and its worker died before recording the outcome."""
    clock.go(DUE)
    claim_due(DUE)
    (_,) = pushes(lease(PUSH, 10, DUE), DUE)


STATES = [accepted, tried_again, told_to_wait, refused, expired, cancelled, gone, sent_by_a_worker_that_died]
Scene = Callable[[Clock, Phone], None]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("scene", STATES)
def test_an_answered_nudge_is_not_shown_again_whatever_its_state(
    clock: Clock, phone: Phone, due: Any, scene: Scene, action: str
) -> None:
    scene(clock, phone)
    clock.go(clock.now + 5 * SECOND)
    respond(phone, action)
    check_ledger()
    answered, before = clock.now, len(phone.received)
    clock.ring(answered + minutes(29))
    assert len(phone.received) == before  # an answered nudge isn't shown again
    clock.ring(answered + minutes(30))
    clock.ring(answered + minutes(31))
    again = 1 if action == "later" and scene is not gone else 0
    assert len(phone.received) == before + again
    check_ledger()
    state, reason = only(phone.api)
    assert state != "pending"
    if action == "later":
        assert (state, reason) == (("no-device", None) if scene is gone else ("accepted", None))
    assert ledger(phone.api)[0]["response"] == action


def test_later_also_ends_retries_to_another_device(
    clock: Clock, phone: Phone, due: Any, alice: Person
) -> None:
    tablet = Phone(phone.service, alice, "Tablet")
    phone.api.patch("/api/me/", {"devices": "all"})
    tablet.answer(Reply(500))
    clock.ring(DUE)
    clock.go(DUE + 5 * SECOND)
    assert respond(phone, "later")["state"] == "pending"
    tried = len(tablet.received)
    clock.ring(DUE + minutes(20))
    assert len(tablet.received) == tried  # it isn't shown there either
    clock.ring(DUE + minutes(31))
    assert len(phone.received) == 2
    assert only(phone.api) == ("accepted", None)
    check_ledger()


def test_an_answered_nudge_is_not_sent_again_after_its_worker_died(
    clock: Clock, phone: Phone, due: Any
) -> None:
    sent_by_a_worker_that_died(clock, phone)
    clock.go(DUE + 5 * SECOND)
    assert respond(phone, "opened")["state"] == "accepted"
    clock.ring(DUE + LEASE)
    assert phone.received == []
    nudge = Nudge.objects.get()
    assert (nudge.sent_at, nudge.device) == (DUE + 5 * SECOND, phone.row)


def test_a_worker_with_an_old_lease_cannot_undo_an_answer(clock: Clock, phone: Phone, due: Any) -> None:
    clock.go(DUE)
    claim_due(DUE)
    (held,) = lease(PUSH, 10, DUE)
    clock.go(DUE + 5 * SECOND)
    respond(phone, "later")
    for outcome in Outcome:
        record([(held, Sent(outcome))], clock.now)
    assert only(phone.api) == ("pending", None)
    clock.ring(DUE + minutes(31))
    assert only(phone.api) == ("accepted", None)
    assert len(phone.received) == 1
    check_ledger()


def test_an_answer_is_checked_right_before_sending(clock: Clock, phone: Phone, due: Any) -> None:
    clock.go(DUE)
    claim_due(DUE)
    held = lease(PUSH, 10, DUE)
    respond(phone, "opened")
    assert pushes(held, DUE) == []


def test_later_without_a_device_is_recorded_as_no_device(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    phone.api.delete(f"/api/push/subscriptions/{phone.id}/")
    assert respond(phone, "later")["state"] == "no-device"


def test_later_is_not_sent_to_a_signed_out_device(
    clock: Clock, phone: Phone, due: Any, alice: Person, push_service: PushService
) -> None:
    clock.ring(DUE)
    other = Phone(push_service, alice, "Tablet")
    phone.api.client.session.flush()
    (nudge,) = ledger(other.api)
    other.api.put(f"/api/nudges/{nudge['id']}/response/", {"action": "later"})
    clock.ring(DUE + minutes(31))
    assert (len(phone.received), len(other.received)) == (1, 1)


def test_each_later_sends_once_more_and_a_repeated_request_does_not(
    clock: Clock, phone: Phone, due: Any
) -> None:
    clock.ring(DUE)
    for again in (1, 2, 3):
        respond(phone, "later")
        respond(phone, "later")
        clock.ring(DUE + minutes(30 * again))
        assert len(phone.received) == 1 + again
    assert Delivery.objects.count() == 4


def test_later_repeated_once_its_round_has_come_sends_no_further_one(
    clock: Clock, phone: Phone, due: Any
) -> None:
    """The phone got no reply to its first request, and the round went to another device."""
    clock.ring(DUE)
    respond(phone, "later", 1)
    clock.ring(DUE + minutes(30))
    before = respond(phone, "opened", 2)
    assert respond(phone, "later", 1) == before
    clock.ring(DUE + minutes(60))
    assert len(phone.received) == 2


def test_an_answer_to_an_earlier_round_does_not_end_the_next_one(
    clock: Clock, phone: Phone, due: Any
) -> None:
    clock.ring(DUE)
    respond(phone, "later", 1)
    phone.answer(Reply(502), Reply(201))
    clock.ring(DUE + minutes(30))
    respond(phone, "opened", 1)
    clock.ring(DUE + minutes(31))
    assert len(phone.received) == 3
    assert only(phone.api) == ("accepted", None)


def test_opening_the_app_does_not_cancel_later(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    respond(phone, "opened")
    clock.ring(DUE + minutes(30))
    assert len(phone.received) == 2


def test_a_push_contains_its_round(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    clock.ring(DUE + minutes(30))
    assert [each["notification"]["data"]["round"] for each in phone.received] == [1, 2]


def test_a_round_that_a_dead_worker_may_have_sent_is_not_shown_again_after_it_waited(
    clock: Clock, phone: Phone, due: Any
) -> None:
    """The worker died after the push, and the next one made the delivery wait for the end of quiet hours."""
    clock.ring(DUE)
    respond(phone, "later")
    clock.go(DUE + minutes(30))
    (_,) = pushes(lease(PUSH, 10, clock.now), clock.now)
    phone.api.patch("/api/me/", {"quiet_from": "21:01", "quiet_to": "21:10"})
    clock.ring(DUE + minutes(32))
    respond(phone, "opened")
    clock.ring(DUE + minutes(41))
    assert len(phone.received) == 1
    assert only(phone.api) == ("accepted", None)


def test_a_delivery_that_a_dead_worker_held_is_told_as_late(clock: Clock, phone: Phone, due: Any) -> None:
    sent_by_a_worker_that_died(clock, phone)
    clock.ring(DUE + minutes(61))
    assert only(phone.api) == ("expired", "late")


@pytest.mark.parametrize("action", ["later", "not-today"])
def test_opening_takes_no_other_answer_back(clock: Clock, phone: Phone, due: Any, action: str) -> None:
    """A phone that lost the connection may repeat "opened" after another device has answered."""
    remind(phone.api, at="20:40")
    clock.ring(DUE)
    respond(phone, action)
    assert respond(phone, "opened")["response"] == action
    clock.ring(DUE + minutes(10))
    assert len(phone.received) == (1 if action == "not-today" else 2)


def test_opening_the_round_that_later_asked_for_is_recorded(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    clock.ring(DUE + minutes(30))
    assert respond(phone, "opened")["response"] == "opened"
