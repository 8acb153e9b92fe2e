"""What became of deliveries, written down: a few statements for many of them.

Only what this worker still holds is written: a lease that has gone to another worker took its word along.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery

from backend.push.models import Subscription
from backend.push.outcome import Outcome, Sent
from backend.reminders.models import Delivery, Nudge, Reason, State
from backend.reminders.planning import devices_of
from backend.sql import written

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=10)
PUT_OFF = "UPDATE reminders_delivery SET not_before = %s, lease_until = NULL, attempts = %s WHERE id = %s"


def record(outcomes: Sequence[tuple[Delivery, Sent]], now: datetime) -> None:
    """Each in its own way."""
    by_outcome: dict[Outcome, list[tuple[Delivery, Sent]]] = {}
    for delivery, sent in outcomes:
        by_outcome.setdefault(sent.outcome, []).append((delivery, sent))
    for outcome, ended in by_outcome.items():
        record_alike(outcome, ended, now)


def record_alike(outcome: Outcome, ended: Sequence[tuple[Delivery, Sent]], now: datetime) -> None:
    """Those of one outcome. A delivery that nothing is written of would be sent again every minute."""
    deliveries = [delivery for delivery, _ in ended]
    match outcome:
        case Outcome.ACCEPTED:
            accept(deliveries, now)
        case Outcome.REFUSED:
            end(deliveries, State.REFUSED, None, now)
        case Outcome.PAUSED:
            put_off((delivery, sent.until or now + FIRST_PAUSE) for delivery, sent in ended)
        case Outcome.UNREACHABLE:
            try_again(deliveries, now)
        case Outcome.GONE:
            for delivery in deliveries:
                gone(delivery, now)
        case forgotten:
            assert_never(forgotten)


def accept(deliveries: Sequence[Delivery], now: datetime) -> None:
    """A nudge is accepted with its first device."""
    if not deliveries:
        return
    with transaction.atomic():
        mine = held(deliveries)
        close(mine, State.ACCEPTED, None, now)
        sent = Delivery.objects.filter(nudge=OuterRef("pk"), round=OuterRef("round"), pk__in=pks(mine))
        Nudge.objects.filter(Exists(sent), pk__in=nudges(mine)).update(
            state=State.ACCEPTED, reason=None, sent_at=now, device=Subquery(sent.values("subscription")[:1])
        )
    note_acceptance({each.subscription_id for each in mine if each.subscription_id}, now)


def note_acceptance(devices: Iterable[int], now: datetime) -> None:
    """The devices' own line. One that another worker is writing to right now gets the same moment there."""
    with transaction.atomic():
        free = Subscription.objects.filter(pk__in=devices).select_for_update(skip_locked=True, no_key=True)
        Subscription.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(accepted_at=now)


def end(deliveries: Sequence[Delivery], state: State, reason: Reason | None, now: datetime) -> None:
    """A nudge ends, other than accepted, as the last of its deliveries does."""
    if not deliveries:
        return
    with transaction.atomic():
        mine = held(deliveries)
        close(mine, state, reason, now)
        settle(mine, state, reason)


def put_off(until: Iterable[tuple[Delivery, datetime]]) -> None:
    """Give the leases back; the deliveries are ready again then."""
    give_back([(delivery, moment, delivery.attempts) for delivery, moment in until])


def try_again(deliveries: Sequence[Delivery], now: datetime) -> None:
    """After an attempt that nobody answered."""
    give_back([(each, now + backoff(each.attempts), each.attempts + 1) for each in deliveries])


def gone(delivery: Delivery, now: datetime) -> None:
    """The device's subscription is over: forget it, and try the one used next to last."""
    with transaction.atomic():
        mine = held([delivery])
        if not mine:
            return
        close(mine, State.GONE, None, now)
        Subscription.objects.filter(deliveries=delivery).delete()
        others = devices_of([delivery.nudge.person_id], now)[delivery.nudge.person_id]
        if others and delivery.nudge.person.devices == "latest":
            Delivery.objects.get_or_create(
                nudge=delivery.nudge,
                subscription=others[0],
                round=delivery.round,
                defaults={"not_before": now},
            )
        settle(mine, State.GONE, None)


def held(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those that this worker still holds, locked with their nudges until the transaction ends.

    The nudges first and in their order, whoever asks: so nobody waits for somebody who waits for them, and of
    two workers that end the last two deliveries of a nudge, the second sees what the first one did.
    """
    lines = Nudge.objects.filter(pk__in=nudges(deliveries)).select_for_update(no_key=True).order_by("pk")
    rows = Delivery.objects.filter(pk__in=pks(deliveries), state=State.PENDING)
    _ = list(lines.values_list("pk"))
    fences = dict(rows.select_for_update(no_key=True).values_list("pk", "fence"))
    return [delivery for delivery in deliveries if fences.get(delivery.pk) == delivery.fence]


def close(mine: Sequence[Delivery], state: State, reason: Reason | None, now: datetime) -> None:
    Delivery.objects.filter(pk__in=pks(mine)).end(state, reason, now)


def settle(mine: Sequence[Delivery], state: State, reason: Reason | None) -> None:
    """The nudges' own lines in the ledger, where nothing of their round is pending any more."""
    pending = Delivery.objects.filter(nudge=OuterRef("pk"), round=OuterRef("round"), state=State.PENDING)
    ended = Nudge.objects.filter(~Exists(pending), pk__in=nudges(mine), state=State.PENDING)
    ended.update(state=state, reason=reason)


def give_back(changes: Sequence[tuple[Delivery, datetime, int]]) -> None:
    """When each is ready again, and after how many attempts."""
    if not changes:
        return
    not_before = Delivery._meta.get_field("not_before")
    with transaction.atomic():
        mine = {delivery.pk for delivery in held([delivery for delivery, _, _ in changes])}
        rows = [(written(not_before, at), tries, each.pk) for each, at, tries in changes if each.pk in mine]
        with connection.cursor() as cursor:
            cursor.executemany(PUT_OFF, rows)


def pks(deliveries: Iterable[Delivery]) -> list[int]:
    return [delivery.pk for delivery in deliveries]


def nudges(deliveries: Iterable[Delivery]) -> set[UUID]:
    return {delivery.nudge_id for delivery in deliveries}


def backoff(attempts: int) -> timedelta:
    """Doubling, with jitter: between half and all of it."""
    length = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 10))
    return length * random.uniform(0.5, 1)  # noqa: S311  # no secret
