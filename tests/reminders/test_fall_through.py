"""What can't be delivered to one device goes to the next one, while it is still useful."""

from typing import Any

import pytest

from backend.accounts.models import Person
from backend.push.breaker import Answer
from backend.push.models import PushOrigin
from backend.reminders.models import Delivery
from tests.conftest import remind
from tests.push.hostile import another_service, trusting
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, check_ledger, days, ledger, minutes, only
from tests.reminders.test_answers import respond
from tests.reminders.test_mail import by_mail, mail_server
from tests.services.mail_server import MailServer
from tests.services.push_service import PushService, Reply

__all__ = ["another_service", "mail_server", "push_service", "trusting"]


@pytest.fixture
def tablet(phone: Phone, alice: Person, clock: Clock) -> Phone:
    """A second device, used later than the phone: the latest."""
    clock.go(clock.now + minutes(1))
    return Phone(phone.service, alice, "Tablet")


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_latest_device_that_is_refused_each_day_hides_no_older_one(
    clock: Clock, phone: Phone, due: Any, tablet: Phone, status: int
) -> None:
    tablet.answer(Reply(status))
    for day in range(3):
        clock.ring(DUE + days(day))
    assert (len(tablet.received), len(phone.received)) == (3, 3)
    assert {(each["state"], each["device"]) for each in ledger(phone.api)} == {("accepted", "Phone")}
    check_ledger()


def test_so_does_one_with_a_dropped_key(clock: Clock, phone: Phone, due: Any, tablet: Phone) -> None:
    row = tablet.row
    row.key = "dropped"
    row.save()
    clock.ring(DUE)
    assert len(phone.received) == 1
    check_ledger()


def test_each_device_is_tried_once(clock: Clock, phone: Phone, due: Any, tablet: Phone) -> None:
    for each in (phone, tablet):
        each.answer(Reply(403))
    for minute in range(0, 70, 10):
        clock.ring(DUE + minutes(minute))
    assert (len(tablet.received), len(phone.received)) == (1, 1)
    assert only(phone.api) == ("refused", None)
    check_ledger()


@pytest.mark.parametrize("reply", [Reply(429, {"Retry-After": "3600"}), Reply(503, {"Retry-After": "3600"})])
def test_a_device_that_is_to_wait_for_too_long_is_passed_over(
    clock: Clock, phone: Phone, due: Any, tablet: Phone, reply: Reply
) -> None:
    tablet.answer(reply)
    clock.ring(DUE)
    assert len(phone.received) == 1
    assert only(phone.api) == ("accepted", None)
    check_ledger()


def test_a_device_that_is_to_wait_for_a_minute_is_waited_for(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    tablet.answer(Reply(429, {"Retry-After": "60"}), Reply(201))
    clock.ring(DUE)
    clock.ring(DUE + minutes(1))
    assert (len(tablet.received), len(phone.received)) == (2, 0)


def test_a_device_without_an_answer_is_passed_over_before_it_is_too_late(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    tablet.answer(Reply(500))
    for minute in range(60):
        clock.ring(DUE + minutes(minute))
    assert len(phone.received) == 1
    assert only(phone.api) == ("accepted", None)
    check_ledger()


def test_a_device_of_a_paused_service_is_passed_over(
    another_service: PushService, clock: Clock, phone: Phone, due: Any, alice: Person
) -> None:
    clock.go(clock.now + minutes(1))
    tablet = Phone(another_service, alice, "Tablet")
    hours = [Answer(name, 503, DUE + minutes(90)) for name in "abc"]
    PushOrigin.record(f"https://{another_service.host}", hours, DUE)
    clock.ring(DUE)
    assert (len(tablet.received), len(phone.received)) == (0, 1)


def test_with_all_devices_each_gets_one_whatever_the_others_answer(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    phone.api.patch("/api/me/", {"devices": "all"})
    tablet.answer(Reply(403))
    clock.ring(DUE)
    clock.ring(DUE + minutes(1))
    assert (len(tablet.received), len(phone.received)) == (1, 1)
    assert Delivery.objects.count() == 2


def test_later_falls_through_with_all_devices_too(
    clock: Clock, phone: Phone, due: Any, tablet: Phone
) -> None:
    phone.api.patch("/api/me/", {"devices": "all"})
    clock.ring(DUE)
    respond(phone, "later")
    again = Delivery.objects.get(round=2).subscription
    for each in (phone, tablet):
        each.answer(Reply(403) if each.row == again else Reply(201))
    clock.ring(DUE + minutes(31))
    assert (len(phone.received), len(tablet.received)) == (2, 2)
    assert only(phone.api) == ("accepted", None)


def test_a_refused_mail_does_not_become_a_push(
    clock: Clock, phone: Phone, alice: Person, mail_server: MailServer
) -> None:
    Person.objects.filter(pk=alice.pk).update(email="anna@mail.example")
    by_mail(phone.api)
    mail_server.answer("550 no such mailbox")
    clock.ring(DUE)
    clock.ring(DUE + minutes(1))
    assert only(phone.api) == ("refused", None)
    assert phone.received == []


def test_another_reminders_nudge_is_not_affected(clock: Clock, phone: Phone, due: Any, tablet: Phone) -> None:
    remind(phone.api, at="20:31")
    tablet.answer(Reply(403), Reply(201))
    clock.ring(DUE)
    clock.ring(DUE + minutes(1))
    assert (len(tablet.received), len(phone.received)) == (2, 1)
