"""What Celery does for accounts; see backend/celery.py for when."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from backend import checkpoint


@shared_task
def forget_ended_sessions() -> None:
    """Delete the sessions that have run out, and what the list of devices says of them."""
    from allauth.usersessions.models import UserSession

    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()


@shared_task
def mail_resets() -> None:
    """A link to each address that asked for one and belongs to an account."""
    from backend.accounts import resets

    resets.mail_waiting()


@shared_task
def forget_unfinished_sign_ups() -> None:
    """Delete the accounts whose passkey never came, so that their names are free again."""
    from backend.accounts.models import Person

    begun_before = timezone.now() - timedelta(hours=1)
    if Person.objects.unfinished().filter(joined_at__lt=begun_before).delete()[0]:
        checkpoint.empty_log_afterwards()


@shared_task
def empty_log() -> None:
    """What was changed, deleted or erased leaves SQLite's write-ahead log, too."""
    checkpoint.empty_log()


@shared_task
def rewrite_database() -> None:
    """The same for SQLite's database file, to the last byte."""
    checkpoint.rewrite()
