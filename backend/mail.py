"""Composes mails: neutral texts from the catalogue, without names and without anything that people wrote."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from backend.content import catalogue

#: Suppresses automatic replies, such as vacation notices (RFC 3834 section 5).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


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
