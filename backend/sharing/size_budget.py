"""How much one report carries, however much was kept."""

from itertools import takewhile
from typing import Any

import orjson

#: Bytes of the whole answer, at most; with its headers it stays within 2 MB.
REPORT = 1_998_000
#: Of these, what is counted by sensation, and by person, may take so many each.
COUNTS = 400_000


def size(item: Any) -> int:
    """Bytes on the wire, with the comma after it."""
    return len(orjson.dumps(item)) + 1


class SizeBudget:
    """Takes one item after the other until one doesn't fit, and none after that: only the end is left out."""

    def __init__(self, size: int) -> None:
        self.left = size

    def try_add(self, item: Any) -> bool:
        self.left -= size(item)
        return self.left >= 0

    @property
    def full(self) -> bool:
        return self.left < 0


def most_counted(rows: list[dict[str, Any]], size: int = COUNTS) -> list[dict[str, Any]]:
    """The rows that count the most, as many as fit, in the order that they had."""
    places = sorted(range(len(rows)), key=lambda place: -rows[place]["count"])
    budget = SizeBudget(size)
    return [rows[place] for place in sorted(takewhile(lambda place: budget.try_add(rows[place]), places))]
