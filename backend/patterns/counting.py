"""Counts over check-ins. Pure: no database, no clock. "n of m", nothing smoothed, nothing inferred.

One pass over the packed check-ins (packed.py) counts everything; its loop is what ten years cost, so it is
written out rather than taken apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from backend.content import catalogue

#: How often each strength 0 to 10 was said; the last one counts where none was.
LEVELS = 11


class Felt:
    """One sensation's counts."""

    def __init__(self) -> None:
        self.strengths = [0] * (LEVELS + 1)
        self.hours = [0] * 24
        self.weekdays = [0] * 7
        self.moments: dict[str | None, int] = defaultdict(int)
        self.weeks: dict[int, Said] = defaultdict(Said)


class Said:
    """How often something was there in one week, and how strongly where that was said."""

    __slots__ = ("count", "said", "total")

    def __init__(self) -> None:
        self.count = self.said = self.total = 0

    def add(self, level: int | None) -> None:
        self.count += 1
        if level is not None:
            self.said += 1
            self.total += level

    @property
    def mean(self) -> float | None:
        """To one decimal; null when nothing was said."""
        return round(self.total / self.said, 1) if self.said else None


class Scale:
    """Longing, or fear."""

    def __init__(self) -> None:
        self.levels = [0] * LEVELS
        self.weeks: dict[int, Said] = defaultdict(Said)

    def add(self, level: int, week: int) -> None:
        self.levels[level] += 1
        self.weeks[week].add(level)


class Picture:
    """Everything that is counted over some check-ins."""

    def __init__(self, check_ins: Iterable[Sequence[Any]]) -> None:
        self.days: set[int] = set()
        self.hours = [0] * 24
        self.weekdays = [0] * 7
        self.sensations: dict[str, Felt] = defaultdict(Felt)
        self.moments: Counter[str | None] = Counter()
        self.now: Counter[str | None] = Counter()
        self.responses: Counter[str] = Counter()
        self.people: dict[str, Counter[str]] = {}
        self.with_whom: Counter[str | None] = Counter()
        self.longing, self.fear = Scale(), Scale()
        for check_in in check_ins:
            self._add(check_in)

    def _add(self, check_in: Sequence[Any]) -> None:
        day, hour, moment, person, longing, fear, now, responses, felt = check_in
        weekday = (day - 1) % 7  # ordinal 1 was a Monday
        week = day - weekday
        self.days.add(day)
        self.hours[hour] += 1
        self.weekdays[weekday] += 1
        self.moments[moment] += 1
        self.now[now] += 1
        self.with_whom[person] += 1
        if responses:
            self.responses.update(responses)
        if longing is not None:
            self.longing.add(longing, week)
        if fear is not None:
            self.fear.add(fear, week)
        for code, strength in felt:
            sensation = self.sensations[code]
            sensation.strengths[LEVELS if strength is None else strength] += 1
            sensation.hours[hour] += 1
            sensation.weekdays[weekday] += 1
            sensation.moments[moment] += 1
            sensation.weeks[week].add(strength)
        if person is not None:
            self.people.setdefault(person, Counter()).update([code for code, _ in felt])

    def as_data(self, first: date, last: date) -> dict[str, Any]:
        """The answer of `GET /api/patterns/`; own labels and nicknames are null still."""
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "check_ins": sum(self.weekdays),
            "days": len(self.days),
            "weeks": [week.isoformat() for week in weeks(first, last)],
            "hours": self.hours,
            "weekdays": self.weekdays,
            "sensations": [row(code, self.sensations[code]) for code in ordered(self.sensations)],
            "moments": counts(self.moments, catalogue.MOMENTS),
            "people": [
                with_one(id, self.with_whom[id], self.people[id])
                for id in sorted(self.people, key=lambda id: (-self.with_whom[id], id))
            ],
            "responses": counts(self.responses, catalogue.RESPONSES),
            "now": counts(self.now, catalogue.NOW),
            "longing": scale(self.longing),
            "fear": scale(self.fear),
        }


def monday(day: date) -> date:
    """The first day of the ISO 8601 week."""
    return day - timedelta(days=day.weekday())


def weeks(first: date, last: date) -> list[date]:
    """Every Monday of the weeks that the period touches."""
    count = (monday(last) - monday(first)).days // 7 + 1
    return [monday(first) + timedelta(weeks=number) for number in range(count)]


def ordered(codes: Iterable[str]) -> list[str]:
    """In the catalogue's order, a person's own after them."""
    there = set(codes)
    known = [code for code in catalogue.SENSATIONS if code in there]
    return [*known, *sorted(there.difference(known))]


def counts(found: Counter[Any], order: Sequence[str]) -> list[dict[str, Any]]:
    """What there was any of, in this order."""
    return [{"code": code, "count": found[code]} for code in order if found[code]]


def with_one(person: str, count: int, felt: Counter[str]) -> dict[str, Any]:
    sensations = [{"code": code, "label": None, "count": felt[code]} for code in ordered(felt)]
    return {"person": person, "nickname": None, "count": count, "sensations": sensations}


def row(code: str, felt: Felt) -> dict[str, Any]:
    *strengths, unsaid = felt.strengths
    return {
        "code": code,
        "label": None,
        "count": sum(felt.weekdays),
        "strengths": strengths,
        "unsaid": unsaid,
        "hours": felt.hours,
        "weekdays": felt.weekdays,
        "moments": {moment: felt.moments[moment] for moment in catalogue.MOMENTS},
        "weeks": [
            {"week": date.fromordinal(week).isoformat(), "count": said.count, "strength": said.mean}
            for week, said in sorted(felt.weeks.items())
        ],
    }


def scale(found: Scale) -> dict[str, Any]:
    return {
        "count": sum(found.levels),
        "levels": found.levels,
        "weeks": [
            {"week": date.fromordinal(week).isoformat(), "count": said.count, "mean": said.mean}
            for week, said in sorted(found.weeks.items())
        ],
    }
