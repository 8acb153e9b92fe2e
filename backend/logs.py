"""Log formatting without exception messages, which may contain a person's words."""

import logging
import re
import traceback
from collections.abc import Mapping
from types import TracebackType

#: Paths that may contain a secret. Calendar apps can't send it in any other way; and a mail filter or a PDF
#: may turn a link's `#` into `%23`, so that a browser sends the secret behind it.
CALENDAR = re.compile(r"(/api/calendar/)[^\s/]+")
LINK = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.|%2E))[\w-]+", re.IGNORECASE)


class QuietFormatter(logging.Formatter):
    """Formats an exception as its frames and type, without messages and causes. Masks secrets in paths."""

    def format(self, record: logging.LogRecord) -> str:
        # Celery's message about a failed task quotes the exception; its frames and type follow anyway.
        if isinstance(record.args, Mapping) and "exc" in record.args:
            record.args = {**record.args, "exc": "an exception"}
        return LINK.sub(r"\1...", CALENDAR.sub(r"\1...", super().format(record)))

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, frames = ei
        return "".join(traceback.format_tb(frames)) + (kind.__name__ if kind else "")
