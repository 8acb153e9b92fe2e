"""A change of the person's zone: which moments it skips, as the clock jumps past them.

From Lisbon to Tokyo at noon, the clock jumps from 12:00 to 21:00, and a reminder for 20:30 doesn't come on
that day. Over the date line, a whole day is skipped.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from backend import zones
from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.reminders.models import FOLLOW, Nudge, Reason, Reminder, State
from backend.reminders.planning import MOST_AT_ONCE
from backend.reminders.schedule import Moment, moments


def record_skipped(person: Person, zone: str, now: datetime) -> None:
    """Write a line of the ledger for each moment that moving to `zone` skips.

    Call it while the person and their reminders still have the zone before.
    """
    reminders = Reminder.for_person(person).filter(deleted_at=None, due_at__isnull=False)
    lines = readable(reminders, lambda reminder: lines_of(reminder, zone, now))
    Nudge.objects.bulk_create(chain.from_iterable(lines), ignore_conflicts=True)


def lines_of(reminder: Reminder, zone: str, now: datetime) -> list[Nudge]:
    if reminder.plan["zone"] != FOLLOW:
        return []
    return [line(reminder, moment) for moment in islice(skipped(reminder, zone, now), MOST_AT_ONCE)]


def skipped(reminder: Reminder, zone: str, now: datetime) -> Iterator[Moment]:
    """The moments that were to come and have gone by in the new zone, in order."""
    there = reminder.schedule._replace(zone=zone)
    for planned in reminder.planned(zones.EARLIEST):
        moment = next((each for each in moments(there, planned.day) if each.slot == planned.slot), None)
        if moment is None:
            continue  # a clock change there leaves fewer moments in the window
        if moment.at > now:
            return
        yield moment


def line(reminder: Reminder, moment: Moment) -> Nudge:
    return Nudge(
        person=reminder.person,
        reminder=reminder.id,
        due_at=moment.at,
        local_date=moment.day,
        slot=moment.slot,
        channel=reminder.channel,
        useful_until=moment.at,
        state=State.CANCELLED,
        reason=Reason.ZONE_CHANGED,
    )
