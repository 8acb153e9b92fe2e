"""The Celery tasks for people's data as a whole; backend/celery.py has their schedule."""

from celery import shared_task
from django.utils import timezone


@shared_task
def erase_due() -> None:
    """Erase everybody whose deletion is due. Idempotent, also if two workers run it at once."""
    from backend.personal_data import scheduled_deletion

    scheduled_deletion.erase_due(timezone.now())


@shared_task
def retry_set_aside() -> None:
    """Retry rows that were set aside. Idempotent, also if two workers run it at once."""
    from backend.personal_data import set_aside

    set_aside.retry(timezone.now())
