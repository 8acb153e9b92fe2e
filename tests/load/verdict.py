"""The results of the benches of nudges, compared with their targets."""

import sys
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple


class Finding(NamedTuple):
    """One figure, with optional targets `at_least` and `at_most`."""

    what: str
    found: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def wanted(self) -> str:
        bounds = (("at least", self.at_least), ("at most", self.at_most))
        return " and ".join(f"{which} {bound:.3g}" for which, bound in bounds if bound is not None)

    @property
    def enough(self) -> bool:
        low, high = self.at_least, self.at_most
        return (low is None or self.found >= low) and (high is None or self.found <= high)


def of_rounds(rounds: Sequence[tuple[float, float]]) -> float:
    """The median of the rounds' own ratios, of the first to the second."""
    return median(ours / theirs for ours, theirs in rounds)


def tell(findings: Iterable[Finding]) -> int:
    """Print a Markdown table and a line for each missed target; returns 1 if there is any."""
    rows = list(findings)
    say("| figure | found | wanted |\n| --- | ---: | --- |")
    for row in rows:
        say(f"| {row.what} | {row.found:,.4g} | {row.wanted} |")
    lacking = [row for row in rows if not row.enough]
    for row in lacking:
        say(f"Not met: {row.what} is {row.found:.3g}, {row.wanted} is wanted.")
    return 1 if lacking else 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
