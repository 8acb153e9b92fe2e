"""Time zones and instants. Zones come from the pinned `tzdata` package, so that all servers have the same."""

import zoneinfo
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

zoneinfo.reset_tzpath(to=())

#: The earliest instant that the API accepts. Tombstones have it as their time.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


#: Reported by a system whose zone hasn't been set (tzdata's file `factory`). No place has it.
PLACEHOLDERS = frozenset({"Factory"})


@cache
def names() -> frozenset[str]:
    """All names that can be read. A row may have a placeholder: earlier versions accepted them."""
    return frozenset(zoneinfo.available_timezones())


@cache
def accepted() -> frozenset[str]:
    """All IANA zone names that the API accepts."""
    return names() - PLACEHOLDERS


@cache
def links() -> dict[str, str]:
    """Each link's name and its target, from the lines `L <target> <name>` of tzdata.zi (zic(8))."""
    source = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("ascii")
    lines = (line.split() for line in source.splitlines() if line.startswith("L "))
    return {name: target for _, target, name in lines}


def target(zone: str) -> str:
    """The zone whose rules this name has: Europe/Kyiv for Europe/Kiev. The name itself if it is no link.

    Two zones with one target need not be one place: Europe/Oslo is a link to Europe/Berlin.
    """
    return links().get(zone, zone)


def zone_info(zone: str) -> ZoneInfo:
    """The zone with this name. Raises ZoneInfoNotFoundError.

    For a name that is now only the first part of others (America/Argentina), Python raises IsADirectoryError.
    """
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError) as wrong:
        raise ZoneInfoNotFoundError(zone) from wrong


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of `instant` in `zone`."""
    return instant.astimezone(zone_info(zone)).date()


def rfc3339(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, with a fraction only if there is one: 2026-11-22T09:14:03Z."""
    return instant.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def part_of_day(instant: datetime, zone: str) -> str:
    """The part of the day in `zone`: night (0-6), morning (6-12), afternoon (12-18), evening (18-24)."""
    return ("night", "morning", "afternoon", "evening")[instant.astimezone(zone_info(zone)).hour // 6]


def part_began(instant: datetime, zone: str) -> datetime:
    """When the part of the day that contains `instant` began, in `zone`."""
    local = instant.astimezone(zone_info(zone))
    began = local.replace(hour=local.hour // 6 * 6, minute=0, second=0, microsecond=0, fold=0)
    return began.astimezone(UTC)


def instant(text: str) -> datetime:
    """Parse what `rfc3339` wrote."""
    return datetime.fromisoformat(text)
