"""Plans nudges: each due moment of a reminder becomes one row of the ledger, once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from backend import mail, zones
from backend.accounts.models import Person
from backend.entries.aside import UNREADABLE, set_aside
from backend.push.models import Subscription
from backend.reminders.models import EMAIL, PUSH, USEFUL, Delivery, Nudge, Reason, Reminder, State
from backend.reminders.schedule import Moment
from backend.sql import columns, insert, with_rows

BATCH = 500
#: After a long outage, the ledger gets at most this many moments of a reminder.
MOST_AT_ONCE = 100
#: The columns that planning reads: loading whole rows would take longer than planning them.
LOOKED_AT = (
    "plan", "seed", "due_at", "due_day", "due_slot", "skipped",
    "person__zone", "person__devices", "person__email",
)  # fmt: skip
#: The columns that `advance` writes, and the rows' keys.
NEXT_MOMENT = columns(Reminder, "due_at", "due_day", "due_slot", "person", "id")
ADVANCE = """
    UPDATE reminders_reminder
    SET due_at = given.due_at, due_day = given.due_day, due_slot = given.due_slot
    FROM given WHERE reminders_reminder.person_id = given.person_id AND reminders_reminder.id = given.id
"""
#: The columns of a planned nudge, and of its first deliveries; the others are null or have a default.
OF_A_NUDGE = columns(
    Nudge, "id", "person", "reminder", "due_at", "local_date", "slot", "channel", "useful_until", "round",
    "state", "reason",
)  # fmt: skip
OF_A_DELIVERY = columns(
    Delivery, "nudge", "subscription", "channel", "round", "not_before", "state", "fence", "attempts"
)
INSERT_NUDGES = insert(Nudge, OF_A_NUDGE, "true ON CONFLICT DO NOTHING")
#: A nudge that existed already has its deliveries.
INSERT_DELIVERIES = insert(
    Delivery, OF_A_DELIVERY, "EXISTS (SELECT 1 FROM reminders_nudge WHERE id = given.nudge_id)"
)


@dataclass(slots=True)
class PlannedNudge:
    """A row of the ledger to insert: much cheaper to make than an instance of `Nudge`."""

    person: Person
    reminder: UUID
    due_at: datetime
    local_date: date
    slot: int
    channel: str
    useful_until: datetime
    state: State
    reason: Reason | None
    round: int = 1
    id: UUID = field(default_factory=uuid4)

    @property
    def person_id(self) -> int:
        return self.person.pk


def claim_due(now: datetime) -> int:
    """Turn the due moments of up to BATCH reminders into nudges; returns the number of reminders.

    One transaction advances the reminders to their next moments and writes the nudges with their deliveries.
    Other planners skip the rows that this one has locked: by SKIP LOCKED on PostgreSQL, while SQLite lets
    only one transaction write at a time (they begin IMMEDIATE).
    """
    with transaction.atomic():
        due = Reminder.objects.due(now).select_related("person").only(*LOOKED_AT)
        reminders = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        if reminders:
            write(nudges_of(reminders, now), now)
            advance(reminders)
        return len(reminders)


def advance(reminders: Sequence[Reminder]) -> None:
    """Save each reminder's next moment."""
    if reminders:
        with_rows(ADVANCE, NEXT_MOMENT, map(attrgetter(*NEXT_MOMENT), reminders))


def nudges_of(reminders: Iterable[Reminder], now: datetime) -> list[PlannedNudge]:
    """The reminders' due moments as nudges to insert; sets each reminder's next moment after `now`."""
    nudges = []
    for reminder in reminders:
        try:
            nudges += nudges_of_one(reminder, now)
        except UNREADABLE as wrong:
            reminder.schedule_next(None)
            set_aside(reminder, wrong)
    return nudges


def nudges_of_one(reminder: Reminder, now: datetime) -> list[PlannedNudge]:
    due, following = split(reminder, now)
    due_nudges = [nudge(reminder, *pair, now) for pair in zip(due, [*due[1:], following], strict=True)]
    reminder.schedule_next(following)
    return due_nudges


def split(reminder: Reminder, now: datetime) -> tuple[list[Moment], Moment | None]:
    """The due moments until `now`, and the next one. Several are due only after an outage."""
    due: list[Moment] = []
    for moment in reminder.planned(zones.EARLIEST):
        if moment.at > now:
            return due[-MOST_AT_ONCE:], moment
        due.append(moment)
    return due[-MOST_AT_ONCE:], None


def nudge(reminder: Reminder, moment: Moment, following: Moment | None, now: datetime) -> PlannedNudge:
    """The nudge expires after USEFUL or at the reminder's next moment, so that none pile up."""
    useful_until = moment.at + USEFUL
    if following:
        useful_until = min(useful_until, following.at)
    if reminder.meeting and moment.at < reminder.meeting[0]:
        useful_until = min(useful_until, reminder.meeting[0])
    late = useful_until <= now
    return PlannedNudge(
        person=reminder.person,
        reminder=reminder.id,
        due_at=moment.at,
        local_date=moment.day,
        slot=moment.slot,
        channel=reminder.channel,
        useful_until=useful_until,
        state=State.EXPIRED if late else State.PENDING,
        reason=Reason.LATE if late else None,
    )


def write(nudges: Sequence[PlannedNudge], now: datetime) -> None:
    """Insert the nudges that don't exist yet, each with a delivery per target device, or one for the mail."""
    pending = [nudge for nudge in nudges if nudge.state == State.PENDING]
    devices = devices_of({nudge.person_id for nudge in pending if nudge.channel == PUSH}, now)
    deliveries: list[tuple[Any, ...]] = []
    for nudge in pending:
        targets = targets_of(nudge, devices)
        deliveries += (first_delivery(nudge, target) for target in targets)
        if not targets:
            nudge.state = State.NO_DEVICE
            nudge.reason = Reason.NO_ADDRESS if nudge.channel == EMAIL else None
    if nudges:
        with_rows(INSERT_NUDGES, OF_A_NUDGE, map(attrgetter(*OF_A_NUDGE), nudges))
    if deliveries:
        with_rows(INSERT_DELIVERIES, OF_A_DELIVERY, deliveries)


def devices_of(people: Collection[int], now: datetime) -> dict[int, list[int]]:
    """Map each person's id to the keys of their reachable devices, the most recently used first."""
    by_person: dict[int, list[int]] = defaultdict(list)
    if people:
        reachable = Subscription.objects.reachable(now).filter(person__in=people)
        for person, device in reachable.order_by("-used_at", "number").values_list("person", "number"):
            by_person[person].append(device)
    return by_person


def targets_of(nudge: PlannedNudge, devices: dict[int, list[int]]) -> list[int | None]:
    """The keys of the devices to push to, or None for the mail.

    Either all of the person's devices or the latest: a tag can't merge notifications across devices.
    """
    if nudge.channel == EMAIL:
        return [None] if mail_reaches(nudge.person) else []
    own_devices = devices[nudge.person_id]
    return [*own_devices] if nudge.person.devices == "all" else [*own_devices[:1]]


def mail_reaches(person: Person) -> bool:
    return bool(person.email) and mail.is_configured()


def first_delivery(nudge: PlannedNudge, device: int | None) -> tuple[Any, ...]:
    """The columns OF_A_DELIVERY."""
    return nudge.id, device, nudge.channel, nudge.round, nudge.due_at, State.PENDING, 0, 0
