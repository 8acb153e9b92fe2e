"""Records answers to nudges. And, on one page, the state machine of a delivery: what each event does to it.

A delivery's states, as its columns tell them:

- new: pending in the first round, not leased, never attempted
- asked: the same in a later round, which "later" asked for
- leased: a worker has it
- lost: the lease has expired, so its worker has probably died; the person may have seen the nudge
- retried: not leased, after an attempt without an answer; the person may have seen the nudge
- re-leased: leased after it was lost or retried
- accepted, refused, gone, expired, cancelled: ended
- none: there is no delivery, since the person has no device

Each cell is the next state. "." means no change. "back" means as before the lease. "next" means that a new
delivery (asked) begins the next round, and that this one is cancelled if it was pending.

    event        function   new        asked      leased     lost       retried    re-leased  ended  none
    lease        lease      leased     leased     .          re-leased  re-leased  .          .      .
    crash        .          .          .          lost       .          .          lost       .      .
    wait         postpone   .          .          back       back       .          retried    .      .
    drop         end        .          .          cancelled  cancelled  .          cancelled  .      .
    too late     end        .          .          expired    expired    .          expired    .      .
    signed out   fail       .          .          gone       gone       .          gone       .      .
    accepted     accept     .          .          accepted   accepted   .          accepted   .      .
    refused      fail       .          .          refused    refused    .          refused    .      .
    key-dropped  fail       .          .          refused    refused    .          refused    .      .
    gone         fail       .          .          gone       gone       .          gone       .      .
    unreachable  retry      .          .          retried    retried    .          retried    .      .
    paused       wait       .          .          back       back       .          retried    .      .
    opened       opened     cancelled  .          cancelled  cancelled  cancelled  cancelled  .      .
    later        later      next       .          next       next       next       next       next   .
    not-today    not_today  cancelled  cancelled  cancelled  cancelled  cancelled  cancelled  .      .

The functions are those of this module, of `sending.py` (lease) and of `outcomes.py`. Outcomes count under the
newest fencing token only. An edit, a deletion, a rest and the like change nothing at once: the
delivery is dropped at its next lease, with the reason. When a device's delivery has failed, the nudge goes to
the next device (`fallback.py`). `tests/reminders/test_delivery_states.py` tests every cell.

A mail follows the same table, except that "later" begins no round: the mail stays in the inbox.
"""

from datetime import datetime
from typing import assert_never

from django.db import transaction
from django.db.models import F, Max, Q

from backend.push.models import Subscription
from backend.reminders.models import LATER, PUSH, USEFUL, Action, Nudge, Reason, State
from backend.reminders.rescheduling import skip_slot

#: The columns of a nudge that an answer may change.
COLUMNS = ("round", "state", "reason", "useful_until", "sent_at", "device", "response", "responded_at")


def respond(nudge: Nudge, action: str, now: datetime, seen: int | None = None) -> None:
    """Record the person's answer to the round that they have `seen`; if that is unknown, to the newest.

    Idempotent: a phone may repeat it after a lost connection. "Later" for an earlier round changes nothing:
    its round has begun.
    """
    with transaction.atomic():
        current = Nudge.objects.select_for_update(no_key=True).get(pk=nudge.pk)
        if action != Action.LATER or seen is None or seen >= current.round:
            answer(current, Action(action), now, seen)
    nudge.refresh_from_db()


def answer(nudge: Nudge, action: Action, now: datetime, seen: int | None) -> None:
    had_come = nudge.has_come
    end_seen(nudge, now, last_seen(nudge) if seen is None else seen)
    match action:
        case Action.OPENED:
            opened(nudge, now)
        case Action.LATER:
            later(nudge, now)
        case Action.NOT_TODAY:
            not_today(nudge, now)
        case unhandled:
            assert_never(unhandled)
    nudge.save(update_fields=COLUMNS)
    if nudge.has_come and not had_come:
        skip_slot(nudge, now)


def opened(nudge: Nudge, now: datetime) -> None:
    """Takes back neither "not today" nor a round that is still to come."""
    if nudge.response != Action.NOT_TODAY and nudge.state != State.PENDING:
        nudge.response, nudge.responded_at = Action.OPENED, now


def later(nudge: Nudge, now: datetime) -> None:
    """Begin the next round, unless one is still to come."""
    if nudge.channel == PUSH and nudge.state != State.PENDING:
        begin_round(nudge, now)
    nudge.response, nudge.responded_at = Action.LATER, now


def not_today(nudge: Nudge, now: datetime) -> None:
    """Cancel the round that is still to come. The day's other nudges are dropped at their lease."""
    nudge.deliveries.filter(state=State.PENDING).end(State.CANCELLED, Reason.NOT_TODAY, now)
    if nudge.state == State.PENDING:
        nudge.state, nudge.reason = State.CANCELLED, Reason.NOT_TODAY
    nudge.response, nudge.responded_at = Action.NOT_TODAY, now


def end_seen(nudge: Nudge, now: datetime, seen: int) -> None:
    """Cancel the pending deliveries up to the round that the person has seen, on every device.

    A pending nudge is accepted then, unless its newest round is still to come.
    """
    waiting = nudge.deliveries.filter(state=State.PENDING, round__lte=seen)
    leased = waiting.order_by(F("lease_until").desc(nulls_last=True)).first()
    waiting.end(State.CANCELLED, Reason.ANSWERED, now)
    if nudge.state == State.PENDING and nudge.round <= seen:
        nudge.state, nudge.reason, nudge.sent_at = State.ACCEPTED, None, now
        if leased and not nudge.device:
            nudge.device = leased.subscription


def last_seen(nudge: Nudge) -> int:
    """The newest round that the person may have seen. At least 1, because there is an answer."""
    sent = Q(state=State.ACCEPTED) | Q(attempts__gt=0) | Q(lease_until__isnull=False)
    newest: int | None = nudge.deliveries.filter(sent).aggregate(Max("round"))["round__max"]
    return newest or 1


def begin_round(nudge: Nudge, now: datetime) -> None:
    """Send the nudge once more after LATER; without a device, the ledger says so."""
    device = next_device(nudge, now)
    nudge.round += 1
    nudge.state, nudge.reason = (State.PENDING if device else State.NO_DEVICE), None
    if device:
        nudge.useful_until = now + LATER + USEFUL
        nudge.deliveries.create(
            subscription=device, channel=nudge.channel, round=nudge.round, not_before=now + LATER
        )


def next_device(nudge: Nudge, now: datetime) -> Subscription | None:
    """The device that accepted the nudge, else the one used last."""
    reachable = nudge.person.push.reachable(now).order_by("-used_at")
    return min(reachable, key=lambda each: each.pk != nudge.device_id, default=None)
