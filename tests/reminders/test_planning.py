"""The planner writes each due moment once, with the time until which it is useful and its deliveries."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.accounts.models import Person
from backend.reminders import planning
from backend.reminders.models import EMAIL, PUSH, USEFUL, Delivery, Nudge, Reminder, State
from backend.reminders.planning import BATCH, MOST_AT_ONCE, claim_due, nudges_of, write
from tests.conftest import Api, remind, subscribe
from tests.reminders.conftest import DUE, MORNING, days
from tests.services.push_service import PushService

pytestmark = pytest.mark.usefixtures("clock")
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def reminder(as_alice: Api, alice: Person) -> Reminder:
    """A reminder every day at 20:30 in UTC; DUE is its first moment."""
    remind(as_alice)
    return Reminder.for_person(alice).get()


def nudge(person: Person, of: Reminder, at: datetime = DUE, **changes: Any) -> Nudge:
    content: dict[str, Any] = {"channel": PUSH, "useful_until": at + USEFUL, "state": State.PENDING}
    place = {"person": person, "reminder": of.id, "due_at": at, "local_date": at.date(), "slot": 0}
    return Nudge(**place, **content | changes)


def summaries(nudges: Iterable[Nudge]) -> list[tuple[datetime, datetime, str, str | None]]:
    return [(each.due_at, each.useful_until, each.state, each.reason) for each in nudges]


# -- from a reminder to nudges


def test_a_reminder_is_due_at_its_exact_moment(reminder: Reminder) -> None:
    (planned,) = nudges_of([reminder], DUE)
    assert summaries([planned]) == [(DUE, DUE + USEFUL, "pending", None)]
    assert (planned.person, planned.reminder, planned.channel) == (reminder.person, reminder.id, PUSH)
    assert (planned.due_at, planned.local_date, planned.slot) == (DUE, DUE.date(), 0)
    assert (reminder.due_at, reminder.due_day, reminder.due_slot) == (
        DUE + days(1),
        (DUE + days(1)).date(),
        0,
    )


def test_every_moment_up_to_now_is_planned(reminder: Reminder) -> None:
    assert [each.due_at for each in nudges_of([reminder], DUE + days(1))] == [DUE, DUE + days(1)]
    assert reminder.due_at == DUE + days(2)


@pytest.mark.parametrize(
    ("after", "state", "reason"), [(USEFUL - MOMENT, "pending", None), (USEFUL, "expired", "late")]
)
def test_a_nudge_expires_after_an_hour(
    reminder: Reminder, after: timedelta, state: str, reason: str | None
) -> None:
    assert summaries(nudges_of([reminder], DUE + after)) == [(DUE, DUE + USEFUL, state, reason)]


def test_a_nudge_expires_earlier_when_the_next_moment_comes_within_the_hour(
    as_alice: Api, alice: Person
) -> None:
    """A window just long enough for two moments, 45 minutes apart."""
    remind(as_alice, at=None, within={"from": "20:30", "to": "21:15", "times": 2})
    second, both = DUE + timedelta(minutes=45), Reminder.for_person(alice).get()
    assert summaries(nudges_of([both], second)) == [
        (DUE, second, "expired", "late"),
        (second, second + USEFUL, "pending", None),
    ]


def test_after_a_long_outage_only_the_newest_moments_are_recorded(reminder: Reminder) -> None:
    last = DUE + days(MOST_AT_ONCE + 4)
    planned = nudges_of([reminder], last)
    assert [each.due_at for each in planned] == [
        last - days(MOST_AT_ONCE - 1 - n) for n in range(MOST_AT_ONCE)
    ]
    assert {each.state for each in planned[:-1]} == {"expired"}
    assert reminder.due_at == last + days(1)


def test_after_its_last_day_a_reminder_has_no_next_moment(as_alice: Api, alice: Person) -> None:
    remind(as_alice, ends=DUE.date().isoformat())
    ending = Reminder.for_person(alice).get()
    assert summaries(nudges_of([ending], DUE + days(3))) == [(DUE, DUE + USEFUL, "expired", "late")]
    assert (ending.due_at, ending.due_day, ending.due_slot) == (None, None, 0)


# -- from nudges to deliveries


def device(api: Api, service: PushService, label: str) -> str:
    return str(subscribe(api, label=label, **service.subscription())["id"])


def delivered() -> list[tuple[datetime, str | None, int, datetime]]:
    rows = Delivery.objects.all()
    return sorted((each.nudge.due_at, label(each), each.round, each.not_before) for each in rows)


def label(delivery: Delivery) -> str | None:
    return delivery.subscription.label if delivery.subscription else None


def test_a_planned_nudge_is_not_sent_again(
    reminder: Reminder, alice: Person, as_alice: Api, push_service: PushService
) -> None:
    device(as_alice, push_service, "Phone")
    write([nudge(alice, reminder)], DUE)
    write([nudge(alice, reminder), nudge(alice, reminder, DUE + days(1))], DUE + days(1))
    assert delivered() == [(DUE, "Phone", 1, DUE), (DUE + days(1), "Phone", 1, DUE + days(1))]
    assert Nudge.objects.count() == 2


def test_a_planned_nudge_is_not_mailed_again(reminder: Reminder, alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    alice.email = "alice@mail.example"
    alice.save()
    for _ in range(2):
        write([nudge(alice, reminder, channel=EMAIL)], DUE)
    assert delivered() == [(DUE, None, 1, DUE)]


def test_an_expired_nudge_is_recorded_and_not_sent(
    reminder: Reminder, alice: Person, as_alice: Api, push_service: PushService
) -> None:
    device(as_alice, push_service, "Phone")
    write([nudge(alice, reminder, state=State.EXPIRED, reason="late")], DUE + days(1))
    assert summaries(Nudge.objects.all()) == [(DUE, DUE + USEFUL, "expired", "late")]
    assert delivered() == []


def test_each_channel_has_its_own_deliveries_to_its_own_person(
    reminder: Reminder, alice: Person, bob: Person, as_alice: Api, as_bob: Api, push_service: PushService,
    settings: Any,
) -> None:  # fmt: skip
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    bob.email = "bob@mail.example"
    bob.save()
    device(as_alice, push_service, "Alice's")
    device(as_bob, push_service, "Bob's")
    later = DUE + days(1)
    write([nudge(alice, reminder), nudge(bob, reminder, later, channel=EMAIL)], later)
    assert delivered() == [(DUE, "Alice's", 1, DUE), (later, None, 1, later)]
    assert {each.state for each in Nudge.objects.all()} == {"pending"}


def test_without_a_device_or_address_each_channel_records_the_reason(
    reminder: Reminder, alice: Person
) -> None:
    write([nudge(alice, reminder), nudge(alice, reminder, DUE + days(1), channel=EMAIL)], DUE + days(1))
    ends = [(each.channel, each.state, each.reason) for each in Nudge.objects.order_by("due_at")]
    assert ends == [(PUSH, "no-device", None), (EMAIL, "no-device", "no-address")]


@pytest.mark.parametrize(("wanted", "expected"), [("last", ["Tablet"]), ("all", ["Phone", "Tablet"])])
def test_a_nudge_goes_to_the_last_used_device_or_to_all(
    reminder: Reminder, alice: Person, as_alice: Api, push_service: PushService, wanted: str,
    expected: list[str],
) -> None:  # fmt: skip
    for name, used in (("Tablet", 2), ("Phone", 1)):
        row = alice.push.filter(id=device(as_alice, push_service, name))
        row.update(used_at=MORNING + timedelta(minutes=used))
    alice.devices = wanted
    write([nudge(alice, reminder)], DUE)
    assert [name for _, name, _, _ in delivered()] == expected


def test_between_devices_used_at_the_same_moment_the_choice_is_stable(
    reminder: Reminder, alice: Person, as_alice: Api, push_service: PushService
) -> None:
    first, second = (device(as_alice, push_service, name) for name in ("Tablet", "Phone"))
    for each in (second, first):
        alice.push.filter(id=each).update(used_at=MORNING)
    write([nudge(alice, reminder)], DUE)
    assert [name for _, name, _, _ in delivered()] == ["Tablet"]


# -- claiming


def test_nothing_is_planned_before_it_is_due(reminder: Reminder) -> None:
    assert claim_due(DUE - MOMENT) == 0
    assert not Nudge.objects.exists()


def test_only_due_reminders_are_claimed_and_advanced(
    reminder: Reminder, alice: Person, as_alice: Api
) -> None:
    remind(as_alice, at="20:31")
    assert claim_due(DUE) == 1
    aims = {each.due_at for each in Reminder.for_person(alice)}
    assert aims == {DUE + days(1), DUE + timedelta(minutes=1)}
    assert [each.reminder for each in Nudge.objects.all()] == [reminder.id]
    assert claim_due(DUE) == 0


def test_the_oldest_are_claimed_first_and_the_rest_in_the_next_batch(
    reminder: Reminder, as_alice: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "BATCH", 2)
    for minute in (29, 28):
        remind(as_alice, at=f"20:{minute}")
    assert BATCH > 2
    assert claim_due(DUE) == 2
    assert {each.due_at.minute for each in Nudge.objects.all()} == {28, 29}
    assert [claim_due(DUE), claim_due(DUE)] == [1, 0]


def test_planning_takes_a_constant_number_of_queries(
    reminder: Reminder, as_alice: Api, push_service: PushService, django_assert_max_num_queries: Any
) -> None:
    device(as_alice, push_service, "Phone")
    for minute in range(10, 20):
        remind(as_alice, at=f"20:{minute}")
    with django_assert_max_num_queries(10):
        assert claim_due(DUE) == 11
