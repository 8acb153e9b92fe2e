"""Deletes old keys files. A person's erasure is final once the last keys file from before it is deleted."""

from datetime import datetime, timedelta
from pathlib import Path

from backend.backups.broken import BackupBrokenError
from backend.backups.envelope import Header

#: Days that keys files are kept, given daily backups. The consent text states it.
KEEP_KEYS = 7


def delete_old_keys(folder: Path, days: int, now: datetime) -> list[Path]:
    """Delete the keys files that would be older than `days` at tomorrow's backup; returns their paths."""
    too_old = now - timedelta(days=days - 1)
    old = [path for path in sorted(folder.glob("noticing-*.keys")) if _taken_at(path) < too_old]
    for path in old:
        path.unlink()
    return old


def delete_drafts(folder: Path, now: datetime) -> None:
    """Delete partial files from backups that were killed more than a day ago. They may contain keys."""
    for draft in folder.glob("noticing-*.part"):
        if draft.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            draft.unlink()


def _taken_at(file: Path) -> datetime:
    """The time in the file's header, since copying changes file times. Raises BackupBrokenError."""
    with file.open("rb") as opened:
        try:
            return Header.read(opened).taken_at
        except BackupBrokenError as wrong:
            raise BackupBrokenError(f"{file} {wrong}: look at it, and delete it by hand") from None
