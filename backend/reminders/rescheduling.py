"""Reschedules reminders when something other than an edit of theirs changes when they come."""

from datetime import datetime

from django.db import transaction

from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.reminders.models import FOLLOW, Nudge, Reminder
from backend.reminders.planning import advance


def reschedule_followers(person: Person, now: datetime) -> None:
    """After a change of the person's zone, reschedule the reminders that follow it."""
    with transaction.atomic():
        person.lock()
        reminders = Reminder.for_person(person).filter(deleted_at=None)
        advance(list(readable(reminders, lambda reminder: rescheduled_if_following(reminder, now))))


def skip_slot(nudge: Nudge, now: datetime) -> None:
    """The slot is done now: it doesn't come again at a time that the reminder has been moved to since."""
    rows = Reminder.objects.filter(person=nudge.person_id, id=nudge.reminder, deleted_at=None)
    to_come = rows.exclude(due_at__lte=now)  # what is due is the planner's
    locked = to_come.select_related("person").select_for_update(of=("self",), no_key=True)
    advance(list(readable(locked, lambda reminder: rescheduled(reminder, now))))


def rescheduled_if_following(reminder: Reminder, now: datetime) -> Reminder:
    return rescheduled(reminder, now) if reminder.plan["zone"] == FOLLOW else reminder


def rescheduled(reminder: Reminder, now: datetime) -> Reminder:
    """The reminder with its next moment, which the caller saves with `advance`."""
    before = reminder.skipped
    reminder.reschedule(now)
    if reminder.skipped != before:
        Reminder.objects.filter(pk=reminder.pk).update(skipped=reminder.skipped)
    return reminder
