"""Server and phone count alike: tests/frontend/logic/counting.test.ts reads the same file."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from backend import zones
from backend.checkins.packed import pack, unpack
from backend.patterns.counting import Picture

ALIKE: dict[str, Any] = json.loads((Path(__file__).parent / "alike.json").read_text())
CASES: list[dict[str, Any]] = ALIKE["cases"]


def counted(case: dict[str, Any]) -> dict[str, Any]:
    first, last = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
    rows = []
    for said in case["check_ins"]:
        check_in = ALIKE["blank"] | said
        felt_at = zones.instant(check_in["felt_at"])
        if first <= zones.local_date(felt_at, check_in["zone"]) <= last:
            rows.append(unpack(pack(check_in, felt_at, check_in["zone"])))
    return Picture(rows).as_data(first, last)


def test_each_hour_is_in_the_same_part_of_the_day_as_on_the_phone() -> None:
    """tests/frontend/logic/looking-back.test.ts reads the same file."""
    hours = json.loads((Path(__file__).parent / "parts_of_day.json").read_text())["hours"]
    assert [
        zones.part_of_day(datetime(2026, 11, 22, hour, 59, tzinfo=UTC), "UTC") for hour in range(24)
    ] == hours


def nameless(found: Any) -> Any:
    """Remove names, which are added later from the database."""
    if isinstance(found, list):
        return [nameless(each) for each in found]
    if not isinstance(found, dict):
        return found
    return {key: None if key in ("label", "nickname") else nameless(value) for key, value in found.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_server_counts_what_the_phone_counts(case: dict[str, Any]) -> None:
    assert counted(case) == nameless(case["patterns"])
