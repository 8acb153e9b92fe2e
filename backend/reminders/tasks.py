"""What Celery does for reminders; see backend/celery.py for when.

The rows are the work, so tasks carry nothing.
"""

from celery import shared_task
from django.utils import timezone

from backend.reminders.models import EMAIL, PUSH, Delivery
from backend.reminders.planning import claim_due
from backend.reminders.sending import BATCH, send_mails, send_pushes

#: Batches that one ring asks for; what is more is found by the next one.
MOST_SENDERS = 50


@shared_task
def ring() -> None:
    """Plan everything that is due, with senders at it from the first batch on; then ask for as many more as
    there are batches waiting."""
    while plan():
        send_waiting.delay()
    ready = Delivery.objects.ready(timezone.now())
    waiting = ready.filter(nudge__channel=PUSH)[: BATCH * MOST_SENDERS].count()
    for _ in range(-(-waiting // BATCH)):
        send_waiting.delay()
    if ready.filter(nudge__channel=EMAIL).exists():
        mail_waiting.delay()


def plan() -> int:
    return claim_due(timezone.now())


@shared_task
def send_waiting() -> None:
    """Push until nothing waits. Whoever is at it for long plans too: a ring may find no worker free."""
    send_pushes(timezone.now, plan)


@shared_task
def mail_waiting() -> None:
    """Mail until nothing waits."""
    send_mails(timezone.now)
