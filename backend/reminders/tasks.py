"""What Celery does for reminders; see backend/celery.py for when.

The rows are the work, so tasks carry nothing.
"""

from celery import shared_task
from django.utils import timezone

from backend.reminders.models import Delivery
from backend.reminders.planning import claim_due
from backend.reminders.sending import BATCH, send_batch

#: Batches that one ring asks for; what is more is found by the next one.
MOST_SENDERS = 50


@shared_task
def ring() -> None:
    """Plan everything that is due, then ask for as many senders as there are batches waiting."""
    while claim_due(timezone.now()):
        pass
    waiting = Delivery.objects.ready(timezone.now())[: BATCH * MOST_SENDERS].count()
    for _ in range(-(-waiting // BATCH)):
        send_waiting.delay()


@shared_task
def send_waiting() -> None:
    """Send until nothing waits."""
    while send_batch(timezone.now()):
        pass
