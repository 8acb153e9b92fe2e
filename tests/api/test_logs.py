"""The log shows an exception's frames and type, never its message."""

import logging

from backend.logs import QuietFormatter


def test_an_exception_is_logged_with_frames_and_type_but_no_message() -> None:
    words = "words of hers"
    try:
        try:
            raise KeyError(words)
        except KeyError as cause:
            raise ValueError(words) from cause
    except ValueError as wrong:
        info = (type(wrong), wrong, wrong.__traceback__)
        record = logging.LogRecord("noticing", logging.ERROR, __file__, 1, "it went wrong", None, info)
    printed = QuietFormatter("%(message)s").format(record)
    assert "it went wrong" in printed
    assert "test_logs.py" in printed
    assert printed.endswith("ValueError")
    assert words not in printed
