"""Tests that every kind of entry has to pass.

A new kind is covered as soon as it is registered: the first test fails until it has a body below.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from backend.accounts.models import Person
from backend.api.serializers import fields_of
from backend.entries.kinds import Kind
from backend.entries.models import SetAside
from backend.kinds import KINDS
from backend.sealing.fields import SealedField
from backend.sharing.kinds import SECTIONS
from tests.conftest import Api, check_in, exported, faults, open_link, practice, reminder, share
from tests.write_kinds import Kinds
from tests.write_openapi import FILE

JAY, HUM, BEFORE = (f"{digit * 8}-1111-7111-8111-{digit * 12}" for digit in "123")
TEXT = "kestrel 🌙 שלום\n  as I wrote it"
LINE = "kestrel 🌙"
WHEN = {"zone": "Europe/Berlin", "for_session": True, "never_shared": True}


class Bodies(NamedTuple):
    #: A body with all fields, in which every text is TEXT, or LINE where it may have only one line.
    full: dict[str, Any]
    #: Another valid body of the kind.
    other: dict[str, Any]


BODIES = {
    "sensations": Bodies({"label": TEXT, "hidden": True}, {"label": "a hum"}),
    "people": Bodies(
        {"nickname": TEXT, "safe": "unsure", "color": "moss"}
        | {"signs": [{"code": "care", "count": 2}, {"code": "punishes-honesty", "count": 1}]},
        {"nickname": "J."},
    ),
    "check-ins": Bodies(
        check_in(
            sensations=[
                {"code": f"own:{HUM}", "strength": 0, "place": "jaw", "side": "front", "texture": "less"}
            ],
            responses=["shutdown"],
            moment="before",
            longing=7,
            fear=8,
            now="eased",
            person=JAY,
            answers=dict.fromkeys(("feeling", "protecting", "learned"), TEXT),
            note=TEXT,
        )
        | WHEN,
        check_in(moment="after"),
    ),
    "practices": Bodies(
        practice(person=JAY, before=BEFORE, after=BEFORE, bracing=TEXT, happened=TEXT, met="neutral")
        | {"beliefs": ["owe", "earn"]}
        | WHEN,
        practice(practice="say-no"),
    ),
    "repairs": Bodies(
        {"ruptured_at": "2026-11-20T23:30:00Z", "person": JAY, "whose": "both", "state": "tended"}
        | {"what": TEXT, "came": TEXT, "expected": ["silence"], "skills": ["share-feeling", "name-impact"]}
        | {"say_it": dict.fromkeys(("when", "felt", "imagined", "would_like"), TEXT)}
        | WHEN,
        {"ruptured_at": "2026-11-20T23:30:00Z", "zone": "UTC"},
    ),
    "journal": Bodies(
        {"written_at": "2026-11-20T23:30:00Z", "prompt": "authenticity-2", "text": TEXT} | WHEN,
        {"written_at": "2026-11-20T23:30:00Z", "zone": "UTC", "text": "freely"},
    ),
    "reminders": Bodies(
        reminder(
            at=None,
            person=JAY,
            meeting={"before_at": "2999-01-07T17:30:00Z", "begins_at": "2999-01-07T18:00:00Z"}
            | {"ends_at": "2999-01-07T20:00:00Z", "after_at": "2999-01-08T09:00:00Z", "settle": True},
        )
        | {"own_words": LINE, "wording": "neutral", "channel": "push", "skip_after_check_in": 120}
        | {"zone": "follow", "ends": "2999-01-01"},
        reminder(),
    ),
}

DOCUMENTED = Kinds(json.loads(FILE.read_text()))
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.model.kind)


def with_texts(value: Any, text: Callable[[str], str], path: str = "") -> Any:
    """The body, each text in it replaced by that for its place (`say_it/when`)."""
    if isinstance(value, dict):
        return {
            name: with_texts(each, text, f"{path}/{name}" if path else name) for name, each in value.items()
        }
    return text(path) if value in (TEXT, LINE) else value


def texts_of(kind: str) -> list[str]:
    """The places of the texts in a body, as in the OpenAPI document."""
    return list(DOCUMENTED.texts(kind))


def introduce(api: Api) -> None:
    """Create the entries that the bodies refer to."""
    for path, body in (
        (f"/api/people/{JAY}/", {"nickname": "J."}),
        (f"/api/sensations/{HUM}/", {"label": "a hum"}),
        (f"/api/check-ins/{BEFORE}/", check_in()),
    ):
        assert api.put(path, body).status_code == 201


@pytest.fixture
def api(as_alice: Api) -> Api:
    introduce(as_alice)
    return as_alice


def new(kind: Kind) -> str:
    return f"/api/{kind.model.kind}/{uuid4()}/"


def match(kept: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{kept["revision"]}"'}


def kept(api: Api, kind: Kind) -> tuple[str, dict[str, Any]]:
    path = new(kind)
    answer = api.put(path, BODIES[kind.model.kind].full)
    assert answer.status_code == 201, answer.content
    return path, answer.json()


def test_every_kind_has_a_body() -> None:
    assert set(BODIES) == {kind.model.kind for kind in KINDS}


@every_kind
def test_its_body_has_every_field_and_every_text_of_the_document(kind: Kind) -> None:
    """The phone searches these texts, and other tests write them."""
    full = BODIES[kind.word].full
    lacking = {"within"} - set(full) if kind.word == "reminders" else set()
    assert set(fields_of(kind.serializer)) - set(full) == lacking
    places: list[str] = []
    with_texts(full, lambda path: places.append(path) or path)
    assert sorted(places) == sorted(texts_of(kind.word))


def test_their_words_fit_and_no_field_is_the_moment_of_one_and_something_else_of_another() -> None:
    longest = SetAside._meta.get_field("kind").max_length
    assert all(len(kind.word) <= (longest or 0) for kind in KINDS)
    moments = [kind.model.moment for kind in KINDS if kind.model.moment]
    assert len(set(moments)) == len(moments)
    others = {name for kind in KINDS for name in BODIES[kind.word].full if name != kind.model.moment}
    assert not others & set(moments)


@every_kind
def test_an_entry_is_returned_as_it_was_saved(api: Api, kind: Kind) -> None:
    path, found = kept(api, kind)
    assert found == found | BODIES[kind.model.kind].full | {"id": path.split("/")[-2]}
    assert api.get(path).json() == found
    assert found in api.get(f"/api/{kind.model.kind}/").json()["results"]


@every_kind
def test_an_equal_put_changes_nothing_and_an_update_needs_the_current_revision(api: Api, kind: Kind) -> None:
    path, first = kept(api, kind)
    other = BODIES[kind.model.kind].other
    assert api.put(path, first).json() == first
    assert api.put(path, other).status_code == 428
    second = api.put(path, other, **match(first)).json()
    assert second == second | other | {"revision": first["revision"] + 1}
    stale = api.put(path, first, **match(first))
    assert (stale.status_code, stale.json()["current"]) == (412, second)


@every_kind
def test_a_deleted_entry_is_gone_and_can_be_restored(api: Api, kind: Kind) -> None:
    path, first = kept(api, kind)
    assert api.delete(path).status_code == 204
    row = kind.model._default_manager.get(id=first["id"])
    assert TEXT not in repr(vars(row))
    assert all(getattr(row, each.name) is None for each in sealed_columns(kind))
    assert api.get(path).status_code == 404
    gone = api.put(path, first)
    assert gone.status_code == 410
    again = api.put(path, first, **{"If-Match": f'"{gone.json()["revision"]}"'}).json()
    assert again == first | {"revision": again["revision"], **drawn(again)}


@every_kind
def test_words_are_sealed_with_a_new_nonce_each_time(api: Api, kind: Kind) -> None:
    kept(api, kind)
    kept(api, kind)
    assert sealed_columns(kind)
    for field in sealed_columns(kind):
        values = kind.model._default_manager.values_list(field.name, flat=True)
        assert len([value for value in values if value is not None]) >= 2


@every_kind
def test_another_person_does_not_find_it_and_may_use_its_id(api: Api, as_bob: Api, kind: Kind) -> None:
    path, mine = kept(api, kind)
    assert as_bob.get(path).status_code == 404
    assert as_bob.delete(path).status_code == 404
    introduce(as_bob)
    assert as_bob.put(path, BODIES[kind.model.kind].other).status_code == 201
    assert api.get(path).json() == mine


@every_kind
def test_it_is_in_the_feed_and_the_export_and_can_be_imported(api: Api, as_bob: Api, kind: Kind) -> None:
    path, mine = kept(api, kind)
    change = api.get("/api/changes/").json()["changes"][-1]
    assert (change["kind"], change["id"], change["data"]) == (kind.model.kind, mine["id"], mine)
    assert mine in exported(api)["entries"][kind.model.kind]
    introduce(as_bob)
    his = as_bob.put(path, mine).json()
    assert his == mine | {"revision": his["revision"], **drawn(his)}


@every_kind
def test_missing_required_and_unknown_fields_are_refused(api: Api, kind: Kind) -> None:
    assert all(code in ("required", "empty") for code in faults(api.put(new(kind), {})).values())
    assert faults(api.put(new(kind), BODIES[kind.model.kind].other | {"mood": 1})) == {
        "/mood": "unknown_field"
    }


@every_kind
def test_an_entry_that_is_never_shared_is_not_in_a_report(api: Api, alice: Person, kind: Kind) -> None:
    """Names appear only where a shared entry refers to them, and here none does."""
    kept(api, kind)
    made = share(api, sections=list(SECTIONS))
    report = open_link(made["link"]).get("report/?to=2026-12-31")
    assert report.status_code == 200
    assert "kestrel" not in json.dumps(report.json(), ensure_ascii=False)


def sealed_columns(kind: Kind) -> list[SealedField]:
    return [field for field in kind.model._meta.get_fields() if isinstance(field, SealedField)]


def drawn(entry: dict[str, Any]) -> dict[str, Any]:
    """The fields that the server computes."""
    return {name: entry[name] for name in ("next_due",) if name in entry}
