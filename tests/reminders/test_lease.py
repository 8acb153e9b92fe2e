"""A lease takes only deliveries that are ready, of one channel, and gives each a new fencing token."""

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
    return Delivery.objects.create(nudge=nudge, channel=channel, round=0, not_before=not_before)


def leased(channel: str = PUSH, most: int = 50, now: datetime = DUE) -> list[int]:
    return [delivery.pk for delivery in lease(channel, most, now)]


def test_each_channel_leases_its_own_deliveries(alice: Person) -> None:
    push, mail = waiting(alice), waiting(alice, EMAIL)
    assert leased(EMAIL) == [mail.pk]
    assert leased(PUSH) == [push.pk]


def test_a_channel_does_not_lease_another_channels_delivery(alice: Person) -> None:
    waiting(alice)
    assert leased(EMAIL) == []


def test_a_delivery_can_be_leased_again_only_after_its_lease_ends(alice: Person) -> None:
    delivery = waiting(alice)
    assert leased() == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.lease_until, delivery.fence) == (DUE + LEASE, 1)
    assert leased(now=DUE + LEASE - MOMENT) == []
    assert leased(now=DUE + LEASE) == [delivery.pk]
    delivery.refresh_from_db()
    assert (delivery.lease_until, delivery.fence) == (DUE + LEASE + LEASE, 2)


def test_other_deliveries_are_not_changed(alice: Person) -> None:
    later, mail = waiting(alice, not_before=DUE + MOMENT), waiting(alice, EMAIL)
    waiting(alice)
    assert len(leased()) == 1
    for other in (later, mail):
        other.refresh_from_db()
        assert (other.lease_until, other.fence) == (None, 0)


def test_a_finished_delivery_is_not_leased(alice: Person) -> None:
    ended = waiting(alice)
    Delivery.objects.filter(pk=ended.pk).update(state=State.ACCEPTED, ended_at=DUE)
    assert leased() == []


def test_the_oldest_are_leased_first_up_to_the_limit(alice: Person) -> None:
    newest, oldest, middle = (waiting(alice, not_before=DUE - timedelta(minutes=n)) for n in (1, 3, 2))
    assert set(leased(most=2)) == {oldest.pk, middle.pk}
    assert leased() == [newest.pk]


def test_a_leased_delivery_needs_no_further_query(alice: Person, django_assert_num_queries: object) -> None:
    waiting(alice)
    (delivery,) = lease(PUSH, 50, DUE)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert delivery.nudge.person.zone == alice.zone
        assert delivery.subscription is None
    assert delivery.fence == 1
