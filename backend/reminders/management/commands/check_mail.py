"""`manage.py check_mail ADDRESS`: sends a test mail, as a nudge is sent (docs/operate.md)."""

import smtplib
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from backend import mail
from backend.content import catalogue
from backend.push.message import app_url


class Command(BaseCommand):
    help = "Sends a test mail. Exits with 1 and prints one line if the mail server didn't take it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="where the test mail goes")
        parser.add_argument("--language", choices=sorted(catalogue.LANGUAGES), default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, address: str, language: str, **options: Any) -> None:
        if not mail.is_configured():
            raise CommandError("NOTICING_EMAIL_URL isn't set, so no mail is sent")
        try:
            with mail.connected() as connection:
                mail.send(mail.compose("test", language, address, {"link": app_url()}, connection=connection))
        except mail.MailServerError as failure:
            raise CommandError(f"the mail server can't be used: {failure}") from None
        except (smtplib.SMTPException, OSError) as failure:
            raise CommandError(f"this mail was refused: {mail.described(failure)}") from None
        self.stdout.write(f"the mail server took a test mail to {address}")
