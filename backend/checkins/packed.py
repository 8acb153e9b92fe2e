"""What is counted of one check-in, in one short text: ten years are read and counted in one pass.

    [day, hour, moment, person, longing, fear, now, [response, ...], [[code, strength], ...]]

`day` is the local date's proleptic Gregorian ordinal, `hour` 0 to 23 on the clock of the entry's own zone. A
sensation at several places is there once, with its greatest strength.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson

from backend.zones import zone_info

#: An index holds it, and PostgreSQL's take rows of no more than 2,704 bytes.
LONGEST = 2000
LEVELS = range(11)
#: Stands where the packed text would be longer; such a check-in is packed when it is counted.
TOO_LONG = "null"


def pack(content: Mapping[str, Any], felt_at: datetime, zone: str) -> str:
    """The packed text of a check-in's content (its shape in the API)."""
    local = felt_at.astimezone(zone_info(zone))
    values = [content[name] for name in ("moment", "person", "longing", "fear", "now", "responses")]
    sensations = [[code, strength] for code, strength in strongest(content["sensations"]).items()]
    return orjson.dumps([local.toordinal(), local.hour, *values, sensations]).decode()


def fitting(packed: str) -> str:
    """What is kept of a packed text."""
    return packed if len(packed) <= LONGEST else TOO_LONG


def unpack(text: str) -> list[Any]:
    found: list[Any] = orjson.loads(text)
    return found


def countable(row: Any) -> list[Any]:
    """The row itself. Raises ValueError, TypeError or OverflowError if the patterns can't count it."""
    day, hour, moment, person, longing, fear, now, responses, felt = row
    date.fromordinal(day)
    levels = [longing, fear, *(strength for _, strength in felt)]
    texts = [text for text in (moment, person, now) if text is not None]
    codes = [*responses, *(code for code, _ in felt)]
    if (
        hour not in range(24)
        or not all(level is None or (isinstance(level, int) and level in LEVELS) for level in levels)
        or not all(isinstance(text, str) for text in [*texts, *codes])
    ):
        raise ValueError("this isn't a packed check-in")
    return list(row)


def strongest(sensations: Sequence[Mapping[str, Any]]) -> dict[str, int | None]:
    """Each code of one check-in once, with its greatest strength."""
    found: dict[str, int | None] = {}
    for sensation in sensations:
        code, strength = sensation["code"], sensation["strength"]
        strengths = [value for value in (found.get(code), strength) if value is not None]
        found[code] = max(strengths, default=None)
    return found
