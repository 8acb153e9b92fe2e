"""Practices are saved exactly as sent, or refused with the path of each error."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.conftest import Api, faults, keep, practice, practise

EVERYTHING = {
    "practice": "accept-help",
    "practised_at": "2026-11-20T23:30:00Z",
    "zone": "Europe/Berlin",
    "bracing": "that it costs something 🌊",
    "happened": "  nothing was asked of me\n",
    "met": "with-care",
    "beliefs": ["owe", "burden"],
    "for_session": True,
    "never_shared": True,
}


def person_of(api: Api) -> str:
    id = str(uuid4())
    assert api.put(f"/api/people/{id}/", {"nickname": "J."}).status_code == 201
    return id


def refused(api: Api, **changes: Any) -> dict[str, str]:
    return faults(api.put(f"/api/practices/{uuid4()}/", practice(**changes)))


def test_only_the_choice_is_required_of_its_content(as_alice: Api) -> None:
    kept = practise(as_alice)
    assert kept == kept | practice() | {
        "local_date": "2026-11-20",
        "met": None,
        "beliefs": [],
        "before": None,
    }
    assert (kept["bracing"], kept["happened"], kept["person"]) == (None, None, None)
    assert not kept["for_session"]


def test_all_fields_are_stored_unchanged(as_alice: Api) -> None:
    tied = {"person": person_of(as_alice), "before": keep(as_alice)["id"], "after": keep(as_alice)["id"]}
    kept = practise(as_alice, **EVERYTHING, **tied)
    assert kept == kept | EVERYTHING | tied | {"local_date": "2026-11-21"}
    assert as_alice.get(f"/api/practices/{kept['id']}/").json() == kept


def test_a_practice_can_be_updated_later(as_alice: Api) -> None:
    kept = practise(as_alice, bracing="a sigh")
    body = kept | {"happened": "they asked more", "met": "with-care", "practised_at": "2026-11-21T08:00:00Z"}
    answer = as_alice.put(f"/api/practices/{kept['id']}/", body, **{"If-Match": f'"{kept["revision"]}"'})
    assert answer.status_code == 200
    assert answer.json() == body | {"revision": kept["revision"] + 1, "local_date": "2026-11-21"}


def test_practices_are_listed_newest_first(as_alice: Api) -> None:
    days = ["2026-11-19", "2026-11-21", "2026-11-20"]
    for day in days:
        practise(as_alice, practised_at=f"{day}T12:00:00Z")
    found = as_alice.get("/api/practices/").json()["results"]
    assert [each["local_date"] for each in found] == sorted(days, reverse=True)


def test_a_tombstone_has_no_content_and_can_be_restored(as_alice: Api) -> None:
    kept = practise(as_alice, **EVERYTHING)
    path = f"/api/practices/{kept['id']}/"
    assert as_alice.delete(path).status_code == 204
    assert as_alice.get(path).status_code == 404
    gone = as_alice.put(path, kept)
    assert gone.status_code == 410
    again = as_alice.put(path, kept, **{"If-Match": f'"{gone.json()["revision"]}"'})
    assert again.json()["happened"] == EVERYTHING["happened"]


@pytest.mark.parametrize(
    ("path", "code", "changes"),
    [
        ("/practice", "invalid_choice", {"practice": "streak"}),
        ("/practice", "null", {"practice": None}),
        ("/practised_at", "naive", {"practised_at": "2026-11-20T21:14:03"}),
        ("/practised_at", "in_future", {"practised_at": "2026-12-24T00:00:00Z"}),
        ("/zone", "unknown_zone", {"zone": "Mars/Olympus"}),
        ("/met", "invalid_choice", {"met": "well"}),
        ("/beliefs/1", "invalid_choice", {"beliefs": ["owe", "all"]}),
        ("/beliefs/1", "not_unique", {"beliefs": ["owe", "owe"]}),
        ("/bracing", "max_length", {"bracing": "x" * 20_001}),
        ("/happened", "type", {"happened": 1}),
        ("/never_shared", "type", {"never_shared": "yes"}),
        ("/strength", "unknown_field", {"strength": 3}),
        ("/before", "type", {"before": "yesterday"}),
    ],
)
def test_invalid_input_is_refused_with_its_path(
    as_alice: Api, path: str, code: str, changes: dict[str, Any]
) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z"):
        assert refused(as_alice, **changes) == {path: code}
    assert as_alice.get("/api/practices/").json()["results"] == []


def test_choice_time_and_zone_are_required(as_alice: Api) -> None:
    found = faults(as_alice.put(f"/api/practices/{uuid4()}/", {}))
    assert found == dict.fromkeys(("/practice", "/practised_at", "/zone"), "required")


def test_a_practice_can_refer_only_to_the_persons_own_entries(as_alice: Api, as_bob: Api) -> None:
    mine, his = person_of(as_alice), {"person": person_of(as_bob), "before": keep(as_bob)["id"]}
    assert refused(as_alice, **his) == dict.fromkeys(("/person", "/before"), "does_not_exist")
    assert refused(as_alice, before=his["before"]) == {"/before": "does_not_exist"}
    assert refused(as_alice, after=mine) == {"/after": "does_not_exist"}


def test_a_practice_may_refer_to_a_deleted_entry(as_alice: Api) -> None:
    person, before = person_of(as_alice), keep(as_alice)["id"]
    as_alice.delete(f"/api/people/{person}/")
    as_alice.delete(f"/api/check-ins/{before}/")
    assert practise(as_alice, person=person, before=before)["before"] == before
