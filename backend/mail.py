"""The few mails there are: neutral texts from the catalogue, no name, nothing of what anybody keeps."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from backend.content import catalogue

#: Nobody's vacation notice answers these (RFC 3834 section 5).
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def is_available() -> bool:
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
    """The mail called `name` in mail.json, to one address."""
    texts = catalogue.mails(language)[name]
    return EmailMessage(
        subject=texts["subject"].format(**values),
        body=texts["text"].format(**values),
        to=[address],
        headers={**AUTOMATIC, **(headers or {})},
        connection=connection,
    )
