"""A check-in can refer only to the person's own entries; somebody else's look like missing ones."""

from typing import Any
from uuid import uuid4

import pytest

from tests.checkins.test_bad_input import refused
from tests.conftest import Api, check_in, keep


def add(api: Api, kind: str) -> str:
    """Add an own sensation or a person; returns its id."""
    id = str(uuid4())
    body = {"label": "a hum"} if kind == "sensations" else {"nickname": "J."}
    assert api.put(f"/api/{kind}/{id}/", body).status_code == 201
    return id


def test_somebody_elses_person_does_not_exist(as_alice: Api, as_bob: Api) -> None:
    bobs = add(as_bob, "people")
    assert refused(as_alice, check_in(person=bobs)) == {"/person": "does_not_exist"}
    assert refused(as_alice, check_in(person=str(uuid4()))) == {"/person": "does_not_exist"}


def test_somebody_elses_sensation_does_not_exist(as_alice: Api, as_bob: Api) -> None:
    bobs = add(as_bob, "sensations")
    for code in (f"own:{bobs}", f"own:{uuid4()}"):
        body = check_in(sensations=[{"code": "ease"}, {"code": code}])
        assert refused(as_alice, body) == {"/sensations/1/code": "does_not_exist"}


def test_an_id_of_another_kind_is_refused(as_alice: Api) -> None:
    person, sensation = add(as_alice, "people"), add(as_alice, "sensations")
    kept = keep(as_alice, person=person, sensations=[{"code": f"own:{sensation}"}])
    swapped = check_in(person=sensation, sensations=[{"code": f"own:{person}"}])
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", swapped)
    assert answer.status_code == 400
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(person=kept["id"]))
    assert answer.status_code == 400


def test_a_deleted_entry_may_still_be_referred_to(as_alice: Api) -> None:
    person, sensation = add(as_alice, "people"), add(as_alice, "sensations")
    assert as_alice.delete(f"/api/people/{person}/").status_code == 204
    assert as_alice.delete(f"/api/sensations/{sensation}/").status_code == 204
    kept = keep(as_alice, person=person, sensations=[{"code": f"own:{sensation}"}])
    assert kept["person"] == person
    assert kept["sensations"][0]["code"] == f"own:{sensation}"


@pytest.mark.parametrize("value", [0, True, "", "J.", "own", [], {}, "0" * 36])
def test_a_person_has_to_be_an_id(as_alice: Api, value: Any) -> None:
    assert refused(as_alice, check_in(person=value)) == {"/person": "type"}


SPELLINGS = ["{}", "urn:uuid:{}", "{{{}}}", "({})", "{}\n", " {}"]


@pytest.mark.parametrize("spelt", SPELLINGS)
@pytest.mark.parametrize("change", [str.upper, lambda id: id.replace("-", ""), lambda id: id[:-1]])
def test_only_the_canonical_spelling_of_an_id_is_accepted(as_alice: Api, spelt: str, change: Any) -> None:
    own = "0193abcd-0000-7000-8000-00000000abcd"
    assert as_alice.put(f"/api/people/{own}/", {"nickname": "J."}).status_code == 201
    assert as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"}).status_code == 201
    other = spelt.format(change(own))
    bodies: dict[str, dict[str, Any]] = {
        "/person": {"person": other},
        "/sensations/0/code": {"sensations": [{"code": f"own:{other}"}]},
    }
    for place, changes in bodies.items():
        answer = as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(**changes))
        assert answer.status_code == 400
        assert [fault["path"] for fault in answer.json()["errors"]] == [place]


@pytest.mark.parametrize(
    "odd", ["----0193abcd0000700080000000000aabcd", "{193abcd-0000-7000-8000-00000000abcd0}"]
)
def test_a_malformed_id_is_refused(as_alice: Api, odd: str) -> None:
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(person=odd)).status_code == 400
    odd_code = check_in(sensations=[{"code": f"own:{odd}"}])
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", odd_code).status_code == 400
