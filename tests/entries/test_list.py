"""GET /api/check-ins/: newest first, 50 per page, with keyset pagination."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.conftest import Api, keep

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def at(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def everything(api: Api, path: str = "/api/check-ins/") -> list[Any]:
    found, cursor = [], ""
    while True:
        page = api.get(f"{path}?cursor={cursor}" if cursor else path).json()
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            return found


def test_pages_of_fifty_are_complete_even_with_equal_times(as_alice: Api) -> None:
    ids = [keep(as_alice, felt_at=at(number // 40))["id"] for number in range(120)]
    first = as_alice.get("/api/check-ins/").json()
    assert len(first["results"]) == 50
    found = everything(as_alice)
    assert sorted(entry["id"] for entry in found) == sorted(ids)
    keys = [(entry["felt_at"], entry["id"]) for entry in found]
    assert keys == sorted(keys, reverse=True)


def test_entries_added_between_two_pages_do_not_shift_them(as_alice: Api) -> None:
    for number in range(60):
        keep(as_alice, felt_at=at(number))
    first = as_alice.get("/api/check-ins/").json()
    keep(as_alice, felt_at=at(999))
    second = as_alice.get(f"/api/check-ins/?cursor={first['next']}").json()
    assert [entry["felt_at"] for entry in second["results"]] == [
        keptat.replace("+00:00", "Z") for keptat in map(at, range(9, -1, -1))
    ]
    assert second["next"] is None


def test_filtering_by_local_dates_includes_both_ends(as_alice: Api) -> None:
    late = keep(as_alice, felt_at="2026-11-20T23:30:00Z", zone="Europe/Helsinki")
    assert late["local_date"] == "2026-11-21"
    keep(as_alice, felt_at="2026-11-19T23:30:00Z", zone="UTC")
    chosen = as_alice.get("/api/check-ins/?from=2026-11-20&to=2026-11-21").json()["results"]
    assert [entry["id"] for entry in chosen] == [late["id"]]


def test_check_ins_can_be_filtered_by_sensation(as_alice: Api) -> None:
    own = uuid4()
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    two = keep(as_alice, sensations=[{"code": "ease"}, {"code": f"own:{own}"}])
    keep(as_alice, sensations=[{"code": "unsure"}])
    for code in ("ease", f"own:{own}"):
        chosen = as_alice.get(f"/api/check-ins/?sensation={code}").json()["results"]
        assert [entry["id"] for entry in chosen] == [two["id"]]
    for code in ("numbness", f"own:{uuid4()}"):
        assert as_alice.get(f"/api/check-ins/?sensation={code}").json()["results"] == []


def test_check_ins_can_be_filtered_by_person(as_alice: Api) -> None:
    person = uuid4()
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    with_them = keep(as_alice, person=str(person))
    keep(as_alice)
    chosen = as_alice.get(f"/api/check-ins/?person={person}").json()["results"]
    assert [entry["id"] for entry in chosen] == [with_them["id"]]
