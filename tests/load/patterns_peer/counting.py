"""The answer of `GET /api/patterns/`, by one GROUP BY for each of its parts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncWeek

from backend.content import catalogue
from backend.patterns.counting import ordered, weeks
from tests.load.patterns_peer.models import CheckIn, Response, Sensation

LEVELS = 11
WEEKDAY, WEEK = ExtractIsoWeekDay("local_date"), TruncWeek("local_date")
#: The same, seen from a sensation.
ITS_WEEKDAY, ITS_WEEK = ExtractIsoWeekDay("check_in__local_date"), TruncWeek("check_in__local_date")
Groups = Iterable[tuple[Any, ...]]


def patterns(person: Any, first: date, last: date) -> dict[str, Any]:
    """The counts between two inclusive local dates; own labels and nicknames are null still."""
    check_ins = CheckIn.objects.filter(person=person, local_date__range=(first, last))
    rows = Sensation.objects.filter(check_in__person=person, check_in__local_date__range=(first, last))
    responses = Response.objects.filter(check_in__person=person, check_in__local_date__range=(first, last))
    carried = responses.filter(code__in=catalogue.ADAPTATIONS)
    totals = check_ins.aggregate(check_ins=Count("pk"), days=Count("local_date", distinct=True))
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        **totals,
        "weeks": [week.isoformat() for week in weeks(first, last)],
        "hours": spread(grouped(check_ins, "local_hour"), 24),
        "weekdays": spread(by_weekday(check_ins, WEEKDAY), 7),
        "sensations": sensations(rows),
        "moments": in_order(grouped(check_ins, "moment"), catalogue.MOMENTS),
        "people": people(check_ins, rows),
        "responses": in_order(grouped(responses, "code"), catalogue.RESPONSES),
        "carried": carried.values("check_in").distinct().count(),
        "now": in_order(grouped(check_ins, "now"), catalogue.NOW),
        "longing": scale(check_ins.filter(longing__isnull=False), "longing"),
        "fear": scale(check_ins.filter(fear__isnull=False), "fear"),
    }


def grouped(rows: QuerySet[Any], *columns: str) -> Groups:
    """`(value, ..., count)` for each group."""
    return rows.order_by().values_list(*columns).annotate(count=Count("pk"))


def by_weekday(rows: QuerySet[Any], weekday: ExtractIsoWeekDay, *columns: str) -> Groups:
    groups = grouped(rows.annotate(weekday=weekday), *columns, "weekday")
    return ((*values, number - 1, count) for *values, number, count in groups)


def by_week(rows: QuerySet[Any], week: TruncWeek, level: str, *columns: str) -> Groups:
    """`(value, ..., Monday, count, how often a level was said, their sum)`, oldest first."""
    chosen = rows.annotate(week=week).order_by("week").values_list(*columns, "week")
    return chosen.annotate(count=Count("pk"), said=Count(level), total=Sum(level))


def spread(groups: Groups, size: int) -> list[int]:
    counts = [0] * size
    for place, count in groups:
        counts[place] = count
    return counts


def by_code(groups: Groups) -> dict[str, list[tuple[Any, ...]]]:
    """The rest of each group, under its code."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for code, *rest in groups:
        found[code].append(tuple(rest))
    return found


def in_order(groups: Groups, order: Iterable[str]) -> list[dict[str, Any]]:
    found = {code: count for code, count in groups}  # noqa: C416  # pairs, as only the loop shows
    return [{"code": code, "count": found[code]} for code in order if code in found]


def sensations(rows: QuerySet[Sensation]) -> list[dict[str, Any]]:
    strengths = by_code(grouped(rows, "code", "strength"))
    hours = by_code(grouped(rows, "code", "check_in__local_hour"))
    weekdays = by_code(by_weekday(rows, ITS_WEEKDAY, "code"))
    moments = by_code(grouped(rows, "code", "check_in__moment"))
    weekly = by_code(by_week(rows, ITS_WEEK, "strength", "code"))
    return [
        {
            "code": code,
            "label": None,
            "count": sum(count for _, count in strengths[code]),
            "strengths": spread([group for group in strengths[code] if group[0] is not None], LEVELS),
            "unsaid": sum(count for strength, count in strengths[code] if strength is None),
            "hours": spread(hours[code], 24),
            "weekdays": spread(weekdays[code], 7),
            "moments": dict.fromkeys(catalogue.MOMENTS, 0)
            | {moment: count for moment, count in moments[code] if moment},
            "weeks": week_rows(weekly[code], "strength"),
        }
        for code in ordered(strengths)
    ]


def people(check_ins: QuerySet[CheckIn], rows: QuerySet[Sensation]) -> list[dict[str, Any]]:
    counts = grouped(check_ins.filter(with_person__isnull=False), "with_person")
    together = rows.filter(check_in__with_person__isnull=False)
    felt_with = by_code(grouped(together, "check_in__with_person", "code"))
    return [
        {
            "person": str(person),
            "nickname": None,
            "count": count,
            "sensations": [
                {"code": code, "label": None, "count": number}
                for code, number in sorted(felt_with[person], key=lambda pair: place(pair[0]))
            ],
        }
        for person, count in sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))
    ]


def place(code: str) -> tuple[int, str]:
    """In the catalogue's order, a person's own after them."""
    known = catalogue.SENSATIONS
    return (known.index(code) if code in known else len(known), code)


def scale(rated: QuerySet[CheckIn], name: str) -> dict[str, Any]:
    levels = spread(grouped(rated, name), LEVELS)
    weekly = week_rows(by_week(rated, WEEK, name), "mean")
    return {"count": sum(levels), "levels": levels, "weeks": weekly}


def week_rows(groups: Groups, name: str) -> list[dict[str, Any]]:
    """The mean under `name`: null when nothing was said."""
    return [
        {"week": week.isoformat(), "count": count, name: round(total / said, 1) if said else None}
        for week, count, said, total in groups
    ]
