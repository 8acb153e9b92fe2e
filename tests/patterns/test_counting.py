"""Counts are checked against a slow and plain recount."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.patterns.counting import Counted, body_by_week, mean, monday, strongest, weeks

ORDER = ("chest-tightness", "jaw-tension", "ease")
CODES = [*ORDER, "own:b", "own:a"]
FIRST, LAST = date(2026, 9, 3), date(2026, 11, 22)


def felt(code: str, strength: int | None = None) -> dict[str, Any]:
    return {"code": code, "strength": strength}


sensations = st.lists(st.builds(felt, st.sampled_from(CODES), st.none() | st.integers(0, 10)), max_size=6)
check_ins = st.lists(st.builds(Counted, st.dates(FIRST, LAST), sensations), max_size=25)


def recount(given: list[Counted], code: str, week: date) -> tuple[int, float | None]:
    """How many check-ins of the week have the code, and the mean of the greatest strengths that were said."""
    count, said = 0, []
    for day, felt_then in given:
        of_it = [sensation["strength"] for sensation in felt_then if sensation["code"] == code]
        if of_it and week <= day < week + timedelta(days=7):
            count += 1
            said += (
                [max(strength for strength in of_it if strength is not None)]
                if any(strength is not None for strength in of_it)
                else []
            )
    return count, round(sum(said) / len(said), 1) if said else None


@given(check_ins)
def test_counts_are_those_of_a_plain_recount(given: list[Counted]) -> None:
    found = body_by_week(iter(given), FIRST, LAST, ORDER)
    assert found["check_ins"] == len(given)
    assert found["days"] == len({day for day, _ in given})
    rows = {row["code"]: {week["week"]: week for week in row["weeks"]} for row in found["sensations"]}
    for code in CODES:
        for week in found["weeks"]:
            count, strength = recount(given, code, date.fromisoformat(week))
            counted = rows.get(code, {}).get(week, {"count": 0, "strength": None})
            assert (counted["count"], counted["strength"]) == (count, strength)


@given(check_ins)
def test_only_what_was_there_is_shown_and_in_the_catalogues_order(given: list[Counted]) -> None:
    rows = body_by_week(given, FIRST, LAST, ORDER)["sensations"]
    assert all(row["count"] == sum(week["count"] for week in row["weeks"]) > 0 for row in rows)
    assert all(week["count"] > 0 for row in rows for week in row["weeks"])
    assert all(row["weeks"] == sorted(row["weeks"], key=lambda week: week["week"]) for row in rows)
    felt_ever = {sensation["code"] for _, felt_then in given for sensation in felt_then}
    order = [*ORDER, "own:a", "own:b"]
    assert [row["code"] for row in rows] == [code for code in order if code in felt_ever]


@given(check_ins, st.randoms())
def test_the_order_of_reading_changes_nothing(given: list[Counted], random: Any) -> None:
    shuffled = random.sample(given, len(given))
    assert body_by_week(shuffled, FIRST, LAST, ORDER) == body_by_week(given, FIRST, LAST, ORDER)


@given(st.dates(date(1900, 1, 8), date(2999, 12, 1)), st.integers(0, 400))
def test_the_weeks_of_a_period_begin_on_mondays_and_leave_nothing_out(first: date, days: int) -> None:
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
    (row,) = body_by_week([Counted(LAST, felt_then)], FIRST, LAST, ORDER)["sensations"]
    assert (row["count"], row["weeks"][0]["strength"]) == (1, greatest)


def test_a_strength_of_nought_is_a_strength_and_none_said_is_none() -> None:
    assert mean([0, 0]) == 0.0
    assert mean([None, 0, 5]) == 2.5
    assert mean([1, 1, 0]) == 0.7
    assert mean([None]) is None
    assert mean([]) is None


def test_a_period_without_check_ins_still_has_its_weeks() -> None:
    found = body_by_week([], date(2026, 11, 16), date(2026, 11, 22), ORDER)
    assert found == {
        "from": "2026-11-16",
        "to": "2026-11-22",
        "check_ins": 0,
        "days": 0,
        "weeks": ["2026-11-16"],
        "sensations": [],
    }


def test_a_check_in_without_sensations_is_a_check_in() -> None:
    found = body_by_week([Counted(LAST, []), Counted(LAST, [])], LAST, LAST, ORDER)
    assert (found["check_ins"], found["days"], found["sensations"]) == (2, 1, [])
