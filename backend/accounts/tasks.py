"""What Celery does for accounts; see backend/celery.py for when."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that have run out, and what the list of devices says of them."""
    from allauth.usersessions.models import UserSession

    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()


@shared_task
def erase_those_whose_week_is_over() -> None:
    """The rows say who; done twice or by two workers, it is done once."""
    from backend.accounts.leaving import erase_due

    erase_due(timezone.now())
