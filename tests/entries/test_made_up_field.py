"""A field that a next version might add to a kind is exported and erased, and shared nowhere until a section
names it. Rows that were kept before read as if it were empty."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from backend.api.fields import Text
from backend.api.serializers import StrictSerializer, fields_of
from backend.checkins.models import COUNTED
from backend.entries.dated import Dated
from backend.entries.kinds import Kind
from backend.kinds import KINDS
from backend.people.models import SIGN
from backend.people.serializers import SignSerializer
from backend.reminders.models import PLAN
from backend.sharing.kinds import SECTIONS
from tests.conftest import Api, exported, open_link, share
from tests.entries.test_every_kind import BODIES, api, drawn

__all__ = ["api"]
WRITTEN = "<made up>"
SHAPES = {"check-ins": COUNTED, "reminders": PLAN}
#: A sensation has columns alone: a new one comes by a migration, and `test_every_kind.py` covers it.
EXTENSIBLE = [kind for kind in KINDS if kind.word != "sensations"]
every_kind = pytest.mark.parametrize("kind", EXTENSIBLE, ids=lambda kind: kind.word)


def declare(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Adds the field to the kind; returns what writes it into a body."""
    serializer: type[StrictSerializer] = kind.serializer
    if kind.word == "people":  # the objects in one of its columns
        monkeypatch.setitem(SIGN.defaults, "made_up", None)
        serializer = SignSerializer
    elif issubclass(kind.model, Dated):
        monkeypatch.setattr(kind.model, "texts", (*kind.model.texts, "made_up"))
    else:
        monkeypatch.setitem(SHAPES[kind.word].defaults, "made_up", None)
    monkeypatch.setitem(fields_of(serializer), "made_up", Text())
    return written_in_signs if kind.word == "people" else written


def written(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"made_up": WRITTEN}


def written_in_signs(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"signs": [sign | {"made_up": WRITTEN} for sign in body["signs"]]}


def put(api: Api, kind: Kind, body: dict[str, Any]) -> str:
    path = f"/api/{kind.word}/{uuid4()}/"
    answer = api.put(path, body)
    assert answer.status_code == 201, answer.content
    return path


@every_kind
def test_it_is_exported_and_nothing_is_left_of_it(
    api: Api, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(api, kind, declare(monkeypatch, kind)(BODIES[kind.word].full))
    (entry,) = [each for each in exported(api)["entries"][kind.word] if each["id"] in path]
    assert WRITTEN in repr(entry)
    assert api.delete(path).status_code == 204
    assert WRITTEN not in repr(vars(kind.model._default_manager.get(id=entry["id"])))


@every_kind
def test_it_is_in_no_report(api: Api, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = {"never_shared": False, "for_session": True} if kind.model.moment else {}
    put(api, kind, declare(monkeypatch, kind)(BODIES[kind.word].full | shared))
    made = share(api, sections=list(SECTIONS))
    report = open_link(made["link"]).get("report/?to=2026-12-31").content
    preview = api.get(f"/api/shares/{made['id']}/preview/?to=2026-12-31").content
    for shown in (report, preview):
        assert b"made" not in shown
        assert (b"kestrel" in shown) == bool(kind.model.moment)


@every_kind
def test_rows_that_were_kept_before_read_as_empty(
    api: Api, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(api, kind, BODIES[kind.word].full)
    before = api.get(path).json()
    declare(monkeypatch, kind)
    after = api.get(path).json()
    if kind.word == "people":
        assert after["signs"] == [sign | {"made_up": None} for sign in before["signs"]]
    else:
        assert after == before | {"made_up": None} | drawn(after)
    assert api.get("/api/changes/").status_code == 200
