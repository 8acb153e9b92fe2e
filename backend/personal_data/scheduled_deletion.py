"""Deletion in a week: what reaches somebody stops at once, and the rest is erased when the week is over.

Until then the person can cancel it.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts import devices
from backend.accounts.addresses import forget_waiting
from backend.accounts.models import Person
from backend.audit.models import Event, EventType
from backend.personal_data.erasure import erase
from backend.reminders.models import Calendar

WEEK = timedelta(days=7)

log = logging.getLogger("noticing.accounts")


def schedule(person: Person, session_key: str | None, now: datetime) -> None:
    """Have the person erased in a week; the first time counts. `session_key`: the one session that stays.

    Nudges stop too: each looks at `erase_at` before it is sent (reminders/delivery_context.py).
    """
    with transaction.atomic():
        person.lock()
        asked = Person.objects.filter(pk=person.pk, erase_at=None).update(erase_at=now + WEEK)
        person.refresh_from_db(fields=["erase_at"])
        if asked:
            revoke_access(person, session_key, now)
            Event.record(person, EventType.ERASE_ASKED, now)


def revoke_access(person: Person, session_key: str | None, now: datetime) -> None:
    """The links, the calendar, the other devices and an address that waits: none of these comes back."""
    person.sharing.revoke_all(now)
    Calendar.objects.filter(person=person).delete()
    devices.end_all(person, but=session_key)
    forget_waiting(person)


def cancel(person: Person, now: datetime) -> None:
    """Repeatable; what had stopped for good stays stopped."""
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, erase_at__isnull=False).update(erase_at=None):
            Event.record(person, EventType.ERASE_TAKEN_BACK, now)


def erase_due(now: datetime) -> int:
    """Erase everybody whose week is over; returns how many. One that can't be is left for the next time."""
    due = list(Person.objects.filter(erase_at__lte=now).order_by("erase_at").values_list("pk", flat=True))
    return sum(_erased(person_id, now) for person_id in due)


def _erased(person_id: int, now: datetime) -> bool:
    """Asked anew under the row's lock: taken back meanwhile, or gone already, it is let be."""
    try:
        with transaction.atomic():
            person = Person.objects.select_for_update().filter(pk=person_id, erase_at__lte=now).first()
            if person is not None:
                erase(person)
            return person is not None
    except OSError as failure:
        log.error("person %s could not be erased: %s", person_id, type(failure).__name__)
        return False
