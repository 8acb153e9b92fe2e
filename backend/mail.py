"""Composes mails: neutral texts from the catalogue, without names and without anything that people wrote."""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from backend.content import catalogue

#: Suppresses automatic replies, such as vacation notices (RFC 3834 section 5).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


#: Refusals for want of a sign-in, at whatever stage they come (RFC 4954 section 6).
SIGN_IN = (530, 534, 535, 538)


class MailServerError(Exception):
    """Our mail server can't be reached, or refuses us as such: its operator's matter, no recipient's.

    Its text has the server's own words, which may contain addresses; `code` may be logged.
    """

    def __init__(self, failure: Exception) -> None:
        super().__init__(described(failure))
        self.code = getattr(failure, "smtp_code", type(failure).__name__)


@contextmanager
def connected() -> Iterator[BaseEmailBackend]:
    """A connection that has signed in. Raises MailServerError."""
    connection = get_connection()
    try:
        connect(connection)
        yield connection
    finally:
        # Closes a connection that was refused, too. A failure to say goodbye doesn't matter.
        with suppress(smtplib.SMTPException, OSError):
            connection.close()


def connect(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (smtplib.SMTPException, OSError, ValueError) as failure:  # ValueError: a password that isn't ASCII
        raise MailServerError(failure) from failure


def send(message: EmailMessage) -> None:
    """Send one mail over its connection. Raises MailServerError, or what smtplib raises about this mail."""
    try:
        message.send()
    except smtplib.SMTPSenderRefused as refused:
        raise MailServerError(refused) from refused
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        answer = smtplib.SMTPResponseException(code, text)
        raise (MailServerError(answer) if code in SIGN_IN else answer) from refused
    except smtplib.SMTPResponseException as refused:
        raise (MailServerError(refused) if refused.smtp_code in SIGN_IN else refused) from None


def described(failure: Exception) -> str:
    """The failure in one line, with the server's own words."""
    if isinstance(failure, smtplib.SMTPResponseException):
        text = failure.smtp_error
        return f"{failure.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    if isinstance(failure, UnicodeError):  # whose text would show a part of the password
        return "the user name or password has a character that SMTP can't carry"
    return f"{type(failure).__name__}: {failure}"


def is_configured() -> bool:
    """Whether the operator has named a mail server."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def compose(
    name: str,
    language: str,
    address: str,
    values: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    connection: BaseEmailBackend | None = None,
) -> EmailMessage:
    """The mail `name` of the language's mail.json, to one address."""
    texts = catalogue.mails(language)[name]
    return EmailMessage(
        subject=texts["subject"].format(**values),
        body=texts["text"].format(**values),
        to=[address],
        headers={**AUTOMATIC, **(headers or {})},
        connection=connection,
    )
