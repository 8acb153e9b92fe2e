"""Every push service answers 403, as after a mistake with our VAPID keys: no device is deleted."""

from itertools import pairwise

from backend.accounts.models import Person
from backend.push.models import PushOrigin, Subscription
from tests.conftest import make_person, remind
from tests.push.hostile import another_service, trusting
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, check_ledger, days, ledger, minutes
from tests.services.push_service import PushService, Reply

__all__ = ["another_service", "push_service", "trusting"]


def test_403_from_every_service_deletes_no_subscription_and_nudges_resume(
    another_service: PushService,  # its certificate is created before the clock is moved
    clock: Clock,
    phone: Phone,
    bob: Person,
) -> None:
    others = [Phone(another_service, bob)]
    for service in (phone.service, another_service):
        others += [Phone(service, make_person(f"{service.host}-{name}")) for name in "abc"]
    phones = [phone, *others]
    for each in phones:
        each.answer(Reply(403))
        for minute in range(8):
            remind(each.api, at=f"20:{30 + minute}")
    asked = []
    for minute in range(0, 70, 2):
        clock.ring(DUE + minutes(minute))
        asked.append((len(phone.service.received), len(another_service.received)))
    # After the pause each service gets one probe.
    assert asked[0] == (4, 4)
    assert all(
        later - before <= 1
        for ring, after in pairwise(asked)
        for before, later in zip(ring, after, strict=True)
    )
    assert Subscription.objects.count() == 8
    assert PushOrigin.objects.filter(paused_until__isnull=False, status=403).count() == 2
    for each in phones:
        assert {nudge["state"] for nudge in ledger(each.api)} <= {"refused", "expired"}
    for service in (phone.service, another_service):
        service.received.clear()
    for each in phones:
        each.answer(Reply(201))
    for minute in range(12):
        clock.ring(DUE + days(1) + minutes(minute))
    for each in phones:
        assert len(each.received) == 8
        assert {nudge["state"] for nudge in ledger(each.api)[:8]} == {"accepted"}
    assert PushOrigin.objects.filter(paused_until=None).count() == 2
    check_ledger()
