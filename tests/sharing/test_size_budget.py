"""The size budget of a report: items that don't fit at the end are left out."""

import orjson

from backend.sharing.size_budget import SizeBudget, most_counted, size


def test_an_items_size_is_its_size_on_the_wire() -> None:
    items = [{"a": "é"}, [1, None], "x"]
    assert sum(map(size, items)) == len(orjson.dumps(items)) - 1


def test_the_budget_is_full_at_the_first_item_that_does_not_fit() -> None:
    budget = SizeBudget(size("a" * 10) + size("b"))
    assert [budget.try_add(item) for item in ("a" * 10, "b" * 10, "b")] == [True, False, False]
    assert budget.full


def test_an_item_that_fits_exactly_is_added() -> None:
    budget = SizeBudget(size("a") + size("b"))
    assert [budget.try_add(item) for item in "ab"] == [True, True]
    assert not budget.full
    assert [budget.try_add(item) for item in "cd"] == [False, False]
    assert budget.full


def test_the_rows_with_the_highest_counts_keep_their_order() -> None:
    rows = [{"code": code, "count": count} for code, count in (("a", 1), ("b", 3), ("c", 2), ("d", 3))]
    assert most_counted(rows) == rows
    assert [row["code"] for row in most_counted(rows, 3 * size(rows[0]))] == ["b", "c", "d"]
    assert most_counted(rows, 5) == []
