"""What Celery does for shares; see backend/celery.py for when."""

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from backend.sharing.models import IDLE, Viewing


@shared_task
def forget_ended_viewings() -> None:
    """Drop the tokens of idle viewings, and when exactly they were; that there was one stays for the owner to
    see."""
    idle = Viewing.objects.filter(seen_at__lte=timezone.now() - IDLE)
    idle.exclude(token_digest=None, seen_at=F("opened_at")).end()
