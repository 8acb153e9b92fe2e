"""These tests have a backup key, and real transactions."""

from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from backend import keys

BACKUP_KEY = keys.encode(b"backup key of the tests.........")


class Backup(NamedTuple):
    data: Path
    keys: Path


@pytest.fixture(autouse=True)
def _configured(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_KEYS = [BACKUP_KEY]
    settings.ERASURES = tmp_path / "erasures"


def back_up(folder: Path, *arguments: str) -> Backup:
    """Run the command; returns the newest backup of the folder."""
    call_command("backup", str(folder), *arguments, stdout=StringIO())
    return Backup(max(folder.glob("*.data")), max(folder.glob("*.keys")))


def lose_everything() -> None:
    call_command("flush", interactive=False, verbosity=0)


def bring_back(backup: Backup, *arguments: str) -> str:
    said = StringIO()
    call_command("restore", str(backup.data), str(backup.keys), *arguments, stdout=said, stderr=said)
    return said.getvalue().strip()


def refused(backup: Backup, *arguments: str) -> str:
    """The line with which a restore refuses."""
    with pytest.raises(CommandError) as wrong:
        bring_back(backup, *arguments)
    line = str(wrong.value)
    assert "\n" not in line
    return line
