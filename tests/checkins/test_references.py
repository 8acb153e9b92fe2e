"""What a check-in refers to is the person's own; somebody else's can't be told from what isn't there."""

from typing import Any
from uuid import uuid4

import pytest

from tests.checkins.test_bad_input import refused
from tests.conftest import Api, check_in, keep


def add(api: Api, kind: str) -> str:
    """A sensation or a person of somebody's own; returns its id."""
    id = str(uuid4())
    body = {"label": "a hum"} if kind == "sensations" else {"nickname": "J."}
    assert api.put(f"/api/{kind}/{id}/", body).status_code == 201
    return id


def test_bobs_person_is_no_person_of_alices(as_alice: Api, as_bob: Api) -> None:
    bobs = add(as_bob, "people")
    assert refused(as_alice, check_in(person=bobs)) == {"/person": "does_not_exist"}
    assert refused(as_alice, check_in(person=str(uuid4()))) == {"/person": "does_not_exist"}


def test_bobs_sensation_is_no_sensation_of_alices(as_alice: Api, as_bob: Api) -> None:
    bobs = add(as_bob, "sensations")
    for code in (f"own:{bobs}", f"own:{uuid4()}"):
        body = check_in(sensations=[{"code": "ease"}, {"code": code}])
        assert refused(as_alice, body) == {"/sensations/1/code": "does_not_exist"}


def test_a_kind_is_not_another_kind(as_alice: Api) -> None:
    person, sensation = add(as_alice, "people"), add(as_alice, "sensations")
    kept = keep(as_alice, person=person, sensations=[{"code": f"own:{sensation}"}])
    swapped = check_in(person=sensation, sensations=[{"code": f"own:{person}"}])
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", swapped)
    assert answer.status_code == 400
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(person=kept["id"]))
    assert answer.status_code == 400


def test_what_was_deleted_may_still_be_referred_to(as_alice: Api) -> None:
    person, sensation = add(as_alice, "people"), add(as_alice, "sensations")
    assert as_alice.delete(f"/api/people/{person}/").status_code == 204
    assert as_alice.delete(f"/api/sensations/{sensation}/").status_code == 204
    kept = keep(as_alice, person=person, sensations=[{"code": f"own:{sensation}"}])
    assert kept["person"] == person
    assert kept["sensations"][0]["code"] == f"own:{sensation}"


@pytest.mark.parametrize("value", [0, True, "", "J.", "own", [], {}, "0" * 36])
def test_a_person_is_an_id(as_alice: Api, value: Any) -> None:
    assert refused(as_alice, check_in(person=value)) == {"/person": "type"}


SPELLINGS = ["{}", "urn:uuid:{}", "{{{}}}", "({})", "{}\n", " {}"]


@pytest.mark.parametrize("spelt", SPELLINGS)
@pytest.mark.parametrize("change", [str.upper, lambda id: id.replace("-", ""), lambda id: id[:-1]])
def test_an_id_has_one_spelling(as_alice: Api, spelt: str, change: Any) -> None:
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
def test_what_only_looks_like_an_id_is_none(as_alice: Api, odd: str) -> None:
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(person=odd)).status_code == 400
    odd_code = check_in(sensations=[{"code": f"own:{odd}"}])
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", odd_code).status_code == 400
