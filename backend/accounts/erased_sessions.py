"""Tells the other devices of an erased account that it is gone, instead of asking them to sign in again.

A row is a keyed digest of a session and the date on which the row is deleted: nothing about the person. Only
whoever has a session's key can find its row, so nobody can learn whether a name or an address had an account.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from backend.accounts.models import EndedSession, ErasedSession, Person

#: As long as a session's cookie lasts (settings.SESSION_COOKIE_AGE).
KEPT_FOR = timedelta(days=90)
#: Rows per statement.
BATCH = 500


def digest(key_hash: str, secret: str | None = None) -> str:
    """HMAC-SHA256 in hexadecimal. Keyed, so that it can't be compared with the list of devices in an older
    copy of the database."""
    return salted_hmac("backend.accounts.erased_sessions", key_hash, secret, algorithm="sha256").hexdigest()


def note_ended(person: Person, devices: Iterable[UserSession]) -> None:
    """Note sessions that a scheduled erasure ends. Their devices are told once the account is erased."""
    ended = [EndedSession(digest=digest(each.session_key), person=person) for each in devices]
    EndedSession.objects.bulk_create(ended, BATCH, ignore_conflicts=True)


def forget_ended(person: Person) -> None:
    """The scheduled erasure was cancelled."""
    EndedSession.objects.filter(person=person).delete()


def note_erased(person: Person) -> None:
    """Note the person's sessions, and those that the scheduled erasure ended. Needs a transaction."""
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    ended = EndedSession.objects.filter(person=person).values_list("digest", flat=True)
    goes_on = timezone.now().date() + KEPT_FOR
    rows = [ErasedSession(digest=each, goes_on=goes_on) for each in {*map(digest, keys), *ended}]
    ErasedSession.objects.bulk_create(rows, BATCH, ignore_conflicts=True)


def is_erased(key_hash: str) -> bool:
    """Whether the session belonged to an account that has been erased."""
    today = timezone.now().date()
    return ErasedSession.objects.filter(digest__in=digests(key_hash), goes_on__gt=today).exists()


def is_noted(key_hash: str) -> bool:
    """Whether the session's account has been erased, or will be."""
    return is_erased(key_hash) or EndedSession.objects.filter(digest__in=digests(key_hash)).exists()


def digests(key_hash: str) -> list[str]:
    """The digests under the present secret key and the former ones."""
    return [digest(key_hash, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def delete_old(today: date) -> None:
    """Delete the rows whose date has come, in batches."""
    old = ErasedSession.objects.filter(goes_on__lte=today)
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        old.filter(pk__in=batch).delete()
