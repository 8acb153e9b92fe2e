"""A device that was signed out gets nothing, however long its nudge has been waiting."""

from typing import Any

from backend.accounts.models import Person
from backend.reminders.models import PUSH
from backend.reminders.planning import claim_due
from backend.reminders.sending import lease, pushes
from tests.conftest import Api
from tests.reminders.conftest import DUE, Clock, Phone, check_ledger, ledger, minutes, only
from tests.reminders.test_answers import respond
from tests.reminders.test_fall_through import tablet
from tests.services.push_service import Reply

__all__ = ["tablet"]


def sign_out(device: Phone) -> None:
    device.api.client.session.flush()


def test_a_device_signed_out_after_planning_gets_nothing(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    clock.go(DUE)
    claim_due(DUE)
    sign_out(tablet)
    clock.ring(DUE)
    assert (len(tablet.received), len(phone.received)) == (0, 1)
    check_ledger()


def test_later_does_not_come_to_a_device_signed_out_meanwhile(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    sign_out(tablet)
    clock.ring(DUE + minutes(31))
    assert (len(tablet.received), len(phone.received)) == (1, 1)
    assert (ledger(phone.api)[0]["state"], ledger(phone.api)[0]["device"]) == ("accepted", "Phone")
    check_ledger()


def test_later_without_another_device_is_told_as_gone(
    clock: Clock, phone: Phone, due: Any, alice: Person
) -> None:
    clock.ring(DUE)
    respond(phone, "later")
    alice_elsewhere = Api(alice)
    sign_out(phone)
    clock.ring(DUE + minutes(31))
    assert len(phone.received) == 1
    assert only(alice_elsewhere) == ("gone", None)
    assert alice.push.count() == 1  # signing in again there renews it


def test_a_retry_does_not_reach_a_device_signed_out_meanwhile(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    tablet.answer(Reply(502), Reply(201))
    clock.ring(DUE)
    sign_out(tablet)
    clock.ring(DUE + minutes(1))
    assert (len(tablet.received), len(phone.received)) == (1, 1)


def test_it_is_checked_right_before_sending(clock: Clock, phone: Phone, due: Any) -> None:
    clock.go(DUE)
    claim_due(DUE)
    held = lease(PUSH, 10, DUE)
    sign_out(phone)
    assert pushes(held, DUE) == []


def test_nothing_falls_through_once_it_is_too_late(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    clock.go(DUE)
    claim_due(DUE)
    sign_out(tablet)
    clock.ring(DUE + minutes(61))
    assert phone.received == []
    assert only(phone.api) == ("expired", "late")
