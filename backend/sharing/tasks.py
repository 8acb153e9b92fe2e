"""The Celery task for shares; backend/celery.py has its schedule."""

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from backend.sharing.models import IDLE, LONGEST, Viewing


@shared_task
def forget_ended_viewings() -> None:
    """Delete the tokens and exact times of ended viewings. The rows stay, for the owner to see."""
    now = timezone.now()
    over = Q(seen_at__lte=now - IDLE) | Q(opened_at__lte=now - LONGEST) | Q(share__expires_at__lte=now)
    Viewing.objects.filter(over).exclude(token_digest=None, seen_at=F("opened_at")).end()
