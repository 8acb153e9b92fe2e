"""`manage.py web`: the web processes of a larger deployment. Worker and beat are Celery's own commands."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from backend.embedded.processes import Processes, listen
from backend.sealing.rotation import refuse_missing_keys
from backend.starting import leave_database, reach_database


class Command(BaseCommand):
    help = "Serves only the app, until SIGTERM. The deployment migrates the database beforehand."

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
        application = get_wsgi_application()
        leave_database()
        try:
            listening = listen(host, port)
        except (OSError, OverflowError) as wrong:
            raise CommandError(
                f"port {port} can't be used: {getattr(wrong, 'strerror', None) or wrong}"
            ) from None
        Processes(listening, application, threads).run(workers)
