"""Every outcome is recorded: a delivery without a recorded outcome would be sent again every minute."""

from datetime import timedelta
from typing import Any, cast

import pytest

from backend.accounts.models import Person
from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.reminders.codes import Reason, State
from backend.reminders.models import PUSH, Delivery, Nudge
from backend.reminders.outcomes import record
from backend.reminders.schema import REASONS
from backend.reminders.sending import lease
from tests.conftest import Api, subscribe
from tests.reminders.conftest import DUE
from tests.reminders.test_lease import waiting


@pytest.fixture
def leased(alice: Person) -> Delivery:
    waiting(alice)
    (delivery,) = lease(PUSH, 1, DUE)
    return delivery


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_ends_or_postpones_the_delivery(leased: Delivery, outcome: Outcome) -> None:
    record([(leased, Sent(outcome))], DUE)
    leased.refresh_from_db()
    assert leased.lease_until is None
    if leased.state == State.PENDING:
        assert leased.not_before > DUE
        assert lease(PUSH, 1, DUE + timedelta(seconds=1)) == []
    else:
        assert leased.ended_at == DUE


def test_an_unknown_outcome_raises(leased: Delivery) -> None:
    with pytest.raises(AssertionError):
        record([(leased, Sent(cast(Any, "a sixth")))], DUE)


def test_codes_fit_their_columns() -> None:
    for code in (*State.values, *Reason.values):
        assert len(code) <= Nudge._meta.get_field("reason").max_length
    assert set(Reason.values) - set(REASONS) == {"answered"}


def test_a_device_removed_while_its_push_is_sent_holds_up_no_outcome(alice: Person, as_alice: Api) -> None:
    subscribe(as_alice)
    device = Subscription.objects.get()
    mine, other = waiting(alice), waiting(alice)
    Delivery.objects.filter(pk=mine.pk).update(subscription=device)
    Delivery.objects.update(round=1)
    deliveries = lease(PUSH, 2, DUE)
    device.delete()
    record([(each, Sent(Outcome.ACCEPTED)) for each in deliveries], DUE)
    for each in (mine, other):
        each.refresh_from_db()
        assert (each.state, each.nudge.state, each.nudge.device) == (State.ACCEPTED, State.ACCEPTED, None)
