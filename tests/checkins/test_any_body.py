"""Any body is either saved or refused with a 400 that names paths; never a 5xx, and a refusal saves
nothing."""

import copy
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.checkins.models import CheckIn
from tests.conftest import Api, check_in

FULL = check_in(
    sensations=[
        {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"},
        {"code": "unsure", "strength": None, "place": "back", "side": "back", "texture": "less"},
    ],
    responses=["shutdown", "minimizing"],
    moment="before",
    person=None,
    longing=0,
    fear=10,
    answers={"feeling": "warm", "protecting": None, "learned": "early"},
    note="a note",
    now="eased",
    for_session=True,
    never_shared=False,
)
WORDS = st.sampled_from(
    ["", " ", "\0", "own:", "id", "note", "before", "UTC", "chest", "2026-11-20T21:14:03Z"]
)
TEXT = st.text(max_size=20) | WORDS
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
REPEAT = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path inside a body."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in items for place in [(*path, key), *places(inner, (*path, key))]]


@st.composite
def nearly_right(draw: st.DrawFn) -> Any:
    """The full body with one to three places changed, removed or added to."""
    body = copy.deepcopy(FULL)
    for _ in range(draw(st.integers(1, 3))):
        *way, key = draw(st.sampled_from(places(body)))
        at = body
        for step in way:
            at = at[step]
        match draw(st.sampled_from(["change", "remove", "add"])):
            case "change":
                at[key] = draw(JSON)
            case "remove":
                del at[key]
            case _ if isinstance(at, dict):
                at[draw(TEXT)] = draw(JSON)
            case _:
                at.append(draw(JSON))
    return body


def meets(api: Api, body: Any) -> None:
    path, before = f"/api/check-ins/{uuid4()}/", CheckIn.objects.count()
    answer = api.put(path, body)
    if answer.status_code == 201:
        again = api.put(path, answer.json())
        assert again.status_code == 200
        assert again.json() == answer.json()
        return
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert all(fault["path"] == "" or fault["path"][0] == "/" for fault in answer.json()["errors"])
    assert CheckIn.objects.count() == before


@REPEAT
@given(body=JSON)
def test_any_json_is_saved_or_refused(as_alice: Api, body: Any) -> None:
    meets(as_alice, body)


@REPEAT
@given(body=nearly_right())
def test_a_nearly_valid_body_is_saved_or_refused(as_alice: Api, body: Any) -> None:
    meets(as_alice, body)


@REPEAT
@given(body=st.binary(max_size=60))
def test_any_bytes_are_saved_or_refused(as_alice: Api, body: bytes) -> None:
    meets(as_alice, body)


def test_the_full_body_is_valid(as_alice: Api) -> None:
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", FULL).status_code == 201
