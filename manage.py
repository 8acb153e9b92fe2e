#!/usr/bin/env python
"""Noticing's command line: `manage.py serve` runs everything on one machine."""

import os
import sys

from django.core.management import execute_from_command_line

from backend.starting import load_settings


def main() -> None:
    """Run one command; a wrong setting is one line on stderr and exit status 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    # Only the embedded server makes keys that nobody configured, and it has to before the settings load.
    os.environ["NOTICING_MAKE_KEYS"] = "1" if sys.argv[1:2] == ["serve"] else ""
    load_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
