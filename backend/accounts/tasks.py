"""The Celery tasks for accounts; backend/celery.py has their schedule."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from backend import checkpoint


@shared_task
def forget_ended_sessions() -> None:
    """Delete expired sessions, and rows of the list of devices without a session."""
    from allauth.usersessions.models import UserSession

    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()


@shared_task
def mail_resets() -> None:
    """Send a link to each address for which a reset was requested and that belongs to an account."""
    from backend.accounts import resets

    resets.mail_waiting()


@shared_task
def forget_unfinished_sign_ups() -> None:
    """Delete accounts whose sign-up by passkey wasn't completed within an hour, to free their user names."""
    from backend.accounts.models import Person

    begun_before = timezone.now() - timedelta(hours=1)
    if Person.objects.unfinished().filter(joined_at__lt=begun_before).delete()[0]:
        checkpoint.empty_log_afterwards()


@shared_task
def empty_log() -> None:
    """Empty SQLite's write-ahead log, so that changed and deleted data leaves it."""
    checkpoint.empty_log()


@shared_task
def rewrite_database() -> None:
    """Rewrite SQLite's database file, so that no byte of changed and deleted data stays in it."""
    checkpoint.rewrite()


@shared_task
def forget_erased_sessions() -> None:
    """Delete what is kept about the sessions of erased accounts, once its date has come."""
    from backend.accounts import erased_sessions

    erased_sessions.delete_old(timezone.now().date())
