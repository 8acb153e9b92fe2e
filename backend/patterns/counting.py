"""Counts over check-ins. Pure: no database, no clock. "n of m", nothing smoothed, nothing inferred.

One pass over the packed check-ins (packed.py) sorts what was said into lists, which `Counter` counts faster
than a loop could. That pass is what ten years cost, so it is written out rather than taken apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import mul
from typing import Any

from backend.content import catalogue

#: How often each strength 0 to 10 was said; the last one counts where none was.
LEVELS = 11
#: Hour, weekday from Monday as 0, moment.
When = tuple[int, int, str | None]


class Weekly(defaultdict[int, list[int]]):
    """By week, the ordinal of its Monday: how often each level was said, and how often none."""

    def __init__(self) -> None:
        super().__init__(lambda: [0] * (LEVELS + 1))

    def levels(self) -> list[int]:
        """Over all weeks."""
        return [sum(counts) for counts in zip(*self.values(), strict=True)] or [0] * (LEVELS + 1)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Each week that there is, with the mean under `name`: to one decimal, null when nothing was said."""
        weekly = [(week, sum(counts), counts) for week, counts in sorted(self.items())]
        return [
            {"week": iso(week), "count": count, name: mean(counts, count - counts[LEVELS])}
            for week, count, counts in weekly
        ]


class Felt:
    """When one sensation was there, and how strongly."""

    def __init__(self) -> None:
        self.whens: list[When] = []
        self.weeks = Weekly()


class Picture:
    """Everything that is counted over some check-ins."""

    def __init__(self, check_ins: Iterable[Sequence[Any]]) -> None:
        self.days: set[int] = set()
        self.whens: list[When] = []
        self.sensations: dict[str, Felt] = defaultdict(Felt)
        self.now: list[str | None] = []
        self.responses: list[str] = []
        #: Whoever was there -> in how many check-ins, and what was felt.
        self.with_whom: Counter[str] = Counter()
        self.felt_with: dict[str, list[str]] = defaultdict(list)
        self.longing, self.fear = Weekly(), Weekly()
        for day, hour, moment, person, longing, fear, now, responses, felt in check_ins:
            weekday = (day - 1) % 7  # ordinal 1 was a Monday
            week = day - weekday
            when = (hour, weekday, moment)
            self.days.add(day)
            self.whens.append(when)
            self.now.append(now)
            self.responses += responses
            if longing is not None:
                self.longing[week][longing] += 1
            if fear is not None:
                self.fear[week][fear] += 1
            for code, strength in felt:
                sensation = self.sensations[code]
                sensation.whens.append(when)
                sensation.weeks[week][LEVELS if strength is None else strength] += 1
            if person is not None:
                self.with_whom[person] += 1
                self.felt_with[person] += [code for code, _ in felt]

    def as_data(self, first: date, last: date) -> dict[str, Any]:
        """The answer of `GET /api/patterns/`; own labels and nicknames are null still."""
        hours, weekdays, moments = spread(self.whens)
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "check_ins": len(self.whens),
            "days": len(self.days),
            "weeks": [week.isoformat() for week in weeks(first, last)],
            "hours": hours,
            "weekdays": weekdays,
            "sensations": [row(code, self.sensations[code]) for code in ordered(self.sensations)],
            "moments": counts(moments, catalogue.MOMENTS),
            "people": [
                with_one(id, self.with_whom[id], Counter(self.felt_with[id]))
                for id in sorted(self.with_whom, key=lambda id: (-self.with_whom[id], id))
            ],
            "responses": counts(Counter(self.responses), catalogue.RESPONSES),
            "now": counts(Counter(self.now), catalogue.NOW),
            "longing": scale(self.longing),
            "fear": scale(self.fear),
        }


def spread(whens: Iterable[When]) -> tuple[list[int], list[int], Counter[str | None]]:
    """How often at each hour, on each weekday, and at each moment."""
    hours, weekdays, moments = [0] * 24, [0] * 7, Counter[str | None]()
    for (hour, weekday, moment), count in Counter(whens).items():
        hours[hour] += count
        weekdays[weekday] += count
        moments[moment] += count
    return hours, weekdays, moments


def mean(counts: Sequence[int], said: int) -> float | None:
    """Of the levels that were said."""
    return round(sum(map(mul, counts, range(LEVELS))) / said, 1) if said else None


@lru_cache(maxsize=1024)
def iso(day: int) -> str:
    """The date of an ordinal; an answer names the same Mondays for each sensation."""
    return date.fromordinal(day).isoformat()


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
    *strengths, unsaid = felt.weeks.levels()
    hours, weekdays, moments = spread(felt.whens)
    return {
        "code": code,
        "label": None,
        "count": len(felt.whens),
        "strengths": strengths,
        "unsaid": unsaid,
        "hours": hours,
        "weekdays": weekdays,
        "moments": {moment: moments[moment] for moment in catalogue.MOMENTS},
        "weeks": felt.weeks.rows("strength"),
    }


def scale(said: Weekly) -> dict[str, Any]:
    """Longing, or fear: only what was said is counted."""
    levels = said.levels()[:LEVELS]
    return {"count": sum(levels), "levels": levels, "weeks": said.rows("mean")}
