"""What doesn't fit is left out at the end, and never read."""

from collections.abc import Iterator

import orjson

from backend.sharing.room import Room, most_counted, size


def test_an_item_weighs_what_it_weighs_on_the_wire() -> None:
    items = [{"a": "é"}, [1, None], "x"]
    assert sum(map(size, items)) == len(orjson.dumps(items)) - 1


def test_it_is_full_at_the_first_that_does_not_fit() -> None:
    room = Room(size("a" * 10) + size("b"))
    assert room.fill(["a" * 10, "b" * 10, "b"]) == ["a" * 10]
    assert room.fill(["b"]) == []


def test_what_just_fits_does() -> None:
    room = Room(size("a") + size("b"))
    assert room.fill(["a"]) + room.fill(["b", "c"]) == ["a", "b"]


def test_nothing_is_asked_for_beyond_that() -> None:
    def endless() -> Iterator[str]:
        yield "fits"
        yield "x" * 100
        raise AssertionError("more was asked for")

    assert Room(50).fill(endless()) == ["fits"]


def test_the_rows_that_count_most_stay_in_their_order() -> None:
    rows = [{"code": code, "count": count} for code, count in (("a", 1), ("b", 3), ("c", 2), ("d", 3))]
    assert most_counted(rows) == rows
    assert [row["code"] for row in most_counted(rows, 3 * size(rows[0]))] == ["b", "c", "d"]
    assert most_counted(rows, 5) == []
