"""PUT: create, update, repeat, restore (architecture.md, "Entries and sync")."""

from uuid import uuid4

import pytest

from tests.conftest import Api, check_in, keep


def path(entry: dict[str, object]) -> str:
    return f"/api/check-ins/{entry['id']}/"


def match(entry: dict[str, object]) -> dict[str, str]:
    return {"If-Match": f'"{entry["revision"]}"'}


def test_a_new_id_creates_an_entry(as_alice: Api) -> None:
    id = uuid4()
    answer = as_alice.put(f"/api/check-ins/{id}/", check_in())
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    assert answer.json() == answer.json() | check_in() | {
        "id": str(id),
        "revision": 1,
        "local_date": "2026-11-20",
    }
    assert as_alice.get(f"/api/check-ins/{id}/").json() == answer.json()


def test_an_unknown_id_with_if_match_creates_an_entry(
    as_alice: Api,
) -> None:
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(), **{"If-Match": '"41"'}).status_code == 201


@pytest.mark.parametrize("headers", [{}, {"If-Match": '"1"'}, {"If-Match": '"99"'}, {"If-Match": "nonsense"}])
def test_an_equal_body_changes_nothing_whatever_if_match_says(as_alice: Api, headers: dict[str, str]) -> None:
    kept = keep(as_alice)
    again = as_alice.put(path(kept), check_in(), **headers)
    assert again.status_code == 200
    assert again.json() == kept


def test_the_response_is_itself_an_equal_body(as_alice: Api) -> None:
    kept = keep(as_alice, note="  as I wrote it\n", answers={"feeling": "warm", "protecting": " "})
    assert kept["answers"] == {"feeling": "warm", "protecting": None, "learned": None}
    assert as_alice.put(path(kept), kept).json() == kept


@pytest.mark.parametrize(
    "same",
    [
        {"felt_at": "2026-11-20T22:14:03+01:00"},
        {"felt_at": "2026-11-20T21:14:03.000Z"},
        {"moment": None, "responses": [], "for_session": False, "answers": None, "note": " \n"},
        {"answers": {"feeling": ""}},
    ],
)
def test_bodies_are_compared_after_normalisation(as_alice: Api, same: dict[str, object]) -> None:
    kept = keep(as_alice)
    again = as_alice.put(path(kept), check_in(**same))
    assert (again.status_code, again.json()) == (200, kept)


def test_a_different_body_needs_if_match(as_alice: Api) -> None:
    kept = keep(as_alice)
    answer = as_alice.put(path(kept), check_in(note="more"))
    assert answer.status_code == 428
    assert answer.json()["code"] == "revision_required"
    assert answer.json()["current"] == kept
    assert as_alice.get(path(kept)).json() == kept


def test_a_put_with_the_current_revision_updates_the_entry(as_alice: Api) -> None:
    kept = keep(as_alice)
    keep(as_alice)
    answer = as_alice.put(path(kept), check_in(note="more"), **match(kept))
    assert answer.status_code == 200
    assert answer.json()["revision"] == 3
    assert answer["ETag"] == '"3"'
    assert answer.json()["note"] == "more"


@pytest.mark.parametrize("if_match", ['"7"', 'W/"1"', "1", "*", '"1", "2"'])
def test_a_stale_revision_is_answered_with_the_servers_copy(as_alice: Api, if_match: str) -> None:
    kept = keep(as_alice)
    answer = as_alice.put(path(kept), check_in(note="more"), **{"If-Match": if_match})
    assert answer.status_code == 412
    assert answer.json()["code"] == "stale"
    assert answer.json()["current"] == kept


def test_words_can_be_removed(as_alice: Api) -> None:
    kept = keep(as_alice, note="not this")
    answer = as_alice.put(path(kept), check_in(), **match(kept))
    assert answer.json()["note"] is None
    assert as_alice.get(path(kept)).json()["note"] is None


def test_a_put_to_a_tombstone_needs_its_revision_to_restore_the_entry(as_alice: Api) -> None:
    kept = keep(as_alice)
    as_alice.delete(path(kept))
    answer = as_alice.put(path(kept), check_in())
    assert answer.status_code == 410
    assert answer.json()["revision"] == 2
    assert as_alice.put(path(kept), check_in(), **match(kept)).status_code == 410
    restored = as_alice.put(path(kept), check_in(), **{"If-Match": '"2"'})
    assert (restored.status_code, restored.json()["revision"]) == (200, 3)
    assert as_alice.get(path(kept)).status_code == 200


def test_an_id_that_somebody_else_uses_is_free(as_alice: Api, as_bob: Api) -> None:
    hers = keep(as_alice, note="hers")
    his = keep(as_bob, hers["id"], note="his")
    assert his["revision"] == 1
    assert as_alice.get(path(hers)).json()["note"] == "hers"
    assert as_bob.get(path(hers)).json()["note"] == "his"


def test_withdrawn_consent_denies_access_until_it_is_given_again(as_alice: Api) -> None:
    kept = keep(as_alice)
    version = as_alice.get("/api/me/").json()["consent"]
    assert as_alice.patch("/api/me/", {"consent": None}).status_code == 200
    for answer in (
        as_alice.put(path(kept), check_in()),
        as_alice.get(path(kept)),
        as_alice.get("/api/changes/"),
    ):
        assert answer.status_code == 403
        assert answer.json()["code"] == "consent_required"
    as_alice.patch("/api/me/", {"consent": version})
    assert as_alice.get(path(kept)).json() == kept
