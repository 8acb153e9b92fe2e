"""403 from every push service, as after a mistake with our own keys: nobody's device is forgotten."""

from backend.accounts.models import Person
from backend.push.models import PushOrigin, Subscription
from tests.conftest import remind
from tests.push.hostile import another_service, trusting
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, adds_up, days, ledger, minutes
from tests.services.push_service import PushService, Reply

__all__ = ["another_service", "push_service", "trusting"]


def test_no_subscription_goes_and_everything_comes_again_once_we_are_heard(
    clock: Clock, phone: Phone, another_service: PushService, bob: Person
) -> None:
    phones = [phone, Phone(another_service, bob)]
    for each in phones:
        each.answer(Reply(403))
        for minute in range(8):  # more than it takes to open the breakers
            remind(each.api, at=f"20:{30 + minute}")
    for minute in range(0, 70, 2):
        clock.ring(DUE + minutes(minute))
    assert Subscription.objects.count() == 2
    assert PushOrigin.objects.filter(refusals__gte=5, status=403).count() == 2
    for each in phones:
        assert {nudge["state"] for nudge in ledger(each.api)} == {"refused"}
        # A service that is left alone for a minute isn't asked meanwhile.
        assert len(each.received) == 8
        each.answer(Reply(201))
        each.service.received.clear()
    for minute in range(10):
        clock.ring(DUE + days(1) + minutes(minute))
    for each in phones:
        assert len(each.received) == 8
        assert {nudge["state"] for nudge in ledger(each.api)[:8]} == {"accepted"}
    assert PushOrigin.objects.filter(refusals=0).count() == 2
    adds_up()
