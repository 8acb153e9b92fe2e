"""The Celery tasks for reminders; backend/celery.py has their schedule.

The rows are the work queue, so tasks have no arguments.
"""

from celery import shared_task
from django.utils import timezone

from backend.reminders.meetings import remove_over
from backend.reminders.models import EMAIL, PUSH, Delivery
from backend.reminders.planning import claim_due
from backend.reminders.retention import delete_old_deliveries, delete_old_nudges
from backend.reminders.sending import BATCH, send_mails, send_pushes

#: The most batches that one run asks for; the next run asks for the rest.
MOST_SENDERS = 50


@shared_task
def ring() -> None:
    """Plan everything that is due, starting a sender after each batch; then start one per ready batch."""
    while plan():
        send_waiting.delay()
    now = timezone.now()
    waiting = Delivery.objects.ready(PUSH, now)[: BATCH * MOST_SENDERS].count()
    for _ in range(-(-waiting // BATCH)):
        send_waiting.delay()
    if Delivery.objects.ready(EMAIL, now).exists():
        mail_waiting.delay()


def plan() -> int:
    return claim_due(timezone.now())


@shared_task
def send_waiting() -> None:
    """Push until nothing is ready. A long run plans too, since beat's next task may find no free worker."""
    send_pushes(timezone.now, plan)


@shared_task
def delete_old_rows() -> None:
    """Delete old rows of the ledger."""
    now = timezone.now()
    delete_old_deliveries(now)
    delete_old_nudges(now)


@shared_task
def mail_waiting() -> None:
    """Mail until nothing is ready."""
    send_mails(timezone.now)


@shared_task
def remove_meetings() -> None:
    """Remove reminders around meetings that are over. Idempotent, also if two workers run it at once."""
    remove_over(timezone.now())
