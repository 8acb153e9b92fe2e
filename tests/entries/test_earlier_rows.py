"""Rows from earlier versions lack fields that were added later, and are read with their defaults."""

from typing import Any
from uuid import uuid4

import pytest

from backend.kinds import KINDS
from tests.conftest import Api, exported
from tests.entries.test_every_kind import BODIES, api

__all__ = ["api"]
MODELS = {kind.model.kind: kind.model for kind in KINDS}
#: Kind, column, the name of the list within the column (if any), field, expected default.
LACKING = [
    *[
        ("reminders", "plan", None, name, None)
        for name in ("at", "within", "skip_after_check_in", "ends", "meeting")
    ],
    ("reminders", "plan", None, "zone", "follow"),
    ("reminders", "plan", None, "channel", "push"),
    ("reminders", "plan", None, "wording", "neutral"),
    ("reminders", "plan", None, "active", False),
    *[("check-ins", "counted", None, name, []) for name in ("sensations", "responses")],
    *[("check-ins", "counted", None, name, None) for name in ("moment", "longing", "fear", "now")],
    *[("check-ins", "counted", None, name, False) for name in ("for_session", "never_shared")],
    *[
        ("check-ins", "counted", "sensations", each, None)
        for each in ("strength", "place", "side", "texture")
    ],
]
#: With `within` and `meeting`, so that `at` is left when one of them is missing.
AT_A_TIME = BODIES["reminders"].full | {
    "at": "20:30",
    "within": None,
    "meeting": None,
    "person": None,
    "wording": "own",
}


def kept(api: Api, kind: str) -> tuple[str, dict[str, Any]]:
    path = f"/api/{kind}/{uuid4()}/"
    body = AT_A_TIME if kind == "reminders" else BODIES[kind].full
    answer = api.put(path, body)
    assert answer.status_code == 201, answer.content
    return path, answer.json()


def everywhere(api: Api, path: str) -> list[dict[str, Any]]:
    """The entry as returned by each endpoint."""
    id, kind = path.split("/")[-2], path.split("/")[2]
    (changed,) = [each for each in api.get("/api/changes/").json()["changes"] if each["id"] == id]
    (listed,) = [each for each in api.get(f"/api/{kind}/").json()["results"] if each["id"] == id]
    (taken,) = [each for each in exported(api)["entries"][kind] if each["id"] == id]
    assert id in exported(api, "csv")
    return [api.get(path).json(), changed["data"], listed, taken]


@pytest.mark.parametrize(("kind", "column", "inside", "name", "default"), LACKING)
def test_a_missing_field_is_read_as_its_default(
    api: Api, kind: str, column: str, inside: str | None, name: str, default: Any
) -> None:
    path, full = kept(api, kind)
    if name == "at":
        path, full = kept_window(api)
    rows = MODELS[kind]._default_manager.filter(id=full["id"])
    value = getattr(rows.get(), column)
    for each in value[inside] if inside else [value]:
        del each[name]
    rows.update(**{column: value})
    for found in everywhere(api, path):
        shown = found[inside] if inside else [found]
        assert [each[name] for each in shown] == [default] * len(shown)
        assert found.keys() == full.keys()


def kept_window(api: Api) -> tuple[str, dict[str, Any]]:
    path = f"/api/reminders/{uuid4()}/"
    body = AT_A_TIME | {"at": None, "within": {"from": "10:00", "to": "12:00", "times": 2}}
    answer = api.put(path, body)
    assert answer.status_code == 201, answer.content
    return path, answer.json()


@pytest.mark.parametrize(
    ("kind", "column"), [("reminders", "plan"), ("check-ins", "counted"), ("people", "signs")]
)
def test_existing_rows_are_readable_after_a_field_is_added(
    api: Api, kind: str, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A future version may add a field with a default; rows without it stay readable."""
    path, full = kept(api, kind)
    shape = MODELS[kind]._meta.get_field(column).shape  # type: ignore[union-attr]
    monkeypatch.setitem(shape.defaults, "made_up", "by default")
    for found in everywhere(api, path):
        if kind == "people":
            assert [sign["made_up"] for sign in found["signs"]] == ["by default"] * len(full["signs"])
        else:
            assert found == full | {"made_up": "by default", **drawn(found)}


def drawn(found: dict[str, Any]) -> dict[str, Any]:
    """Remove fields that depend on the clock."""
    return {"next_due": found["next_due"]} if "next_due" in found else {}


def test_fields_of_a_later_version_are_ignored(api: Api) -> None:
    path, full = kept(api, "check-ins")
    rows = MODELS["check-ins"]._default_manager.filter(id=full["id"])
    rows.update(counted=rows.get().counted | {"later": 1})  # type: ignore[attr-defined]
    for found in everywhere(api, path):
        assert found == full
