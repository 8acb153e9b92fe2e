"""What Celery does with the data of people as a whole; see backend/celery.py for when."""

from celery import shared_task
from django.utils import timezone


@shared_task
def erase_due() -> None:
    """The rows say who; done twice or by two workers, it is done once."""
    from backend.personal_data import scheduled_deletion

    scheduled_deletion.erase_due(timezone.now())


@shared_task
def retry_set_aside() -> None:
    """Twice or by two workers does no harm: what reads again is no longer set aside."""
    from backend.personal_data import set_aside

    set_aside.retry(timezone.now())
