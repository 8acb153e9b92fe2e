"""The processes of `manage.py web`. They accept from the same socket; one that dies is replaced."""

import os
import signal
import socket
import time
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from threading import Thread

from django.core.handlers.wsgi import WSGIHandler

from backend.embedded.http import BACKLOG, PATIENCE, HTTPServer

STOP = {signal.SIGTERM, signal.SIGINT}
#: Seconds before a process that died is replaced, to limit the cost of one that crashes at once.
PAUSE = 1


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket. Raises OSError or OverflowError if the address can't be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server(
        (host, port), family=family, backlog=BACKLOG, dualstack_ipv6=host == "::"
    )
    # Accepted connections inherit it: responses are sent without delay.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class SharedServer(HTTPServer):
    """An HTTP server on a socket from which other processes accept, too."""

    def __init__(self, listening: socket.socket, application: WSGIHandler, threads: int) -> None:
        # A process accepts only what it can answer soon; other requests wait in the socket's queue.
        super().__init__(listening.getsockname()[:2], application, threads, waiting=8 * threads)
        self.listening = listening

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:  # noqa: A002 (cheroot's name)
        self.socket = self.listening
        return self.listening

    def prepare(self) -> None:
        super().prepare()
        # Another process may have accepted the connection first.
        self.listening.setblocking(False)


class Processes:
    """Forked worker processes. The parent loads the application once, and reports errors in loading it."""

    def __init__(self, listening: socket.socket, application: WSGIHandler, threads: int) -> None:
        self.listening, self.application, self.threads = listening, application, threads
        self.parent = os.getpid()
        self.running: list[ForkProcess] = []

    def run(self, number: int) -> None:
        """Keep `number` processes running until SIGTERM or SIGINT, then let each finish its requests."""
        # Blocked here and, by inheritance, in the children: signals stay pending until a sigwait.
        signal.pthread_sigmask(signal.SIG_BLOCK, {*STOP, signal.SIGCHLD})
        self.running = [self._begin() for _ in range(number)]
        while signal.sigwait({*STOP, signal.SIGCHLD}) == signal.SIGCHLD:
            self._replace()
        self._end()

    def _begin(self) -> ForkProcess:
        process = get_context("fork").Process(target=self._serve)
        process.start()
        return process

    def _replace(self) -> None:
        alive = [process for process in self.running if process.is_alive()]
        if missing := len(self.running) - len(alive):
            time.sleep(PAUSE)
            self.running = alive + [self._begin() for _ in range(missing)]

    def _serve(self) -> None:
        """The main loop of a child. Ends with a signal, or when the parent is gone."""
        server = SharedServer(self.listening, self.application, self.threads)
        server.prepare()
        thread = Thread(target=server.serve, daemon=True)
        thread.start()
        while signal.sigtimedwait(STOP, 1) is None and os.getppid() == self.parent:
            pass
        server.stop()
        thread.join()

    def _end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.join(PATIENCE + 10)
            process.kill()
        self.listening.close()
