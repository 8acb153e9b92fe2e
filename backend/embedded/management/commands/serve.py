"""`manage.py serve`: the whole service in one process."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from backend.celery import app
from backend.embedded.services import Beat, Web, Worker
from backend.sealing.rotation import refuse_missing_keys
from backend.starting import reach_database
from backend.tables import refuse_missing_columns


class Command(BaseCommand):
    help = "Migrates the database, then runs the web server, a worker and beat in one process, until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="127.0.0.1 (the default) is this machine only"
        )

    def handle(self, *args: Any, port: int, host: str, **options: Any) -> None:
        try:
            reach_database()
            call_command("migrate", verbosity=0)
            refuse_missing_columns()
            refuse_missing_keys()
        except OperationalError as wrong:
            raise CommandError(f"NOTICING_DATABASE_URL: the database can't be used: {wrong}") from None
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from None
        stopping = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        web, worker, beat = Web(get_wsgi_application(), host, port), Worker(app), Beat(app)
        try:
            web.start()
        except (OSError, OverflowError) as wrong:
            raise CommandError(
                f"port {port} can't be used: {getattr(wrong, 'strerror', None) or wrong}"
            ) from None
        worker.start()
        beat.start()
        self.stdout.write(f"Noticing is at http://localhost:{port}")
        self.stdout.flush()
        stopping.wait()
        # Beat first, so that it starts no more tasks; then the web server, so that requests don't either.
        for service in (beat, web, worker):
            service.stop()
