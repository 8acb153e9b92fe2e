"""What Celery does for shares; see backend/celery.py for when."""

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from backend.sharing.models import IDLE, LONGEST, Viewing


@shared_task
def forget_ended_viewings() -> None:
    """Drop the tokens of viewings that are over, and when exactly they were; that there was one stays for the
    owner to see."""
    now = timezone.now()
    over = Q(seen_at__lte=now - IDLE) | Q(opened_at__lte=now - LONGEST) | Q(share__expires_at__lte=now)
    Viewing.objects.filter(over).exclude(token_digest=None, seen_at=F("opened_at")).end()
