"""Counts are compared with a slow, simple recount, over bodies as the API accepts them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.checkins.packed import pack, strongest, unpack
from backend.content import catalogue
from backend.patterns.counting import Picture, monday, weeks

CODES = ["chest-tightness", "jaw-tension", "ease", "own:b", "own:a"]
PEOPLE = ["person-1", "person-2"]
FIRST, LAST = date(2026, 9, 3), date(2026, 11, 22)
levels = st.none() | st.integers(0, 10)
Body = dict[str, Any]


def felt(code: str, strength: int | None = None) -> dict[str, Any]:
    return {"code": code, "strength": strength}


bodies = st.fixed_dictionaries(
    {
        "felt_at": st.datetimes(datetime(2026, 9, 4), datetime(2026, 11, 21), timezones=st.just(UTC)),  # noqa: DTZ001
        "zone": st.sampled_from(["UTC", "Europe/Lisbon", "Pacific/Kiritimati", "America/Los_Angeles"]),
        "sensations": st.lists(st.builds(felt, st.sampled_from(CODES), levels), max_size=6),
        "responses": st.lists(st.sampled_from(catalogue.RESPONSES), max_size=3, unique=True),
        "moment": st.none() | st.sampled_from(catalogue.MOMENTS),
        "person": st.none() | st.sampled_from(PEOPLE),
        "longing": levels,
        "fear": levels,
        "now": st.none() | st.sampled_from(catalogue.NOW),
    }
)
many = st.lists(bodies, max_size=20)


def body(**changes: Any) -> Body:
    """An empty check-in, with `changes`."""
    return {
        "felt_at": datetime(2026, 11, 22, 12, tzinfo=UTC), "zone": "UTC", "sensations": [], "responses": [],
        "moment": None, "person": None, "longing": None, "fear": None, "now": None,
    } | changes  # fmt: skip


def picture(given: list[Body]) -> dict[str, Any]:
    texts = [pack(each, each["felt_at"], each["zone"]) for each in given]
    return Picture(map(unpack, texts)).as_data(FIRST, LAST)


def local(given: Body) -> datetime:
    when: datetime = given["felt_at"].astimezone(ZoneInfo(given["zone"]))
    return when


def has(code: str) -> Callable[[Body], bool]:
    return lambda given: any(sensation["code"] == code for sensation in given["sensations"])


def level_of(given: Body, code: str) -> int | None:
    said = [each["strength"] for each in given["sensations"] if each["code"] == code]
    return max((level for level in said if level is not None), default=None)


def average(said: list[int | None]) -> float | None:
    numbers = [number for number in said if number is not None]
    return round(sum(numbers) / len(numbers), 1) if numbers else None


def spread(given: list[Body], size: int, place: Callable[[Body], int | None]) -> list[int]:
    return [sum(place(each) == number for each in given) for number in range(size)]


def by_week(given: list[Body], level: Callable[[Body], int | None], name: str) -> list[dict[str, Any]]:
    mondays = sorted({monday(local(each).date()) for each in given})
    found = []
    for week in mondays:
        within = [each for each in given if monday(local(each).date()) == week]
        found.append(
            {"week": week.isoformat(), "count": len(within), name: average([level(each) for each in within])}
        )
    return found


@given(many)
def test_counts_of_sensations_equal_a_simple_recount(given: list[Body]) -> None:
    rows = {row["code"]: row for row in picture(given)["sensations"]}
    for code in CODES:
        those = list(filter(has(code), given))
        if not those:
            assert code not in rows
            continue
        expected = {
            "code": code,
            "label": None,
            "count": len(those),
            "strengths": spread(those, 11, lambda each, code=code: level_of(each, code)),  # type: ignore[misc]
            "unsaid": sum(level_of(each, code) is None for each in those),
            "hours": spread(those, 24, lambda each: local(each).hour),
            "weekdays": spread(those, 7, lambda each: local(each).weekday()),
            "moments": {
                moment: sum(each["moment"] == moment for each in those) for moment in catalogue.MOMENTS
            },
            "weeks": by_week(those, lambda each, code=code: level_of(each, code), "strength"),  # type: ignore[misc]
        }
        assert rows[code] == expected


@given(many)
def test_all_other_counts_equal_a_simple_recount(given: list[Body]) -> None:
    found = picture(given)
    assert found["check_ins"] == len(given)
    assert found["days"] == len({local(each).date() for each in given})
    assert found["hours"] == spread(given, 24, lambda each: local(each).hour)
    assert found["weekdays"] == spread(given, 7, lambda each: local(each).weekday())
    for name, order in (("moment", catalogue.MOMENTS), ("now", catalogue.NOW)):
        counted = [(code, sum(each[name] == code for each in given)) for code in order]
        shown = found["moments" if name == "moment" else "now"]
        assert [(row["code"], row["count"]) for row in shown] == [pair for pair in counted if pair[1]]
    responses = [(code, sum(code in each["responses"] for each in given)) for code in catalogue.RESPONSES]
    assert [(row["code"], row["count"]) for row in found["responses"]] == [
        pair for pair in responses if pair[1]
    ]
    assert found["carried"] == sum(bool({*each["responses"]} & {*catalogue.ADAPTATIONS}) for each in given)
    for name in ("longing", "fear"):
        said = [each for each in given if each[name] is not None]
        assert found[name] == {
            "count": len(said),
            "levels": spread(said, 11, lambda each, name=name: each[name]),  # type: ignore[misc]
            "weeks": by_week(said, lambda each, name=name: each[name], "mean"),  # type: ignore[misc]
        }


@given(many)
def test_sensations_are_counted_per_person(given: list[Body]) -> None:
    found = picture(given)["people"]
    together = {id: [each for each in given if each["person"] == id] for id in PEOPLE}
    assert {one["person"]: one["count"] for one in found} == {
        id: len(those) for id, those in together.items() if those
    }
    assert [one["count"] for one in found] == sorted((one["count"] for one in found), reverse=True)
    for one in found:
        those = together[one["person"]]
        felt_then = {row["code"]: row["count"] for row in one["sensations"]}
        assert felt_then == {code: n for code in CODES if (n := len(list(filter(has(code), those))))}


@given(many)
def test_sensations_are_in_the_catalogues_order_with_own_ones_last(given: list[Body]) -> None:
    order = [*catalogue.SENSATIONS, "own:a", "own:b"]
    codes = [row["code"] for row in picture(given)["sensations"]]
    assert codes == sorted(codes, key=order.index)


@given(many, st.randoms())
def test_the_order_of_check_ins_does_not_matter(given: list[Body], random: Any) -> None:
    assert picture(random.sample(given, len(given))) == picture(given)


@given(st.dates(date(1900, 1, 8), date(2999, 12, 1)), st.integers(0, 400))
def test_weeks_begin_on_mondays_and_cover_the_period(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = weeks(first, last)
    assert all(week.isoweekday() == 1 for week in found)
    assert found == sorted({monday(first + timedelta(days=day)) for day in range(days + 1)})


@pytest.mark.parametrize(
    ("strengths", "greatest"),
    [([3, 8, None], 8), ([None, None], None), ([0, None], 0), ([0], 0), ([10, 0], 10)],
)
def test_a_sensation_in_two_places_counts_once_with_its_greatest_strength(
    strengths: list[int | None], greatest: int | None
) -> None:
    felt_then = [felt("ease", strength) for strength in strengths]
    assert strongest(felt_then) == {"ease": greatest}
    (row,) = picture([body(sensations=felt_then)])["sensations"]
    assert (row["count"], row["weeks"][0]["strength"]) == (1, greatest)


def test_a_period_without_check_ins_still_has_its_weeks() -> None:
    found = Picture([]).as_data(date(2026, 11, 16), date(2026, 11, 22))
    nothing = {"count": 0, "levels": [0] * 11, "weeks": []}
    assert found == {
        "from": "2026-11-16",
        "to": "2026-11-22",
        "check_ins": 0,
        "days": 0,
        "weeks": ["2026-11-16"],
        "hours": [0] * 24,
        "weekdays": [0] * 7,
        "sensations": [],
        "moments": [],
        "people": [],
        "responses": [],
        "carried": 0,
        "now": [],
        "longing": nothing,
        "fear": nothing,
    }


def test_a_check_in_without_sensations_is_counted() -> None:
    found = picture([body(), body()])
    assert (found["check_ins"], found["days"], found["sensations"]) == (2, 1, [])
