"""Gathers what decides whether each delivery is sent: a handful of queries for a whole batch."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max

from backend.checkins.models import CheckIn
from backend.entries.aside import UNREADABLE
from backend.reminders.activity import silences
from backend.reminders.models import Action, Delivery, Nudge, Reason, Reminder, Rest
from backend.reminders.quiet import Decision, DeliveryContext, Drop, decide
from backend.reminders.silence import Silence
from backend.sql import any_of, columns, converted, with_rows

log = logging.getLogger("noticing.reminders")

#: The reminders of some nudges, with the columns that deciding reads.
REMINDERS = """
    SELECT person_id, id, plan, seed FROM reminders_reminder JOIN given USING (person_id, id)
    WHERE deleted_at IS NULL
"""
LOOKED_AT = columns(Reminder, "person", "id", "plan", "seed")
KEYS = columns(Reminder, "person", "id")


class BatchContext(NamedTuple):
    """The query results for one batch, by person or by (person, reminder) or (person, local date)."""

    reminders: dict[tuple[int, UUID], Reminder]
    resting: set[int]
    checked_in: dict[int, datetime]
    not_today: set[tuple[int, object]]
    silences: dict[tuple[int, date], Silence]


def decisions(deliveries: Sequence[Delivery], now: datetime) -> Iterator[tuple[Delivery, Decision]]:
    """Yield each delivery with its decision. One whose rows can't be read gets `Drop`, and stops no
    other."""
    if not deliveries:
        return
    batch = load([delivery.nudge for delivery in deliveries], now)
    for delivery in deliveries:
        try:
            decision = decide(context_of(delivery, batch), now)
        except UNREADABLE as wrong:
            log.error("a delivery can't be read", exc_info=wrong)
            decision = Drop(Reason.UNREADABLE)
        yield delivery, decision


def load(nudges: Sequence[Nudge], now: datetime) -> BatchContext:
    people = any_of({nudge.person_id for nudge in nudges})
    reminders = reminders_of(nudges)
    skipping = {person for (person, _), reminder in reminders.items() if wants_to_skip(reminder)}
    rests = Rest.objects.filter(person__in=people, begins_at__lte=now, ends_at__gt=now)
    check_ins = CheckIn.objects.filter(
        person__in=any_of(skipping), deleted_at=None, felt_at__lte=now, felt_at__gte=now - timedelta(days=1)
    )
    not_today = Nudge.objects.filter(
        # Local dates differ by at most a day between zones; the range lets the ledger's index be used.
        person__in=people, due_at__gte=min(nudge.due_at for nudge in nudges) - timedelta(days=3),
        response=Action.NOT_TODAY, local_date__in={nudge.local_date for nudge in nudges},
    )  # fmt: skip
    return BatchContext(
        reminders=reminders,
        resting=set(rests.values_list("person_id", flat=True)),
        checked_in=dict(check_ins.values_list("person_id").annotate(Max("felt_at"))),
        not_today=set(not_today.values_list("person_id", "local_date")),
        silences=silences(nudges),
    )


def wants_to_skip(reminder: Reminder) -> bool:
    try:
        return bool(reminder.plan["skip_after_check_in"])
    except UNREADABLE:  # handled when its own delivery is decided
        return False


def reminders_of(nudges: Sequence[Nudge]) -> dict[tuple[int, UUID], Reminder]:
    """Map (person id, reminder id) to the reminder, with `person` set so that reading it costs no query."""
    people = {nudge.person_id: nudge.person for nudge in nudges}
    given = {(nudge.person_id, nudge.reminder) for nudge in nudges}
    found = {}
    for row in converted(LOOKED_AT.values(), with_rows(REMINDERS, KEYS, given)):
        reminder = Reminder.from_db(connection.alias, list(LOOKED_AT), row)
        reminder.person = people[reminder.person_id]
        found[reminder.person_id, reminder.id] = reminder
    return found


def context_of(delivery: Delivery, batch: BatchContext) -> DeliveryContext:
    nudge, person = delivery.nudge, delivery.nudge.person
    reminder = batch.reminders.get((nudge.person_id, nudge.reminder))
    skip = reminder.plan["skip_after_check_in"] if reminder else None
    meeting = reminder.meeting if reminder else None
    # Nothing is sent without consent, nor while the account's deletion is scheduled.
    wanted = person.consent_version is not None and person.erase_at is None
    return DeliveryContext(
        useful_until=nudge.useful_until,
        held_up=held_up(delivery),
        active=reminder is not None and reminder.plan["active"] and wanted,
        still_due=reminder is not None and is_due(delivery, reminder),
        not_today=(nudge.person_id, nudge.local_date) in batch.not_today,
        resting=nudge.person_id in batch.resting,
        quiet=(person.quiet_from, person.quiet_to) if person.quiet_from and person.quiet_to else None,
        zone=person.known_zone,
        skip_after=timedelta(minutes=skip) if skip else None,
        checked_in_at=batch.checked_in.get(nudge.person_id),
        # Somebody who asked for a nudge on this very day wants it however long they were silent.
        silence=None if meeting else batch.silences.get((nudge.person_id, nudge.local_date)),
        meeting=meeting,
    )


def is_due(delivery: Delivery, reminder: Reminder) -> bool:
    """A round after "later" comes whatever the edits, unless the reminder ended before its date."""
    nudge = delivery.nudge
    return (
        reminder.has(nudge) if delivery.round == 1 else not reminder.schedule.ended_before(nudge.local_date)
    )


def held_up(delivery: Delivery) -> Reason | None:
    """`attempts` alone says it of deliveries that an earlier version postponed."""
    if delivery.reason:
        return Reason(delivery.reason)
    return Reason.UNREACHABLE if delivery.attempts else None
