"""Scheduled deletion: shares, the calendar link, other sessions and nudges stop at once, and the rest is
erased after a week.

Until then the person can cancel it.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts import devices, erased_sessions
from backend.accounts.addresses import delete_unverified
from backend.accounts.models import Person
from backend.audit.models import Event, EventType
from backend.personal_data.erasure import erase
from backend.reminders.models import Calendar

WEEK = timedelta(days=7)

log = logging.getLogger("noticing.accounts")


def schedule(person: Person, session_key: str | None, now: datetime) -> None:
    """Schedule the person's erasure in a week. Idempotent: the first date stays.

    `session_key` is the only session that stays. Nudges stop because `erase_at` is checked before each is
    sent (reminders/delivery_context.py).
    """
    with transaction.atomic():
        person.lock()
        newly_scheduled = Person.objects.filter(pk=person.pk, erase_at=None).update(erase_at=now + WEEK)
        person.refresh_from_db(fields=["erase_at"])
        if newly_scheduled:
            revoke_access(person, session_key, now)
            Event.record(person, EventType.ERASE_ASKED, now)


def revoke_access(person: Person, session_key: str | None, now: datetime) -> None:
    """End shares, the calendar link, other sessions and unverified addresses.

    Cancelling doesn't restore them.
    """
    person.sharing.revoke_all(now)
    Calendar.objects.filter(person=person).delete()
    erased_sessions.note_ended(person, devices.all_but(person, session_key))
    devices.end_all(person, but=session_key)
    delete_unverified(person)


def cancel(person: Person, now: datetime) -> None:
    """Cancel the erasure. Idempotent; what `revoke_access` ended isn't restored."""
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, erase_at__isnull=False).update(erase_at=None):
            erased_sessions.forget_ended(person)
            Event.record(person, EventType.ERASE_TAKEN_BACK, now)


def erase_due(now: datetime) -> int:
    """Erase everybody whose week is over; returns how many. Failures are retried on the next run."""
    due = list(Person.objects.filter(erase_at__lte=now).order_by("erase_at").values_list("pk", flat=True))
    return sum(_erased(person_id, now) for person_id in due)


def _erased(person_id: int, now: datetime) -> bool:
    """Checks again under the row's lock, since the deletion may have been cancelled or done meanwhile."""
    try:
        with transaction.atomic():
            person = Person.objects.select_for_update().filter(pk=person_id, erase_at__lte=now).first()
            if person is not None:
                erase(person)
            return person is not None
    except OSError as failure:
        log.error("person %s could not be erased: %s", person_id, type(failure).__name__)
        return False
