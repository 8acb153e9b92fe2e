"""Limits the size of a report."""

from itertools import takewhile
from typing import Any

import orjson

#: The most bytes of the whole body; with headers, the response stays within 2 MB.
REPORT = 1_998_000
#: The most bytes of the counts by sensation, and of those by person.
COUNTS = 400_000


def size(item: Any) -> int:
    """The item's size as JSON in bytes, including the comma after it."""
    return len(orjson.dumps(item)) + 1


class SizeBudget:
    """Accepts items until one doesn't fit, and none after that, so that only the end is left out."""

    def __init__(self, size: int) -> None:
        self.left = size

    def try_add(self, item: Any) -> bool:
        self.left -= size(item)
        return self.left >= 0

    @property
    def full(self) -> bool:
        return self.left < 0


def most_counted(rows: list[dict[str, Any]], size: int = COUNTS) -> list[dict[str, Any]]:
    """As many of the rows with the highest counts as fit, in their original order."""
    places = sorted(range(len(rows)), key=lambda place: -rows[place]["count"])
    budget = SizeBudget(size)
    return [rows[place] for place in sorted(takewhile(lambda place: budget.try_add(rows[place]), places))]
