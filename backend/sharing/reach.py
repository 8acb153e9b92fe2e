"""From which day to which day a share lets somebody look."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from backend import zones
from backend.sharing.kinds import SHARED_KINDS
from backend.sharing.models import Share

#: What is shown at first.
DEFAULT_PERIOD = timedelta(weeks=12, days=-1)


def reach(share: Share, now: datetime) -> tuple[date, date]:
    """From the share's first day, or else from the first that there is anything of, to the last that is not
    held back; at least what is shown at first, but for the share's own limits. When it begins after today,
    the first comes after the last."""
    today = zones.local_date(now, share.person.known_zone)
    last = today - timedelta(days=share.hold_back_days)
    return share.starts_on or earliest(share, last), last


def earliest(share: Share, last: date) -> date:
    found = [last - DEFAULT_PERIOD]
    for entries in counted(share, date.min, last).values():
        found += entries.order_by("local_date").values_list("local_date", flat=True)[:1]
    return min(found)


def period(reach: tuple[date, date], first: date | None, last: date | None) -> tuple[date, date]:
    """The wished dates, kept within the reach; when nothing lies within both, the first after the last."""
    earliest, latest = reach
    last = min(last or latest, latest)
    if first is None:
        first = max(last, earliest) - DEFAULT_PERIOD
    return max(first, earliest), last


def counted(share: Share, first: date, last: date) -> dict[str, QuerySet[Any]]:
    """By kind, the entries of these days that the share may count."""
    return {word: kind.counted(share, first, last) for word, kind in SHARED_KINDS.items()}
