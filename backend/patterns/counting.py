"""Counts over check-ins. Pure: no database, no clock. "n of m", nothing smoothed, nothing inferred.

One pass over the packed check-ins (checkins/packed.py) counts everything, or lists it where `Counter` is
faster than a loop. It is much of what ten years cost, so it is written out rather than taken apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from backend.content import catalogue

ADAPTATIONS = frozenset(catalogue.ADAPTATIONS)
#: How often each strength 0 to 10 was said; the last one counts where none was.
LEVELS = 11
MOMENTS = (None, *catalogue.MOMENTS)
#: Moment -> its share of a `when`: hour, weekday from Monday as 0, and moment in one number, quick to count.
PLACES = {moment: place for place, moment in enumerate(MOMENTS)}
A_WEEKDAY = len(MOMENTS)
AN_HOUR = 7 * A_WEEKDAY


class Said:
    """How strongly something was there, over all and by week (the ordinal of its Monday)."""

    def __init__(self) -> None:
        self.levels = [0] * (LEVELS + 1)
        #: How often it was there, how often its strength was said, and the sum of those.
        self.weeks: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Each week that there is, with the mean under `name`: to one decimal, null when nothing was said."""
        return [
            {"week": iso(week), "count": count, name: round(total / said, 1) if said else None}
            for week, (count, said, total) in sorted(self.weeks.items())
        ]


class Felt(Said):
    """One sensation; also when it was there."""

    def __init__(self) -> None:
        super().__init__()
        self.whens: list[int] = []


class Picture:
    """Everything that is counted over some check-ins."""

    def __init__(self, check_ins: Iterable[Sequence[Any]]) -> None:
        self.days: set[int] = set()
        self.whens: list[int] = []
        self.sensations: dict[str, Felt] = defaultdict(Felt)
        self.now: list[str | None] = []
        self.responses: list[str] = []
        #: In how many check-ins something was carried alone: any of the adaptations.
        self.carried = 0
        #: Whoever was there -> in how many check-ins, and what was felt.
        self.with_whom: Counter[str] = Counter()
        self.felt_with: dict[str, list[str]] = defaultdict(list)
        self.longing, self.fear = Said(), Said()
        self._add(check_ins)

    def _add(self, check_ins: Iterable[Sequence[Any]]) -> None:
        sensations, scales = self.sensations, (self.longing, self.fear)
        for day, hour, moment, person, longing, fear, now, responses, felt in check_ins:
            weekday = (day - 1) % 7  # ordinal 1 was a Monday
            week = day - weekday
            when = hour * AN_HOUR + weekday * A_WEEKDAY + PLACES[moment]
            self.days.add(day)
            self.whens.append(when)
            self.now.append(now)
            if responses:
                self.responses += responses
                self.carried += not ADAPTATIONS.isdisjoint(responses)
            for code, strength in felt:
                sensation = sensations[code]
                sensation.whens.append(when)
                counts = sensation.weeks[week]
                counts[0] += 1
                if strength is None:
                    sensation.levels[LEVELS] += 1
                else:
                    sensation.levels[strength] += 1
                    counts[1] += 1
                    counts[2] += strength
            for scale, level in zip(scales, (longing, fear), strict=True):
                if level is not None:
                    scale.levels[level] += 1
                    counts = scale.weeks[week]
                    counts[0] += 1
                    counts[1] += 1
                    counts[2] += level
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
            "carried": self.carried,
            "now": counts(Counter(self.now), catalogue.NOW),
            "longing": scale(self.longing),
            "fear": scale(self.fear),
        }


def spread(whens: Iterable[int]) -> tuple[list[int], list[int], dict[str | None, int]]:
    """How often at each hour, on each weekday, and at each moment."""
    hours, weekdays, moments = [0] * 24, [0] * 7, dict.fromkeys(MOMENTS, 0)
    for when, count in Counter(whens).items():
        hour, rest = divmod(when, AN_HOUR)
        weekday, place = divmod(rest, A_WEEKDAY)
        hours[hour] += count
        weekdays[weekday] += count
        moments[MOMENTS[place]] += count
    return hours, weekdays, moments


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


def counts(found: Mapping[Any, int], order: Sequence[str]) -> list[dict[str, Any]]:
    """What there was any of, in this order."""
    return [{"code": code, "count": found[code]} for code in order if found.get(code)]


def with_one(person: str, count: int, felt: Counter[str]) -> dict[str, Any]:
    sensations = [{"code": code, "label": None, "count": felt[code]} for code in ordered(felt)]
    return {"person": person, "nickname": None, "count": count, "sensations": sensations}


def row(code: str, felt: Felt) -> dict[str, Any]:
    *strengths, unsaid = felt.levels
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
        "weeks": felt.rows("strength"),
    }


def scale(said: Said) -> dict[str, Any]:
    """Longing, or fear: only what was said is counted."""
    levels = said.levels[:LEVELS]
    return {"count": sum(levels), "levels": levels, "weeks": said.rows("mean")}
