"""`manage.py staff NAME [--off]`: gives or removes access to /admin/ (docs/operate.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from backend.accounts.models import Person


class Command(BaseCommand):
    help = "Gives an account access to /admin/, or with --off removes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the username")
        parser.add_argument("--off", action="store_true", help="remove access")

    def handle(self, *args: Any, name: str, off: bool, **options: Any) -> None:
        if not Person.objects.filter(username=name).update(is_staff=not off):
            raise CommandError("there is no account of that name")
        self.stdout.write(f"{name} is {'no longer ' if off else ''}staff")
