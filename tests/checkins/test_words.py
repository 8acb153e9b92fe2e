"""Words are returned exactly as they were written."""

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from tests.checkins.test_bad_input import refused
from tests.conftest import Api, check_in, keep

TEXTS = [
    "🫁🌊 held my breath",
    "👩🏽‍❤️‍👩🏿 one glyph, many code points",
    "قلبي ثقيل",
    "לב כבד\u200f and English",
    "e\u0301 is not \u00e9",
    "Z\u0351\u0351\u0351a\u0310l\u0321go",
    "\u202eturned round",
    "\ufeffwith a mark",
    "tab\there\nline\r\nreturn\u2028separator",
    "  spaces around  ",
    "\u0001\u001f\u007f control",
    "<script>alert(1)</script> ' OR 1=1 -- {{ }} ${} %s \\u0000",
    "\U0010ffff\uffff\ue000",
    "null",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_script_and_sign_is_stored_unchanged(as_alice: Api, text: str) -> None:
    answers = {"feeling": text, "protecting": text, "learned": text}
    kept = keep(as_alice, note=text, answers=answers)
    read = as_alice.get(f"/api/check-ins/{kept['id']}/").json()
    assert read["note"] == text
    assert read["answers"] == answers
    CheckIn.objects.get().delete()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200)
)
def test_any_text_is_stored_unchanged(as_alice: Api, text: str) -> None:
    kept = keep(as_alice, note=text)
    assert kept["note"] == (text if text.strip() else None)


@pytest.mark.parametrize("character", ["a", "🌊", "\u0301", '"', "\u0001"])
def test_20_000_characters_fit_and_one_more_does_not(as_alice: Api, character: str) -> None:
    kept = keep(as_alice, note=character * 20_000)
    assert len(kept["note"]) == 20_000
    CheckIn.objects.all().delete()
    Person.objects.update(revision=0)
    assert refused(as_alice, check_in(note=character * 20_001)) == {"/note": "max_length"}


def test_four_long_texts_fit_into_one_body(as_alice: Api) -> None:
    long = "é" * 20_000
    body = check_in(note=long, answers={"feeling": long, "protecting": long, "learned": long})
    raw = json.dumps(body, ensure_ascii=False).encode()
    assert as_alice.put(f"/api/check-ins/{uuid4()}/", raw).status_code == 201


@pytest.mark.parametrize("blank", ["", " ", "\n\t ", "\u00a0", "\u2003\u3000", None])
def test_blank_text_is_stored_as_null(as_alice: Api, blank: str | None) -> None:
    kept = keep(as_alice, note=blank, answers={"feeling": blank})
    assert kept["note"] is None
    assert kept["answers"] == {"feeling": None, "protecting": None, "learned": None}
    assert CheckIn.objects.get().words is None


NUL, LONE = "\\u0000", ["\\ud800", "\\udfff", "\\ud800x", "\\udc00\\ud800"]


@pytest.mark.parametrize("place", ["/note", "/answers/feeling", "/zone", "/person", "/felt_at"])
def test_a_nul_in_a_text_is_refused(as_alice: Api, place: str) -> None:
    group, _, name = place[1:].partition("/")
    changes = {group: {name: "a\0b"}} if name else {group: "a\0b"}
    assert refused(as_alice, check_in(**changes)) == {place: "nul"}


def test_a_nul_is_found_anywhere_in_a_body(as_alice: Api) -> None:
    assert refused(as_alice, check_in(sensations=[{"code": "\0"}])) == {"/sensations/0/code": "nul"}
    assert refused(as_alice, check_in(**{"no\0te": 1})) == {"": "nul"}
    assert refused(as_alice, check_in(answers={"\0": {"\0": 1}})) == {"/answers": "nul"}
    assert refused(as_alice, check_in(answers={"\0": "\0"})) == {"/answers": "nul"}


@pytest.mark.parametrize("lone", LONE)
def test_a_lone_surrogate_is_refused(as_alice: Api, lone: str) -> None:
    for text in (f'{{"note": "{lone}"}}', f'{{"{lone}": 1}}', f'"{lone}"'):
        assert refused(as_alice, text) == {"": "not_json"}


@pytest.mark.parametrize(
    "raw", [b"\xff", b'{"note": "\xed\xa0\x80"}', b'{"note": "\xc0\x80"}', b"\xfe\xff{}"]
)
def test_invalid_utf_8_is_refused(as_alice: Api, raw: bytes) -> None:
    assert refused(as_alice, raw) == {"": "not_json"}
