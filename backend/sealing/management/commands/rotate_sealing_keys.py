"""`manage.py rotate_sealing_keys`: docs/operate.md says when."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from backend.sealing import rotation


class Command(BaseCommand):
    help = (
        "Wraps every person's data key by the newest of NOTICING_SEALING_KEYS, while the service runs. "
        "Repeatable; says how many are left."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = sum(rotation.rewrap())
        left = rotation.left()
        self.stdout.write(f"{done} rewrapped, {left} left")
        if left:
            raise CommandError(
                f"{left} data keys are still wrapped by an older key: keep the older keys. "
                "Run this again; what stays left doesn't open with any configured key."
            )
