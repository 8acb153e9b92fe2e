"""DELETE leaves a tombstone without content."""

from uuid import uuid4

from backend.checkins.models import CheckIn
from tests.conftest import Api, keep


def test_a_deletion_leaves_a_tombstone_and_is_idempotent(as_alice: Api) -> None:
    path = f"/api/check-ins/{keep(as_alice)['id']}/"
    assert as_alice.delete(path).status_code == 204
    assert as_alice.delete(path).status_code == 204
    assert as_alice.delete(path, **{"If-Match": '"1"'}).status_code == 204
    assert as_alice.get(path).status_code == 404
    assert as_alice.get("/api/check-ins/").json()["results"] == []


def test_an_unknown_id_is_not_found(as_alice: Api) -> None:
    assert as_alice.delete(f"/api/check-ins/{uuid4()}/").status_code == 404


def test_a_stale_revision_deletes_nothing(as_alice: Api) -> None:
    kept = keep(as_alice)
    answer = as_alice.delete(f"/api/check-ins/{kept['id']}/", **{"If-Match": '"9"'})
    assert answer.status_code == 412
    assert answer.json()["current"] == kept
    assert as_alice.delete(f"/api/check-ins/{kept['id']}/", **{"If-Match": '"1"'}).status_code == 204


def test_a_tombstone_keeps_no_content(as_alice: Api) -> None:
    kept = keep(as_alice, note="gone", moment="after", longing=7)
    as_alice.delete(f"/api/check-ins/{kept['id']}/")
    row = CheckIn.objects.values().get()
    assert row.pop("revision") == 2
    assert str(row.pop("id")) == kept["id"]
    assert row.pop("deleted_at")
    row.pop("person_id")
    assert row.pop("felt_at").year == row.pop("local_date").year == 1900
    assert row == {
        "zone": "UTC",
        "codes": "",
        "packed": "",
        "with_person": None,
        "counted": {},
        "words": None,
    }


def test_somebody_elses_entry_cannot_be_deleted(as_alice: Api, as_bob: Api) -> None:
    kept = keep(as_alice)
    assert as_bob.delete(f"/api/check-ins/{kept['id']}/").status_code == 404
    assert as_alice.get(f"/api/check-ins/{kept['id']}/").json() == kept
