"""A body that violates the contract gets a 400 with the path of each error, and nothing is saved."""

import json
from typing import Any
from uuid import uuid4

import pytest

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from tests.conftest import Api, check_in, faults

ID = "01935c3e-0000-7000-8000-000000000001"
OTHER_ID = "01935c3e-0000-7000-8000-000000000002"
PATH = f"/api/check-ins/{ID}/"
FELT = {"code": "jaw-tension"}
NOT_A_WHOLE_NUMBER = [True, False, 5.0, 0.5, "5", "", [], {}, 10**30, -1, 11, 2**63, 2**64]
NOT_A_FLAG = [0, 1, "true", "", None, [], {}]
NOT_TEXT = [0, 1.5, True, [], {}, ["text"], {"text": "text"}]
NOT_A_CODE = [0, True, "", " ", "Before", "before ", "no-such-code", [], {}, ["before"]]


def refused(api: Api, body: Any) -> dict[str, str]:
    """Check that a body is refused and nothing is saved; returns the errors."""
    found = faults(api.put(PATH, body))
    assert found
    assert not CheckIn.objects.exists()
    assert Person.objects.get(username="alice").revision == 0
    return found


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("/mood", {"mood": "fine"}),
        ("/", {"": 1}),
        ("/Note", {"Note": "case counts"}),
        ("/note ", {"note ": "so does a space"}),
        ("/a~1b~0c", {"a/b~c": 1}),
        ("/non_field_errors", {"non_field_errors": 1}),
        ("/deleted", {"deleted": True}),
        ("/person_id", {"person_id": 1}),
        ("/sensations/0/mood", {"sensations": [FELT | {"mood": 1}]}),
        ("/sensations/0/local_date", {"sensations": [FELT | {"local_date": "2026-11-22"}]}),
        ("/sensations/1/id", {"sensations": [FELT, {"code": "ease", "id": ID}]}),
        ("/answers/fourth", {"answers": {"feeling": "warm", "fourth": "?"}}),
        ("/answers/id", {"answers": {"id": ID}}),
    ],
)
def test_unknown_fields_are_refused(as_alice: Api, place: str, changes: dict[str, Any]) -> None:
    assert refused(as_alice, check_in(**changes)) == {place: "unknown_field"}


@pytest.mark.parametrize("name", ["longing", "fear", "strength"])
@pytest.mark.parametrize("value", NOT_A_WHOLE_NUMBER)
def test_strengths_are_whole_numbers_from_0_to_10(as_alice: Api, name: str, value: Any) -> None:
    nested = name == "strength"
    body = check_in(sensations=[FELT | {name: value}]) if nested else check_in(**{name: value})
    code = "range" if type(value) is int and abs(value) < 2**64 else "type"
    assert refused(as_alice, body) == {"/sensations/0/strength" if nested else f"/{name}": code}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "05", "+5", "0x5", "5."])
def test_nan_and_infinity_are_refused(as_alice: Api, number: str) -> None:
    body = json.dumps(check_in(fear=0)).replace('"fear": 0', f'"fear": {number}')
    found = refused(as_alice, body)
    assert found in ({"": "not_json"}, {"/fear": "type"})


@pytest.mark.parametrize("name", ["for_session", "never_shared"])
@pytest.mark.parametrize("value", NOT_A_FLAG)
def test_flags_have_to_be_booleans(as_alice: Api, name: str, value: Any) -> None:
    found = refused(as_alice, check_in(**{name: value}))
    assert found == {f"/{name}": "null" if value is None else "type"}


@pytest.mark.parametrize("name", ["note", "answers/feeling", "answers/protecting", "answers/learned"])
@pytest.mark.parametrize("value", NOT_TEXT)
def test_words_have_to_be_text(as_alice: Api, name: str, value: Any) -> None:
    group, _, question = name.partition("/")
    changes = {group: {question: value}} if question else {name: value}
    assert refused(as_alice, check_in(**changes)) == {f"/{name}": "type"}


