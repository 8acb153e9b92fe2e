"""What Celery does for shares; see backend/celery.py for when."""

from celery import shared_task
from django.utils import timezone

from backend.sharing.models import IDLE, Viewing


@shared_task
def forget_ended_viewings() -> None:
    """Drop the tokens of idle viewings; that there was a viewing stays for the owner to see."""
    Viewing.objects.filter(seen_at__lte=timezone.now() - IDLE).update(token_digest=None)
