"""Keys files are kept for days, not months: erasing a person is final when the last older one has gone."""

from datetime import datetime, timedelta
from pathlib import Path

from backend.backups.broken import BackupBrokenError
from backend.backups.envelope import Header

#: Days; with a backup a day no keys file grows older than this. The consent text names it.
KEEP_KEYS = 7


def forget_old_keys(folder: Path, days: int, now: datetime) -> list[Path]:
    """Delete, and return, the keys files that would be older than `days` when tomorrow's backup is made."""
    too_old = now - timedelta(days=days - 1)
    old = [path for path in sorted(folder.glob("noticing-*.keys")) if _taken_at(path) < too_old]
    for path in old:
        path.unlink()
    return old


def clear_away_drafts(folder: Path, now: datetime) -> None:
    """What a backup that was killed a day ago left behind: it may hold keys too."""
    for draft in folder.glob("noticing-*.part"):
        if draft.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            draft.unlink()


def _taken_at(file: Path) -> datetime:
    """From the file itself, since copying changes its times. BackupBrokenError when it isn't said there."""
    with file.open("rb") as opened:
        try:
            return Header.read(opened).taken_at
        except BackupBrokenError as wrong:
            raise BackupBrokenError(f"{file} {wrong}: look at it, and delete it by hand") from None
