"""Removes reminders around a meeting a day after their last moment, and with them who it was with."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Person
from backend.reminders.models import Reminder

#: Reminders per run; the next run removes the rest.
BATCH = 500


def remove_over(now: datetime) -> int:
    """Soft-delete the reminders that are over, so that every phone learns of it; returns how many."""
    over = list(Reminder.objects.over(now).values_list("person_id", "id")[:BATCH])
    return sum(remove(person_id, id, now) for person_id, id in over)


def remove(person_id: int, reminder_id: UUID, now: datetime) -> bool:
    """Looks again under the person's lock, since the reminder may have been moved, or removed, meanwhile."""
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
        reminder = Reminder.objects.over(now).filter(pk=(person_id, reminder_id)).first()
        if not person or not reminder:
            return False
        reminder.soft_delete(person.next_revision(), now)
        return True
