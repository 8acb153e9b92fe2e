"""`manage.py rotate_sealing_keys`: docs/operate.md says when."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from backend.checkpoint import empty_log_afterwards
from backend.sealing import rotation


class Command(BaseCommand):
    help = (
        "Wraps every person's data key by the newest of NOTICING_SEALING_KEYS, while the service runs. "
        "Says how far it is; repeatable, and one that was broken off goes on where it was."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, of = 0, rotation.left()
        for count in rotation.rewrap():
            done += count
            # At once, also through a pipe: whoever watches wants to know that it goes on.
            self.stdout.write(f"{done} of {of}")
            self.stdout.flush()
        # What the older key wrapped is to be gone from SQLite's log, too.
        empty_log_afterwards()
        left = rotation.left()
        self.stdout.write(f"{done} rewrapped, {left} left")
        if left:
            raise CommandError(
                f"{left} data keys are still wrapped by an older key: keep the older keys. "
                "Run this again; what stays left doesn't open with any configured key."
            )
