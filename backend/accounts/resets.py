"""A new password by mail, for those who gave an address and followed its link.

Whoever asks gets one and the same answer, in the same time: a row is written, whatever the address is, and a
worker looks whether it belongs to anybody. The mailbox's owner may have several accounts: each gets a link
of its own.
"""

import logging
import smtplib

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone

from backend import mail
from backend.accounts import devices, passkeys
from backend.accounts.addresses import forget_waiting
from backend.accounts.models import Person, ResetRequest
from backend.audit.models import Event, EventType

log = logging.getLogger("noticing.mail")


def mail_waiting() -> None:
    """One after another; each is taken by one worker only. A mail that doesn't go out can be asked for
    again."""
    for row in ResetRequest.objects.order_by("pk").iterator():
        taken, _ = ResetRequest.objects.filter(pk=row.pk).delete()
        if taken:
            for each in shown(row.address):
                send(each)


def shown(address: str) -> list[EmailAddress]:
    """The address as each account has it that it was shown to belong to.

    Both are in lower case, and compared as they are: to a database that ignores case a letter of another
    alphabet may be an `i`, and a mailbox at a look-alike of a domain somebody's own.
    """
    verified = EmailAddress.objects.filter(email=address, verified=True, user__is_active=True)
    return list(verified.select_related("user").order_by("user_id"))


def send(to: EmailAddress) -> None:
    """Neutral, in the person's language, and without the account's name: mail is read by others too. To what
    was shown to be theirs, never to what was asked for."""
    composed = mail.compose("reset", to.user.known_language, to.email, {"link": link(to.user)})
    try:
        composed.send()
    except (smtplib.SMTPException, OSError) as failure:
        log.warning("a link could not be mailed: %s", type(failure).__name__)


def link(person: Person) -> str:
    """Good until it is used, the person signs in, or changes password or address; for an hour at most."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return f"{settings.PUBLIC_URL or 'http://localhost'}/#/you/reset/{key}"


class UsedUpError(Exception):
    """The key was good when it was looked at; by another request with it, it isn't any more."""


@transaction.atomic
def reset(person: Person, password: str, key: str) -> None:
    """The new password, and nobody is signed in any more, nor waits with an address of theirs.

    An account that had none lets its passkeys go: whoever asks has lost them, and a password beside them
    would open nothing without one. Beside a password they are the second step of signing in, and stay.
    """
    person.lock()
    person.refresh_from_db()
    if not default_token_generator.check_token(person, key.partition("-")[2]):
        raise UsedUpError
    if not person.has_usable_password():
        passkeys.forget_all(person)
        Event.record(person, EventType.PASSKEY_REMOVED, timezone.now())
    person.set_password(password)
    person.save(update_fields=["password"])
    devices.end_all(person)
    forget_waiting(person)
    Event.record(person, EventType.PASSWORD_RESET, timezone.now())
