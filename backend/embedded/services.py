"""The web server, the Celery worker and beat, as threads of one process.

Each has `start()` and `stop()`; `stop()` returns once running work is finished.
"""

from threading import Thread
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController, state
from django.core.handlers.wsgi import WSGIHandler

from backend.embedded.http import HTTPServer

WEB_THREADS = 8
WORKER_THREADS = 2


class Web:
    """The HTTP server."""

    def __init__(self, application: WSGIHandler, host: str, port: int) -> None:
        self.server = HTTPServer((host, port), application, WEB_THREADS)
        self.thread = Thread(target=self.server.serve, name="web", daemon=True)

    def start(self) -> None:
        """Bind, then serve. Raises OSError if the port can't be used."""
        self.server.prepare()
        self.thread.start()

    def stop(self) -> None:
        self.server.stop()
        self.thread.join()


class Worker:
    """A Celery worker with a thread pool, for the in-memory broker of this process."""

    def __init__(self, app: Celery) -> None:
        self.controller = WorkController(
            app=app,
            hostname="embedded",
            pool_cls="threads",
            concurrency=WORKER_THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self.thread = Thread(target=self.controller.start, name="worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        # The consumer's loop checks this between messages: a warm shutdown without signals.
        state.should_stop = 0  # type: ignore[assignment]  # its stub knows only the initial value
        self.thread.join()


class Beat:
    """Celery's beat as a thread. It stores no state, since the rows are the work queue."""

    def __init__(self, app: Celery) -> None:
        self.service: Any = EmbeddedService(app, thread=True, scheduler_cls="backend.beat:SteadyScheduler")

    def start(self) -> None:
        self.service.start()

    def stop(self) -> None:
        self.service.stop()
