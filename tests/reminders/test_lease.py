"""What a sender takes for itself: just what is ready, of its own channel, and under a new fence."""

from datetime import datetime, timedelta
from uuid import uuid4

from backend.accounts.models import Person
from backend.reminders.models import EMAIL, LEASE, PUSH, Delivery, Nudge, State
from backend.reminders.sending import lease
from tests.reminders.conftest import DUE

MOMENT = timedelta(seconds=1)


def waiting(person: Person, channel: str = PUSH, not_before: datetime = DUE) -> Delivery:
    nudge = Nudge.objects.create(
        person=person,
        reminder=uuid4(),
        channel=channel,
        due_at=DUE,
        local_date=DUE.date(),
        slot=0,
        useful_until=DUE + timedelta(hours=1),
    )
    return Delivery.objects.create(nudge=nudge, round=0, not_before=not_before)


def taken(channel: str = PUSH, most: int = 50, now: datetime = DUE) -> list[int]:
    return [delivery.pk for delivery in lease(channel, most, now)]


def test_each_channel_takes_its_own(alice: Person) -> None:
    push, mail = waiting(alice), waiting(alice, EMAIL)
    assert taken(EMAIL) == [mail.pk]
    assert taken(PUSH) == [push.pk]


def test_one_channel_alone_leaves_the_other_nothing(alice: Person) -> None:
    waiting(alice)
    assert taken(EMAIL) == []


def test_what_is_taken_is_held_until_the_lease_ends(alice: Person) -> None:
    delivery = waiting(alice)
    assert taken() == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.lease_until, delivery.fence) == (DUE + LEASE, 1)
    assert taken(now=DUE + LEASE - MOMENT) == []
    assert taken(now=DUE + LEASE) == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.lease_until, delivery.fence) == (DUE + LEASE + LEASE, 2)


def test_nothing_else_is_touched(alice: Person) -> None:
    later, mail = waiting(alice, not_before=DUE + MOMENT), waiting(alice, EMAIL)
    waiting(alice)
    assert len(taken()) == 1
    for other in (later, mail):
        other.refresh_from_db()
        assert (other.lease_until, other.fence) == (None, 0)


def test_what_has_ended_is_not_taken(alice: Person) -> None:
    ended = waiting(alice)
    Delivery.objects.filter(pk=ended.pk).update(state=State.ACCEPTED, ended_at=DUE)
    assert taken() == []


def test_the_oldest_come_first_and_no_more_than_there_is_room_for(alice: Person) -> None:
    newest, oldest, middle = (waiting(alice, not_before=DUE - timedelta(minutes=n)) for n in (1, 3, 2))
    assert set(taken(most=2)) == {oldest.pk, middle.pk}
    assert taken() == [newest.pk]


def test_a_sender_has_all_that_it_needs_of_them(alice: Person, django_assert_num_queries: object) -> None:
    waiting(alice)
    (delivery,) = lease(PUSH, 50, DUE)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert delivery.nudge.person.username == "alice"
        assert delivery.subscription is None
    assert delivery.fence == 1
