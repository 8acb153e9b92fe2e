"""`manage.py rotate_sealing_keys`: rewraps the data keys. docs/operate.md says when to run it."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from backend.checkpoint import empty_log_afterwards
from backend.sealing import rotation


class Command(BaseCommand):
    help = (
        "Wraps every data key with the newest of NOTICING_SEALING_KEYS, while the service runs. Prints its "
        "progress; idempotent, and resumes after an interruption."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, of = 0, rotation.left()
        for count in rotation.rewrap():
            done += count
            # Flushed, so that the progress shows at once through a pipe, too.
            self.stdout.write(f"{done} of {of}")
            self.stdout.flush()
        # Remove what the older keys wrapped from SQLite's write-ahead log, too.
        empty_log_afterwards()
        left = rotation.left()
        self.stdout.write(f"{done} rewrapped, {left} left")
        if left:
            raise CommandError(
                f"{left} data keys are still wrapped by an older key: keep the older keys. "
                "Run this again; what stays left doesn't open with any configured key."
            )
