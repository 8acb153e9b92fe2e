"""Plans nudges: each due moment of a reminder becomes one row of the ledger, once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Value, When

from backend import mail, zones
from backend.accounts.models import Person
from backend.entries.aside import UNREADABLE, readable, set_aside
from backend.push.models import Subscription
from backend.reminders.models import EMAIL, FOLLOW, PUSH, USEFUL, Delivery, Nudge, Reason, Reminder, State
from backend.reminders.schedule import Moment
from backend.sql import to_db_value

BATCH = 500
#: After a long outage, the ledger gets at most this many moments of a reminder.
MOST_AT_ONCE = 100
#: The columns that planning reads: loading whole rows would take longer than planning them.
LOOKED_AT = (
    "plan", "seed", "due_at", "due_day", "due_slot", "skipped",
    "person__zone", "person__devices", "person__email",
)  # fmt: skip
NEXT_MOMENT = ("due_at", "due_day", "due_slot", "person", "id")
ADVANCE = """
    UPDATE reminders_reminder SET due_at = %s, due_day = %s, due_slot = %s WHERE person_id = %s AND id = %s
"""
#: The same for all rows in one statement, for PostgreSQL.
ADVANCE_ALL = """
    UPDATE reminders_reminder SET due_at = aim.due_at, due_day = aim.due_day, due_slot = aim.due_slot
    FROM unnest(%s::timestamptz[], %s::date[], %s::smallint[], %s::bigint[], %s::uuid[])
        AS aim (due_at, due_day, due_slot, person_id, id)
    WHERE reminders_reminder.person_id = aim.person_id AND reminders_reminder.id = aim.id
"""


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
    """Save each reminder's next moment: in one statement on PostgreSQL, one per row on SQLite."""
    if not reminders:
        return
    fields: list[Any] = [Reminder._meta.get_field(name) for name in NEXT_MOMENT]
    rows = [[getattr(each, field.attname) for field in fields] for each in reminders]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ADVANCE_ALL, [list(column) for column in zip(*rows, strict=True)])
        else:
            prepared = [[to_db_value(*each) for each in zip(fields, row, strict=True)] for row in rows]
            cursor.executemany(ADVANCE, prepared)


def nudges_of(reminders: Iterable[Reminder], now: datetime) -> list[Nudge]:
    """The reminders' due moments as unsaved nudges; sets each reminder's next moment after `now`."""
    nudges = []
    for reminder in reminders:
        try:
            nudges += nudges_of_one(reminder, now)
        except UNREADABLE as wrong:
            reminder.schedule_next(None)
            set_aside(reminder, wrong)
    return nudges


def nudges_of_one(reminder: Reminder, now: datetime) -> list[Nudge]:
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


def nudge(reminder: Reminder, moment: Moment, following: Moment | None, now: datetime) -> Nudge:
    """An unsaved nudge. It expires after USEFUL or at the reminder's next moment, so that none pile up."""
    useful_until = moment.at + USEFUL
    if following:
        useful_until = min(useful_until, following.at)
    late = useful_until <= now
    return Nudge(
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


def write(nudges: list[Nudge], now: datetime) -> None:
    """Insert the nudges that don't exist yet, each with a delivery per target device, or one for the mail."""
    Nudge.objects.bulk_create(nudges, ignore_conflicts=True)
    pending = [nudge for nudge in nudges if nudge.state == State.PENDING]
    new = set(Nudge.objects.filter(pk__in=[nudge.pk for nudge in pending]).values_list("pk", flat=True))
    pushed = [nudge for nudge in pending if nudge.pk in new and nudge.channel == PUSH]
    mailed = [nudge for nudge in pending if nudge.pk in new and nudge.channel == EMAIL]
    devices = devices_of({nudge.person_id for nudge in pushed}, now)
    deliveries = [
        first_delivery(nudge, device) for nudge in pushed for device in target_devices(nudge.person, devices)
    ]
    deliveries += [first_delivery(nudge, None) for nudge in mailed if mail_reaches(nudge.person)]
    Delivery.objects.bulk_create(deliveries)
    if undeliverable := new - {delivery.nudge_id for delivery in deliveries}:
        Nudge.objects.filter(pk__in=undeliverable).update(
            state=State.NO_DEVICE, reason=Case(When(channel=EMAIL, then=Value(Reason.NO_ADDRESS)))
        )


def devices_of(people: Iterable[int], now: datetime) -> dict[int, list[Subscription]]:
    """Map each person's id to their reachable devices, the most recently used first."""
    by_person: dict[int, list[Subscription]] = defaultdict(list)
    for device in (
        Subscription.objects.reachable(now)
        .filter(person__in=people)
        .order_by("-used_at", "number")
        .only("person_id")
    ):
        by_person[device.person_id].append(device)
    return by_person


def target_devices(person: Person, devices: dict[int, list[Subscription]]) -> list[Subscription]:
    """All of the person's devices, or the latest: a tag can't merge notifications across devices."""
    own_devices = devices[person.pk]
    return own_devices if person.devices == "all" else own_devices[:1]


def mail_reaches(person: Person) -> bool:
    return bool(person.email) and mail.is_configured()


def first_delivery(nudge: Nudge, device: Subscription | None) -> Delivery:
    return Delivery(nudge=nudge, subscription=device, round=nudge.round, not_before=nudge.due_at)


def reschedule_followers(person: Person, now: datetime) -> None:
    """After a change of the person's zone, reschedule the reminders that follow it."""
    with transaction.atomic():
        person.lock()
        reminders = Reminder.for_person(person).filter(deleted_at=None)
        advance(list(readable(reminders, lambda reminder: rescheduled_if_following(reminder, now))))


def rescheduled_if_following(reminder: Reminder, now: datetime) -> Reminder:
    if reminder.plan["zone"] == FOLLOW:
        before = reminder.skipped
        reminder.reschedule(now)
        if reminder.skipped != before:
            Reminder.objects.filter(pk=reminder.pk).update(skipped=reminder.skipped)
    return reminder
