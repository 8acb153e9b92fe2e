"""Sends a nudge that one device can't get to the person's next device, while it is still useful."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from backend.reminders.models import PUSH, Delivery, Nudge, State
from backend.reminders.planning import devices_of


def try_next_devices(nudges: Iterable[UUID], now: datetime) -> None:
    """Create a delivery to the next device of each nudge whose deliveries have all ended without success.

    The next device is the one used last of those that this round wasn't sent to. The caller has locked the
    nudges.
    """
    waiting = Delivery.objects.filter(nudge=OuterRef("pk"), round=OuterRef("round"), state=State.PENDING)
    unlucky = list(
        Nudge.objects.filter(~Exists(waiting), pk__in=nudges, state=State.PENDING, channel=PUSH)
        .filter(useful_until__gt=now)
        .only("person_id", "round")
    )
    if not unlucky:
        return
    devices = devices_of({nudge.person_id for nudge in unlucky}, now)
    rounds = Delivery.objects.filter(nudge__in=unlucky, round=F("nudge__round"))
    tried = set(rounds.values_list("nudge", "subscription"))
    for nudge in unlucky:
        untried = (each for each in devices[nudge.person_id] if (nudge.pk, each) not in tried)
        if device := next(untried, None):
            Delivery.objects.create(
                nudge=nudge, subscription_id=device, channel=PUSH, round=nudge.round, not_before=now
            )
