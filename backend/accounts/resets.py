"""Password resets by mail, for people with a verified address.

Every request gets the same response in the same time, so that it doesn't reveal accounts: it only writes a
row, and a worker looks up the accounts. If several accounts have the address, each gets a link of its own.
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
from backend.accounts.addresses import delete_unverified
from backend.accounts.models import Person, ResetRequest
from backend.audit.models import Event, EventType

log = logging.getLogger("noticing.mail")


def mail_waiting() -> None:
    """Handle the waiting requests in turn, each by one worker only. A mail that fails isn't retried."""
    for row in ResetRequest.objects.order_by("pk").iterator():
        taken, _ = ResetRequest.objects.filter(pk=row.pk).delete()
        if taken:
            for each in verified_addresses(row.address):
                send(each)


def verified_addresses(address: str) -> list[EmailAddress]:
    """The verified addresses of all accounts that equal `address`.

    Both are stored in lower case and compared exactly: under a case-insensitive comparison, a letter of
    another alphabet may equal `i`, so that a look-alike domain would match somebody else's address.
    """
    verified = EmailAddress.objects.filter(email=address, verified=True, user__is_active=True)
    return list(verified.select_related("user").order_by("user_id"))


def send(to: EmailAddress) -> None:
    """Send a reset link to a verified address, never to the address as requested.

    The text is neutral, in the person's language, and doesn't name the account, since others may read the
    mail.
    """
    composed = mail.compose("reset", to.user.known_language, to.email, {"link": link(to.user)})
    try:
        composed.send()
    except (smtplib.SMTPException, OSError) as failure:
        log.warning("a link could not be mailed: %s", type(failure).__name__)


def link(person: Person) -> str:
    """The reset link: valid for an hour, until used, or until a sign-in or change of password or address."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return f"{settings.PUBLIC_URL or 'http://localhost'}/#/you/reset/{key}"


class UsedUpError(Exception):
    """A concurrent request has used the key since it was checked."""


@transaction.atomic
def reset(person: Person, password: str, key: str) -> None:
    """Set the new password, sign out all devices and delete unverified addresses.

    If the account had no password, its passkeys are deleted: the person has lost them, and they would
    otherwise be required as a second step. If it had one, they stay. Raises UsedUpError.
    """
    person.lock()
    person.refresh_from_db()
    if not default_token_generator.check_token(person, key.partition("-")[2]):
        raise UsedUpError
    if not person.has_usable_password():
        passkeys.delete_all(person)
        Event.record(person, EventType.PASSKEY_REMOVED, timezone.now())
    person.set_password(password)
    person.save(update_fields=["password"])
    devices.end_all(person)
    delete_unverified(person)
    Event.record(person, EventType.PASSWORD_RESET, timezone.now())
