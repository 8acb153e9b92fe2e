"""The bodies of own sensations, people and the account are validated strictly and stored unchanged."""

from typing import Any
from uuid import uuid4

import pytest

from backend.accounts.models import Person
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation
from tests.conftest import Api, faults

NAMED = [("sensations", "label"), ("people", "nickname")]
named = pytest.mark.parametrize(("kind", "name"), NAMED, ids=["sensations", "people"])
TEXTS = ["🌊", "👩🏽‍❤️‍👩🏿", "قلبي", "e\u0301", "  spaces  ", "\u202e", "<b>", "a\nb", "🌊" * 60]


@named
@pytest.mark.parametrize("text", TEXTS)
def test_a_name_is_stored_unchanged(as_alice: Api, kind: str, name: str, text: str) -> None:
    path = f"/api/{kind}/{uuid4()}/"
    assert as_alice.put(path, {name: text}).status_code == 201
    assert as_alice.get(path).json()[name] == text


@named
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "null"),
        ("", "blank"),
        (" \u2003\n", "blank"),
        ("x" * 61, "max_length"),
        ("🌊" * 61, "max_length"),
        (5, "type"),
        (True, "type"),
        (["x"], "type"),
        ({"en": "x"}, "type"),
        ("a\0b", "nul"),
    ],
)
def test_an_invalid_name_is_refused(as_alice: Api, kind: str, name: str, value: Any, code: str) -> None:
    assert faults(as_alice.put(f"/api/{kind}/{uuid4()}/", {name: value})) == {f"/{name}": code}
    assert not OwnSensation.objects.exists()
    assert not KnownPerson.objects.exists()


@named
def test_a_name_is_required_and_unknown_fields_are_refused(as_alice: Api, kind: str, name: str) -> None:
    path = f"/api/{kind}/{uuid4()}/"
    assert faults(as_alice.put(path, {})) == {f"/{name}": "required"}
    assert faults(as_alice.put(path, {name: "x", "mood": 1})) == {"/mood": "unknown_field"}
    assert faults(as_alice.put(path, {name: "x", "id": str(uuid4())})) == {"/id": "id_differs"}


@pytest.mark.parametrize("hidden", [0, 1, "true", None, [], {}])
def test_hidden_has_to_be_a_boolean(as_alice: Api, hidden: Any) -> None:
    answer = as_alice.put(f"/api/sensations/{uuid4()}/", {"label": "x", "hidden": hidden})
    assert set(faults(answer)) == {"/hidden"}


@pytest.mark.parametrize("safe", ["", "no", "Yes", True, 1, ["yes"], {}])
def test_safe_has_to_be_a_known_code(as_alice: Api, safe: Any) -> None:
    answer = as_alice.put(f"/api/people/{uuid4()}/", {"nickname": "J.", "safe": safe})
    assert faults(answer) == {"/safe": "invalid_choice"}


CARE = {"code": "care", "count": 1}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"color": "red"}, {"/color": "invalid_choice"}),
        ({"signs": {}}, {"/signs": "not_a_list"}),
        ({"signs": ["care"]}, {"/signs/0": "not_an_object"}),
        ({"signs": [{"code": "kindness", "count": 1}]}, {"/signs/0/code": "invalid_choice"}),
        ({"signs": [{"code": "care"}]}, {"/signs/0/count": "required"}),
        ({"signs": [CARE | {"count": 0}]}, {"/signs/0/count": "range"}),
        ({"signs": [CARE | {"count": 10_000}]}, {"/signs/0/count": "range"}),
        ({"signs": [CARE | {"count": True}]}, {"/signs/0/count": "type"}),
        ({"signs": [CARE | {"on": "2026-11-22"}]}, {"/signs/0/on": "unknown_field"}),
        ({"signs": [CARE, CARE | {"count": 2}]}, {"/signs/1": "not_unique"}),
    ],
)
def test_signs_have_to_be_counts_of_known_signs(as_alice: Api, said: Any, found: dict[str, str]) -> None:
    assert faults(as_alice.put(f"/api/people/{uuid4()}/", {"nickname": "J."} | said)) == found


def test_signs_are_stored_in_the_catalogues_order(as_alice: Api) -> None:
    path, other = f"/api/people/{uuid4()}/", {"code": "refuses-repair", "count": 9_999}
    first = as_alice.put(path, {"nickname": "J.", "signs": [other, CARE]}).json()
    assert first["signs"] == [CARE, other]
    assert as_alice.put(path, {"nickname": "J.", "signs": [CARE, other]}).json() == first


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"zone": "../etc/passwd"}, {"/zone": "unknown_zone"}),
        ({"zone": "europe/lisbon"}, {"/zone": "unknown_zone"}),
        ({"zone": 5}, {"/zone": "type"}),
        ({"language": "tlh"}, {"/language": "invalid_choice"}),
        ({"language": None}, {"/language": "null"}),
        ({"language": ["en"]}, {"/language": "invalid_choice"}),
        ({"consent": "1999-01-01"}, {"/consent": "invalid_choice"}),
        ({"consent": True}, {"/consent": "invalid_choice"}),
        ({"consent": {}}, {"/consent": "invalid_choice"}),
        ({"password": "x"}, {"/password": "unknown_field"}),
        ({"is_active": False}, {"/is_active": "unknown_field"}),
        ({"revision": 9}, {"/revision": "unknown_field"}),
    ],
)
def test_unknown_account_fields_are_refused(as_alice: Api, body: Any, found: dict[str, str]) -> None:
    before = Person.objects.values().get()
    assert faults(as_alice.patch("/api/me/", {"zone": "Asia/Kolkata"} | body)) == found
    assert Person.objects.values().get() == before


def test_a_refusal_does_not_repeat_the_value(as_alice: Api) -> None:
    words = "what only I know"
    for answer in (
        as_alice.patch("/api/me/", {"language": words, "zone": words, "consent": words}),
        as_alice.put(f"/api/people/{uuid4()}/", {"nickname": [words], "safe": words}),
        as_alice.prove().post(
            "/api/shares/", {"label": {"x": words}, "audience": words, "expires_at": words}
        ),
        as_alice.patch("/api/me/", f'{{"zone": "{words}'.encode()),
    ):
        assert faults(answer)
        assert words not in answer.content.decode()
