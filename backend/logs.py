"""Logs say where something went wrong, never with what: an exception's message may hold a person's words."""

import logging
import re
import traceback
from collections.abc import Mapping
from types import TracebackType

#: Paths that hold a secret: calendar apps can't send it any other way, and a link's `#` may become `%23` on
#: its way (a mail filter, a PDF), so that a browser sends what stands behind it.
CALENDAR = re.compile(r"(/api/calendar/)[^\s/]+")
LINK = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.|%2E))[\w-]+", re.IGNORECASE)


class QuietFormatter(logging.Formatter):
    """Prints an exception as its frames and its type, without any message, its causes' included; and no
    calendar's address or link's secret."""

    def format(self, record: logging.LogRecord) -> str:
        # Celery's line about a task that failed quotes the exception; its frames and type follow anyway.
        if isinstance(record.args, Mapping) and "exc" in record.args:
            record.args = {**record.args, "exc": "an exception"}
        return LINK.sub(r"\1...", CALENDAR.sub(r"\1...", super().format(record)))

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, frames = ei
        return "".join(traceback.format_tb(frames)) + (kind.__name__ if kind else "")
