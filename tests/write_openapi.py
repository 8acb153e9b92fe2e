"""Writes docs/openapi.json, the committed contract: `python -m tests.write_openapi`."""

import sys
from pathlib import Path

import django
from django.core.management import call_command

import tests.environment  # noqa: F401 (sets its own keys before the settings load)

FILE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def write(file: Path = FILE) -> None:
    """Generate the document from the code; any warning is an error."""
    options = {"format": "openapi-json", "validate": True, "fail_on_warn": True}
    call_command("spectacular", file=str(file), **options)


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    write()
    sys.stdout.write(f"{FILE}\n")
