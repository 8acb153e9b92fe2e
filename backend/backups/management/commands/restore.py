"""`manage.py restore <data file> <keys file>`: restores a backup. docs/operate.md says how."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import OperationalError

from backend.backups.broken import BackupBrokenError
from backend.backups.restoring import restore
from backend.personal_data.erasure import carry_over, ids_on_list
from backend.sealing.cipher import SealBrokenError
from backend.starting import reach_database


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty, migrated database, without the people who were erased since. "
        "Stop the service first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path)
        parser.add_argument("keys", type=Path, help="the keys of the same backup, or of a newer one")
        parser.add_argument("--erasures", type=Path, help="another list of erasures to go by")
        parser.add_argument(
            "--keep-shares",
            action="store_true",
            help="keep shares open: only when nothing happened since the backup, as in a move",
        )

    def handle(
        self, *args: Any, data: Path, keys: Path, erasures: Path | None, keep_shares: bool, **options: Any
    ) -> None:
        try:
            reach_database()
            erased = self._erased(data, erasures)
            restored = restore(data, keys, erased, keep_shares)
        except (BackupBrokenError, SealBrokenError, ValueError, OSError) as wrong:
            raise CommandError(str(wrong)) from None
        except OperationalError as wrong:
            raise CommandError(f"NOTICING_DATABASE_URL: the database can't be used: {wrong}") from None
        self.stdout.write(f"{restored.people} people restored, {restored.erased} left out as erased since")

    def _erased(self, data: Path, given: Path | None) -> set[int]:
        """The ids on all lists: the configured one, the one beside the backup, and the given one."""
        if given is not None and not given.exists():
            raise BackupBrokenError(f"{given} is not there")
        for source in (data.parent / "erasures", given):
            if source is not None:
                carry_over(source, settings.ERASURES)
        if not settings.ERASURES.exists():
            self.stderr.write("No list of erasures was found: nobody counts as erased since the backup.")
        return ids_on_list(settings.ERASURES)
