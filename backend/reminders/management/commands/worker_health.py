"""`manage.py worker_health`: checks that nudges go out on time. A container's health check."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from backend.reminders.lag import LATE, lag
from backend.starting import reach_database


class Command(BaseCommand):
    help = "Exits with 1 and prints one line when the oldest due nudge has waited for more than two minutes."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reach_database()
            delay = lag(timezone.now())
        except DatabaseError as wrong:
            raise CommandError(f"the database can't be used: {wrong}") from None
        seconds = int(delay.total_seconds())
        if delay > LATE:
            raise CommandError(
                f"the oldest due nudge has waited for {seconds} s: is there a worker, and a beat?"
            )
        self.stdout.write(f"the oldest due nudge has waited for {seconds} s")
