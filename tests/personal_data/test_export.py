"""The export: JSON that another account can import, and CSV without formulas for spreadsheets."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest

from backend.kinds import KINDS
from tests.accounts.passkeys import add_passkey
from tests.conftest import Api, exported, faults, keep, practise, remind, share

#: Texts that spreadsheets treat as formulas (also full width), and texts that they don't.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", '=HYPERLINK("http://x")']
HARMLESS = ["a=1", "words", "1-1", "'quoted", 'with "quotes", commas;\nand lines', "שלום 🌙", " =1"]


def rows(api: Api) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(api, "csv"), newline="")))


def test_an_export_has_all_of_the_persons_undeleted_data(as_alice: Api, as_bob: Api) -> None:
    kept, deleted = keep(as_alice, note="mine"), keep(as_alice)
    as_alice.delete(f"/api/check-ins/{deleted['id']}/")
    keep(as_bob, note="his")
    made = share(as_alice)
    answer = as_alice.get("/api/export/?as=json")
    export = json.loads(answer.getvalue())
    assert answer["Content-Disposition"].startswith('attachment; filename="noticing-')
    assert answer["Content-Type"] == "application/json"
    assert (export["format"], export["version"]) == ("noticing", 1)
    nothing = {kind.model.kind: [] for kind in KINDS}
    assert export["entries"] == nothing | {"check-ins": [kept]}
    del made["link"]
    assert export["shares"] == [made]


def test_an_export_lists_passkeys_and_devices_by_name_and_time(as_alice: Api) -> None:
    add_passkey(as_alice, "my phone")
    export = exported(as_alice)
    ((passkey,), (device,)) = export["passkeys"], export["devices"]
    assert passkey.keys() == {"name", "created_at", "last_used_at"}
    assert (passkey["name"], passkey["last_used_at"]) == ("my phone", None)
    assert device.keys() == {"label", "created_at", "last_used_at"}


def test_an_export_has_one_line_per_entry_and_a_header_with_their_number(as_alice: Api) -> None:
    for _ in range(3):
        keep(as_alice, note="two\nlines")
    remind(as_alice)
    answer = as_alice.prove().get("/api/export/")
    assert answer["Entries"] == "4"
    lines = answer.getvalue().decode().splitlines()
    assert len([line for line in lines if line.startswith('{"id"') and '"revision"' in line]) == 4


def test_a_long_export_is_streamed(as_alice: Api) -> None:
    for number in range(30):
        keep(as_alice, note=f"{number}")
    parts = list(as_alice.prove().get("/api/export/").streaming_content)
    assert len(parts) > 30
    assert max(map(len, parts)) < 2_000


def test_importing_an_export_into_another_account_loses_nothing(as_alice: Api, as_bob: Api) -> None:
    """The import only uses PUTs of entries, as the phone does."""
    own, person = str(uuid4()), str(uuid4())
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    as_alice.put(f"/api/people/{person}/", {"nickname": "J.", "safe": "yes"})
    keep(
        as_alice, person=person, sensations=[{"code": f"own:{own}"}], note="שלום 🌙", moment="before", fear=3
    )
    keep(as_alice, answers={"feeling": "warm", "protecting": None, "learned": "x" * 20_000})
    before = keep(as_alice)["id"]
    practise(as_alice, person=person, bracing="a sigh", met="with-care", beliefs=["earn"], before=before)
    remind(
        as_alice,
        wording="own",
        own_words="breathe",
        within={"from": "09:00", "to": "12:00", "times": 2},
        at=None,
    )
    mine = exported(as_alice)["entries"]
    for kind, its in mine.items():
        for entry in its:
            assert as_bob.put(f"/api/{kind}/{entry['id']}/", entry).status_code == 201
    his = exported(as_bob)["entries"]
    assert plain(his) == plain(mine)


def plain(entries: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Without the values that a server derives: revisions, and the times drawn for a window."""
    return {
        kind: [
            {name: value for name, value in entry.items() if name not in ("revision", "next_due")}
            for entry in its
        ]
        for kind, its in entries.items()
    }


def test_a_csv_row_is_an_entry_with_names_instead_of_ids(as_alice: Api) -> None:
    own, person = str(uuid4()), str(uuid4())
    as_alice.put(f"/api/sensations/{own}/", {"label": "a hum"})
    as_alice.put(f"/api/people/{person}/", {"nickname": "J."})
    keep(
        as_alice,
        person=person,
        sensations=[
            {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"},
            {"code": f"own:{own}"},
        ],
        answers={"feeling": "warm"},
        note="words",
    )
    found = rows(as_alice)
    assert [row["kind"] for row in found] == ["sensations", "people", "check-ins"]
    row = found[2]
    assert row["sensations"] == "chest-tightness 6 chest front more; a hum"
    assert (row["person"], row["answers.feeling"], row["note"]) == ("J.", "warm", "words")
    assert (row["for_session"], row["longing"], row["nickname"]) == ("no", "", "")
    assert found[1]["id"] == person


@pytest.mark.parametrize("text", FORMULAS)
def test_no_csv_cell_is_a_formula(as_alice: Api, text: str) -> None:
    keep(as_alice, note=text, answers={"feeling": text})
    as_alice.put(f"/api/people/{uuid4()}/", {"nickname": text})
    cells = [cell for row in rows(as_alice) for cell in row.values()]
    assert cells.count(f"'{text}") == 3
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d")) for cell in cells)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_not_changed(as_alice: Api, text: str) -> None:
    keep(as_alice, note=text)
    assert rows(as_alice)[0]["note"] == text


def test_an_empty_account_can_be_exported(as_alice: Api) -> None:
    assert exported(as_alice, "csv") == "kind\r\n"
    assert exported(as_alice)["entries"]["check-ins"] == []


def test_an_unknown_format_is_refused(as_alice: Api) -> None:
    assert faults(as_alice.prove().get("/api/export/?as=xml")) == {"/as": "invalid_choice"}
