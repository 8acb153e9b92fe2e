"""Counts over check-ins. Pure: no database, no clock. Plain counts, without smoothing or inference.

One pass over the packed check-ins (checkins/packed.py) counts everything, or collects it in lists where
`Counter` is faster than a loop. This loop dominates the time for ten years of data, so it isn't split into
functions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from backend.content import catalogue

ADAPTATIONS = frozenset(catalogue.ADAPTATIONS)
#: The number of strengths, 0 to 10. `levels` has one more item, for entries without a strength.
LEVELS = 11
MOMENTS = (None, *catalogue.MOMENTS)


class Places(dict[str | None, int]):
    """Moment -> its part of a `when`, which encodes hour, weekday (0 is Monday) and moment in one integer.

    A moment that this version doesn't know counts as none.
    """

    def __missing__(self, moment: str | None) -> int:
        return self[None]


PLACES = Places({moment: place for place, moment in enumerate(MOMENTS)})
WEEKDAY_STEP = len(MOMENTS)
HOUR_STEP = 7 * WEEKDAY_STEP


class Strengths:
    """The strengths of something, overall and by week (the ordinal of its Monday)."""

    def __init__(self) -> None:
        self.levels = [0] * (LEVELS + 1)
        #: Week -> [how often it occurred, how often with a strength, sum of the strengths].
        self.weeks: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The weeks with counts. `name` is the key of the mean: to one decimal, null without any strength."""
        return [
            {"week": iso(week), "count": count, name: round(total / rated, 1) if rated else None}
            for week, (count, rated, total) in sorted(self.weeks.items())
        ]


class Sensation(Strengths):
    """The strengths of one sensation, and when it occurred."""

    def __init__(self) -> None:
        super().__init__()
        self.whens: list[int] = []


class Picture:
    """All counts over some check-ins."""

    def __init__(self, check_ins: Iterable[Sequence[Any]]) -> None:
        self.days: set[int] = set()
        self.whens: list[int] = []
        self.sensations: dict[str, Sensation] = defaultdict(Sensation)
        self.now: list[str | None] = []
        self.responses: list[str] = []
        #: In how many check-ins something was carried alone, that is, with any of the adaptations.
        self.carried = 0
        #: Person's id -> the number of check-ins with them, and the sensations in these.
        self.with_whom: Counter[str] = Counter()
        self.felt_with: dict[str, list[str]] = defaultdict(list)
        self.longing, self.fear = Strengths(), Strengths()
        self._add(check_ins)

    def _add(self, check_ins: Iterable[Sequence[Any]]) -> None:
        sensations, scales = self.sensations, (self.longing, self.fear)
        for day, hour, moment, person, longing, fear, now, responses, felt in check_ins:
            weekday = (day - 1) % 7  # ordinal 1 was a Monday
            week = day - weekday
            when = hour * HOUR_STEP + weekday * WEEKDAY_STEP + PLACES[moment]
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
        """The response of `GET /api/patterns/`, in which own labels and nicknames are still null."""
        hours, weekdays, moments = spread(self.whens)
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "check_ins": len(self.whens),
            "days": len(self.days),
            "weeks": [week.isoformat() for week in weeks(first, last)],
            "hours": hours,
            "weekdays": weekdays,
            "sensations": [sensation_row(code, self.sensations[code]) for code in ordered(self.sensations)],
            "moments": counts(moments, catalogue.MOMENTS),
            "people": [
                person_row(id, self.with_whom[id], Counter(self.felt_with[id]))
                for id in sorted(self.with_whom, key=lambda id: (-self.with_whom[id], id))
            ],
            "responses": counts(Counter(self.responses), catalogue.RESPONSES),
            "carried": self.carried,
            "now": counts(Counter(self.now), catalogue.NOW),
            "longing": scale(self.longing),
            "fear": scale(self.fear),
        }


def spread(whens: Iterable[int]) -> tuple[list[int], list[int], dict[str | None, int]]:
    """The counts by hour, by weekday and by moment."""
    hours, weekdays, moments = [0] * 24, [0] * 7, dict.fromkeys(MOMENTS, 0)
    for when, count in Counter(whens).items():
        hour, rest = divmod(when, HOUR_STEP)
        weekday, place = divmod(rest, WEEKDAY_STEP)
        hours[hour] += count
        weekdays[weekday] += count
        moments[MOMENTS[place]] += count
    return hours, weekdays, moments


@lru_cache(maxsize=1024)
def iso(day: int) -> str:
    """The date of an ordinal. Cached, since a response repeats the same Mondays for each sensation."""
    return date.fromordinal(day).isoformat()


def monday(day: date) -> date:
    """The Monday of the day's ISO 8601 week."""
    return day - timedelta(days=day.weekday())


def weeks(first: date, last: date) -> list[date]:
    """The Mondays of all weeks that overlap the period."""
    count = (monday(last) - monday(first)).days // 7 + 1
    return [monday(first) + timedelta(weeks=number) for number in range(count)]


def ordered(codes: Iterable[str]) -> list[str]:
    """The codes in the catalogue's order, followed by the person's own."""
    present = set(codes)
    known = [code for code in catalogue.SENSATIONS if code in present]
    return [*known, *sorted(present.difference(known))]


def counts(by_code: Mapping[Any, int], order: Sequence[str]) -> list[dict[str, Any]]:
    """The codes with a count above 0, in this order."""
    return [{"code": code, "count": by_code[code]} for code in order if by_code.get(code)]


def person_row(person: str, count: int, felt: Counter[str]) -> dict[str, Any]:
    sensations = [{"code": code, "label": None, "count": felt[code]} for code in ordered(felt)]
    return {"person": person, "nickname": None, "count": count, "sensations": sensations}


def sensation_row(code: str, felt: Sensation) -> dict[str, Any]:
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


def scale(strengths: Strengths) -> dict[str, Any]:
    """The counts of longing or fear, over check-ins that state it."""
    levels = strengths.levels[:LEVELS]
    return {"count": sum(levels), "levels": levels, "weeks": strengths.rows("mean")}
