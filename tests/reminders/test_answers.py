"""An answered nudge never shows again, and "later" brings one more: whatever state its sendings are in."""

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
from tests.reminders.conftest import DUE, Clock, Phone, adds_up, ledger, minutes, only
from tests.services.push_service import PushService, Reply

SECOND = timedelta(seconds=1)


def respond(phone: Phone, action: str) -> dict[str, Any]:
    (nudge,) = ledger(phone.api)
    answer = phone.api.put(f"/api/nudges/{nudge['id']}/response/", {"action": action})
    assert answer.status_code == 200, answer.content
    said: dict[str, Any] = answer.json()
    return said


def accepted(clock: Clock, phone: Phone) -> None:
    clock.ring(DUE)


def tried_again(clock: Clock, phone: Phone) -> None:
    """The service has it, perhaps; its answer got lost."""
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


def sent_by_one_that_died(clock: Clock, phone: Phone) -> None:
    """It went out; its worker died before it could write that down."""
    clock.go(DUE)
    claim_due(DUE)
    (_,) = pushes(lease(PUSH, 10, DUE), DUE)


STATES = [accepted, tried_again, told_to_wait, refused, expired, cancelled, gone, sent_by_one_that_died]
Scene = Callable[[Clock, Phone], None]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("scene", STATES)
def test_every_state_and_answer(clock: Clock, phone: Phone, due: Any, scene: Scene, action: str) -> None:
    scene(clock, phone)
    clock.go(clock.now + 5 * SECOND)
    respond(phone, action)
    adds_up()
    answered, before = clock.now, len(phone.received)
    clock.ring(answered + minutes(29))
    assert len(phone.received) == before  # what was answered doesn't show again
    clock.ring(answered + minutes(30))
    clock.ring(answered + minutes(31))
    again = 1 if action == "later" and scene is not gone else 0
    assert len(phone.received) == before + again
    adds_up()
    state, reason = only(phone.api)
    assert state != "pending"
    if action == "later":
        assert (state, reason) == (("no-device", None) if scene is gone else ("accepted", None))
    assert ledger(phone.api)[0]["response"] == action


def test_later_counts_while_another_device_is_still_tried(
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
    assert len(tablet.received) == tried  # nor does it show there
    clock.ring(DUE + minutes(31))
    assert len(phone.received) == 2
    assert only(phone.api) == ("accepted", None)
    adds_up()


def test_it_is_not_sent_anew_when_its_worker_died_and_it_was_answered(
    clock: Clock, phone: Phone, due: Any
) -> None:
    sent_by_one_that_died(clock, phone)
    clock.go(DUE + 5 * SECOND)
    assert respond(phone, "opened")["state"] == "accepted"
    clock.ring(DUE + LEASE)
    assert phone.received == []
    nudge = Nudge.objects.get()
    assert (nudge.sent_at, nudge.device) == (DUE + 5 * SECOND, phone.row)


def test_a_worker_that_held_it_all_along_can_not_undo_the_answer(
    clock: Clock, phone: Phone, due: Any
) -> None:
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
    adds_up()


def test_the_answer_is_looked_at_right_before_sending(clock: Clock, phone: Phone, due: Any) -> None:
    clock.go(DUE)
    claim_due(DUE)
    held = lease(PUSH, 10, DUE)
    respond(phone, "opened")
    assert pushes(held, DUE) == []


def test_later_without_a_device_is_said(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    phone.api.delete(f"/api/push/subscriptions/{phone.id}/")
    assert respond(phone, "later")["state"] == "no-device"


def test_later_goes_to_no_device_that_was_signed_out(
    clock: Clock, phone: Phone, due: Any, alice: Person, push_service: PushService
) -> None:
    clock.ring(DUE)
    other = Phone(push_service, alice, "Tablet")
    phone.api.client.session.flush()
    (nudge,) = ledger(other.api)
    other.api.put(f"/api/nudges/{nudge['id']}/response/", {"action": "later"})
    clock.ring(DUE + minutes(31))
    assert (len(phone.received), len(other.received)) == (1, 1)


def test_later_again_is_one_more_and_its_repeat_is_none(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    for again in (1, 2, 3):
        respond(phone, "later")
        respond(phone, "later")
        clock.ring(DUE + minutes(30 * again))
        assert len(phone.received) == 1 + again
    assert Delivery.objects.count() == 4


def test_later_stays_when_the_app_is_opened_meanwhile(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    respond(phone, "opened")
    clock.ring(DUE + minutes(30))
    assert len(phone.received) == 2


def test_a_push_says_which_round_it_is(clock: Clock, phone: Phone, due: Any) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    clock.ring(DUE + minutes(30))
    assert [each["notification"]["data"]["round"] for each in phone.received] == [1, 2]
