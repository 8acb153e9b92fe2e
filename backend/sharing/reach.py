"""The dates that a share gives access to, and the entries within them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from backend import zones
from backend.sharing.kinds import SHARED_KINDS
from backend.sharing.models import Share

#: The period shown unless the viewer asks for another.
DEFAULT_PERIOD = timedelta(weeks=12, days=-1)


def reach(share: Share, now: datetime) -> tuple[date, date]:
    """The first and last local date of the share.

    The first is the share's own, or else that of the earliest entry that the share may count, or
    DEFAULT_PERIOD before the last if that is earlier. The last is today minus the days held back. If the
    share begins later than that, the first is after the last.
    """
    today = zones.local_date(now, share.person.known_zone)
    last = today - timedelta(days=share.hold_back_days)
    return share.starts_on or earliest(share, last), last


def earliest(share: Share, last: date) -> date:
    found = [last - DEFAULT_PERIOD]
    for entries in counted(share, date.min, last).values():
        found += entries.order_by("local_date").values_list("local_date", flat=True)[:1]
    return min(found)


def period(reach: tuple[date, date], first: date | None, last: date | None) -> tuple[date, date]:
    """Clamp the requested dates to the reach. If they don't overlap, the first is after the last."""
    earliest, latest = reach
    last = min(last or latest, latest)
    if first is None:
        first = max(last, earliest) - DEFAULT_PERIOD
    return max(first, earliest), last


def counted(share: Share, first: date, last: date) -> dict[str, QuerySet[Any]]:
    """By kind, the entries of these days that the share may count."""
    return {word: kind.counted(share, first, last) for word, kind in SHARED_KINDS.items()}