@pytest.mark.parametrize("name", ["moment", "now", "place", "side", "texture", "code"])
@pytest.mark.parametrize("value", NOT_A_CODE)
def test_codes_have_to_be_in_the_catalogue(as_alice: Api, name: str, value: Any) -> None:
    nested = name not in ("moment", "now")
    body = check_in(sensations=[FELT | {name: value}]) if nested else check_in(**{name: value})
    ((place, code),) = refused(as_alice, body).items()
    assert place == (f"/sensations/0/{name}" if nested else f"/{name}")
    assert code in ("invalid_choice", "type", "blank")


@pytest.mark.parametrize("value", [*NOT_A_CODE, "chest-tightness", None])
def test_responses_have_to_be_in_the_catalogue(as_alice: Api, value: Any) -> None:
    found = refused(as_alice, check_in(responses=["shutdown", value]))
    assert found == {"/responses/1": "null" if value is None else "invalid_choice"}


@pytest.mark.parametrize("name", ["sensations", "responses"])
@pytest.mark.parametrize("value", [0, True, "shutdown", {}, {"0": FELT}, None])
def test_lists_have_to_be_lists(as_alice: Api, name: str, value: Any) -> None:
    assert set(refused(as_alice, check_in(note="words", **{name: value}))) == {f"/{name}"}


@pytest.mark.parametrize("value", [0, True, "jaw-tension", [], None])
def test_sensations_have_to_be_objects(as_alice: Api, value: Any) -> None:
    assert set(refused(as_alice, check_in(sensations=[FELT, value]))) == {"/sensations/1"}


@pytest.mark.parametrize("value", [0, True, "warm", [], ["warm"]])
def test_answers_have_to_be_an_object(as_alice: Api, value: Any) -> None:
    assert refused(as_alice, check_in(answers=value)) == {"/answers": "not_an_object"}


def test_sensations_and_responses_have_to_be_unique(as_alice: Api) -> None:
    front, back = ({"code": "numbness", "place": "chest", "side": side} for side in ("front", "back"))
    again = front | {"strength": 3, "texture": "less"}
    assert refused(as_alice, check_in(sensations=[front, back, again])) == {"/sensations/2": "not_unique"}
    assert refused(as_alice, check_in(sensations=[FELT, FELT])) == {"/sensations/1": "not_unique"}
    assert refused(as_alice, check_in(responses=["shutdown"] * 2)) == {"/responses/1": "not_unique"}


def test_list_lengths_are_limited(as_alice: Api) -> None:
    many = [{"code": f"own:{uuid4()}"} for _ in range(101)]
    assert refused(as_alice, check_in(sensations=many)) == {"/sensations": "max_length"}
    assert refused(as_alice, check_in(responses=["shutdown"] * 51)) == {"/responses": "max_length"}


@pytest.mark.parametrize("answers", [None, {}, {"feeling": None, "learned": " \n"}])
def test_an_empty_check_in_is_refused(as_alice: Api, answers: Any) -> None:
    silent = check_in(sensations=[], responses=[], note=" ", answers=answers, longing=3, now="eased")
    assert refused(as_alice, silent) == {"": "empty"}


@pytest.mark.parametrize("id", [OTHER_ID, ID.upper(), f"{{{ID}}}", ID.replace("-", ""), "", 5, None, [ID]])
def test_the_id_in_the_body_has_to_match_the_path(as_alice: Api, id: Any) -> None:
    assert refused(as_alice, check_in(id=id)) == {"/id": "id_differs"}


def test_read_only_fields_are_ignored_and_all_errors_are_named_at_once(as_alice: Api) -> None:
    found = refused(as_alice, {"sensations": [{"strength": 11}], "mood": 1, "revision": [], "local_date": 0})
    assert found == {
        "/felt_at": "required",
        "/zone": "required",
        "/sensations/0/code": "required",
        "/sensations/0/strength": "range",
        "/mood": "unknown_field",
    }


@pytest.mark.parametrize("name", ["felt_at", "zone"])
def test_time_and_zone_are_required(as_alice: Api, name: str) -> None:
    assert refused(as_alice, check_in(**{name: None})) == {f"/{name}": "null"}


def test_a_refusal_does_not_repeat_the_words(as_alice: Api) -> None:
    words = "what only I know"
    changes = {"note": [words], "moment": words, "zone": words, "felt_at": words, "person": words}
    answer = as_alice.put(PATH, check_in(sensations=[{"code": words}], responses=[words], **changes))
    assert len(faults(answer)) == 7
    assert words not in answer.content.decode()
