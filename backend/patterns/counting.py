"""Counts over check-ins. Pure: no database, no clock. "n of m", nothing smoothed, nothing inferred."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

Strengths = list[int | None]


class Counted(NamedTuple):
    """What is counted of one check-in."""

    local_date: date
    sensations: Sequence[dict[str, Any]]


def monday(day: date) -> date:
    """The first day of the ISO 8601 week."""
    return day - timedelta(days=day.weekday())


def body_by_week(
    check_ins: Iterable[Counted], first: date, last: date, order: Sequence[str]
) -> dict[str, Any]:
    """The period's check-ins, days and weeks, and how often and how strongly each sensation was there.

    `first` and `last` are inclusive local dates. A sensation in two places of one check-in counts once, with
    its greatest strength. `strength` is the mean of those that were said, to one decimal; null when none was.
    """
    days: set[date] = set()
    total = 0
    by_code: dict[str, dict[date, Strengths]] = defaultdict(lambda: defaultdict(list))
    for check_in in check_ins:
        total += 1
        days.add(check_in.local_date)
        for code, strength in strongest(check_in.sensations).items():
            by_code[code][monday(check_in.local_date)].append(strength)
    known = [code for code in order if code in by_code]
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "check_ins": total,
        "days": len(days),
        "weeks": [week.isoformat() for week in weeks(first, last)],
        "sensations": [row(code, by_code[code]) for code in [*known, *sorted(by_code.keys() - set(known))]],
    }


def strongest(sensations: Sequence[dict[str, Any]]) -> dict[str, int | None]:
    """Each code of one check-in once, with its greatest strength."""
    found: dict[str, int | None] = {}
    for sensation in sensations:
        code, strength = sensation["code"], sensation["strength"]
        said = [value for value in (found.get(code), strength) if value is not None]
        found[code] = max(said, default=None)
    return found


def weeks(first: date, last: date) -> list[date]:
    """Every Monday of the weeks that the period touches."""
    count = (monday(last) - monday(first)).days // 7 + 1
    return [monday(first) + timedelta(weeks=number) for number in range(count)]


def row(code: str, by_week: dict[date, Strengths]) -> dict[str, Any]:
    return {
        "code": code,
        "label": None,
        "count": sum(map(len, by_week.values())),
        "weeks": [
            {"week": week.isoformat(), "count": len(strengths), "strength": mean(strengths)}
            for week, strengths in sorted(by_week.items())
        ],
    }


def mean(strengths: Strengths) -> float | None:
    said = [strength for strength in strengths if strength is not None]
    return round(sum(said) / len(said), 1) if said else None
