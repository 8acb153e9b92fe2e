"""`manage.py backup <folder>`: makes a backup. docs/operate.md says when, and what to do with the files."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from backend.backups.broken import BackupBrokenError
from backend.backups.expiry import KEEP_KEYS, delete_drafts, delete_old_keys
from backend.backups.making import make
from backend.personal_data.erasure import carry_over
from backend.sealing.cipher import SealBrokenError
from backend.starting import reach_database


def days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 366:
        raise ArgumentTypeError("is a number of days, 1 to 366")
    return int(text)


class Command(BaseCommand):
    help = (
        "Writes two encrypted files, the data and its data keys, while the service runs; then deletes keys "
        "files that are too old."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep-keys-days", type=days, default=KEEP_KEYS, help=f"{KEEP_KEYS} when not given"
        )

    def handle(self, *args: Any, folder: Path, keep_keys_days: int, **options: Any) -> None:
        try:
            reach_database()
            self._back_up(folder, keep_keys_days)
        except (BackupBrokenError, SealBrokenError, ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from None
        except OperationalError as wrong:
            raise CommandError(f"NOTICING_DATABASE_URL: the database can't be used: {wrong}") from None

    def _back_up(self, folder: Path, keep_keys_days: int) -> None:
        now = timezone.now()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in make(folder, now):
            self.stdout.write(f"written: {path}")
        carry_over(settings.ERASURES, folder / "erasures")
        delete_drafts(folder, now)
        for path in delete_old_keys(folder, keep_keys_days, now):
            self.stdout.write(f"keys deleted: {path}")
