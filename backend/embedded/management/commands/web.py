"""`manage.py web`: the web processes of the grown-up deployment; worker and beat are Celery's own."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import OperationalError
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from backend.sealing.rotation import refuse_missing_keys
from backend.starting import leave_database, reach_database

#: How long running requests may take to finish at the end, in seconds.
PATIENCE = 30


class Command(BaseCommand):
    help = "Serves the app, and nothing else, until SIGTERM; the database is migrated by whoever deploys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes")
        parser.add_argument("--threads", type=int, default=4, help="of each process")

    def handle(self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        try:
            reach_database()
            refuse_missing_keys()
        except OperationalError as wrong:
            raise CommandError(f"NOTICING_DATABASE_URL: the database can't be used: {wrong}") from None
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from None
        leave_database()
        Granian(
            "backend.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            blocking_threads=threads,
            # A process holds no more requests than it can soon answer; the others wait in the socket's queue.
            backpressure=8 * threads,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
            # No request lines: granian logs its own coming and going only when something is wrong.
            log_access=False,
            log_level=LogLevels.warning,
        ).serve()
