"""Importing an export: on another phone, into another account, or after everything was deleted."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text

WORDS = "שלום, a wave 🌊 and 👩🏽‍🚀"
READ_ONLY = ("revision", "next_due")
LIMIT = 50_000_000
#: The longest task of the page, in milliseconds.
WATCH_LONG_TASKS = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: 'longtask' });
}"""


def a_life(account: Account) -> dict[str, str]:
    """Save an entry of every kind, and a check-in that refers to the others; returns the ids by name."""
    ids = {name: str(uuid4()) for name in ("sensation", "person", "reminder", "practice", "repair", "page")}
    account.ask("PUT", f"/api/sensations/{ids['sensation']}/", {"label": "A low hum"})
    account.ask("PUT", f"/api/people/{ids['person']}/", {"nickname": "R."})
    account.ask("PUT", f"/api/reminders/{ids['reminder']}/", {"days": ["mon"], "at": "20:30", "active": True})
    ids["plain"] = account.keep(sensations=[{"code": "ease", "strength": 6}])
    ids["full"] = account.keep(
        datetime.now(UTC) - timedelta(days=3),
        sensations=[{"code": f"own:{ids['sensation']}", "strength": 4, "place": "chest", "side": "front"}],
        person=ids["person"],
        moment="after",
        longing=7,
        answers={"feeling": WORDS},
        note="x" * 19_999 + "🌊",
        for_session=True,
    )
    at = datetime.now(UTC) - timedelta(days=2)
    said = {"practice": "say-no", "practised_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "zone": "Europe/Lisbon"}
    said |= {"person": ids["person"], "before": ids["full"], "happened": WORDS, "met": "neutral"}
    account.ask("PUT", f"/api/practices/{ids['practice']}/", said)
    came_between = {"ruptured_at": said["practised_at"], "zone": "Europe/Lisbon", "person": ids["person"]}
    came_between |= {"what": WORDS, "expected": ["silence"], "say_it": {"felt": WORDS}, "state": "tended"}
    account.ask("PUT", f"/api/repairs/{ids['repair']}/", came_between)
    written = {"written_at": said["practised_at"], "zone": "Europe/Lisbon", "text": "🌊" * 20_000}
    account.ask("PUT", f"/api/journal/{ids['page']}/", written | {"prompt": "authenticity-2"})
    return ids


def exported(account: Account) -> dict[str, Any]:
    export: dict[str, Any] = account.ask("GET", "/api/export/?as=json")
    return export


def without_read_only(export: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [{name: value for name, value in entry.items() if name not in READ_ONLY} for entry in entries]
        for kind, entries in export["entries"].items()
    }


def choose(phone: Phone, content: object, name: str = "noticing.json") -> None:
    """Choose a file to import."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    give(phone, {"name": name, "mimeType": "application/json", "buffer": raw})


def give(phone: Phone, file: Any) -> None:
    choose = phone.button("bring.choose").or_(phone.button("bring.another"))
    with phone.page.expect_file_chooser() as chooser:
        choose.click()
    chooser.value.set_files(file)


def panel(phone: Phone, title: str) -> Locator:
    return phone.page.locator("section", has=phone.page.get_by_role("heading", name=text(title)))


def keep_all(phone: Phone, number: int, into_account: bool = False) -> None:
    """Confirm the import, which asks for a proof if it goes into an account."""
    shown: int | str = number if number < 1000 else f"{number:,}"
    phone.button("bring.keep", n=shown).click()
    if into_account:
        expect(phone.page.get_by_role("form", name=text("password.title"))).to_be_visible()
        phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
        phone.button("password.submit").click()
    expect(phone.words("bring.kept", n=shown)).to_be_visible(timeout=patience(60))


def test_a_server_export_imports_as_equal_entries_into_another_account(phone: Phone, username: str) -> None:
    first = Account.sign_up(phone.origin, username)
    ids = a_life(first)
    export = exported(first)
    other = Account.sign_up(phone.origin, f"{username}-other")
    phone.sign_in(other.username)

    phone.open("/you/data").link("data.bring").click()
    choose(phone, export)
    fresh = panel(phone, "bring.freshTitle").get_by_role("listitem")
    expect(fresh).to_have_text(
        [
            text("bring.count.check-ins", n=2),
            text("bring.count.practices", n=1),
            text("bring.count.repairs", n=1),
            text("bring.count.journal", n=1),
            text("bring.count.sensations", n=1),
            text("bring.count.people", n=1),
            text("bring.count.reminders", n=1),
        ]
    )
    expect(phone.words("bring.goesTo", username=other.username)).to_be_visible()
    assert look_at(phone, "bring-preview") == []
    assert phone.watch.writes() == []  # the zone is Lisbon's already: nothing before the person says so
    assert exported(other)["entries"]["check-ins"] == []

    keep_all(phone, len(ids), into_account=True)
    assert look_at(phone, "bring-kept") == []
    phone.wait_until_stored()
    assert without_read_only(exported(other)) == without_read_only(export)
    assert other.revision() == len(ids)

    phone.open("/you/data/bring")
    choose(phone, exported(other))
    expect(phone.words("bring.nothingNew")).to_be_visible()
    expect(phone.words("bring.same", n=len(ids))).to_be_visible()
    expect(phone.button("bring.another")).to_be_visible()


def test_an_import_without_network_and_account_is_sent_later(phone: Phone, username: str) -> None:
    first = Account.sign_up(phone.origin, username)
    ids = a_life(first)
    export = exported(first)
    phone.wait_for_shell()
    phone.lose_network()
    phone.page.reload()
    phone.open("/you/data/bring")
    choose(phone, export)
    expect(phone.words("bring.staysHere")).to_be_visible()
    keep_all(phone, len(ids))
    phone.page.reload()
    phone.open(f"/entry/{ids['full']}")
    expect(phone.quoted(WORDS)).to_be_visible()
    expect(phone.quoted("A low hum")).to_be_visible()

    phone.find_network()
    phone.sign_up(f"{username}-later")
    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    later = Account.sign_in(phone.origin, f"{username}-later")
    assert without_read_only(exported(later)) == without_read_only(export)


def test_a_phones_own_export_can_be_imported_after_deleting_everything(phone: Phone, username: str) -> None:
    phone.notice("jaw-tension", strength=8)
    phone.answer_and_leave("holding a word back")
    phone.open("/you/data")
    with phone.page.expect_download() as download:
        phone.button("data.take").click()
    file = download.value.path().read_bytes()
    phone.button("data.gonePhoneYes").click()
    sure = phone.page.get_by_role("group", name=text("data.goneAsk"))
    sure.get_by_role("button", name=text("data.gonePhoneYes")).click()
    expect(phone.words("data.gonePhone")).to_be_visible()

    phone.open("/you/data/bring")
    choose(phone, file)
    expect(phone.words("bring.fromPhone")).to_be_visible()
    keep_all(phone, 1)
    phone.page.get_by_role("main").get_by_role("link", name=text("bring.lookBack")).click()
    phone.link("lookBack.today").click()
    expect(phone.page.get_by_role("link", name=label("sensations", "jaw-tension"))).to_be_visible()


def test_an_import_overwrites_nothing_and_restores_deleted_entries_only_by_choice(
    phone: Phone, username: str
) -> None:
    account = Account.sign_up(phone.origin, username)
    ids = a_life(account)
    let_go = account.keep(note="let go, and wanted again")
    export = exported(account)
    phone.sign_in(username)
    phone.open(f"/entry/{ids['plain']}")
    phone.link("entry.edit").click()
    phone.textbox(text("edit.note")).fill("changed since")
    phone.button("edit.done").click()
    expect(phone.page.get_by_text("changed since", exact=True)).to_be_visible()
    phone.open(f"/entry/{let_go}/let-go")
    phone.button("entry.deleteYes").click()
    expect(phone.heading("lookBack.title").or_(phone.heading("now.title"))).to_be_visible()
    phone.wait_until_stored()

    phone.open("/you/data/bring")
    choose(phone, export)
    expect(phone.words("bring.same", n=len(ids) - 1)).to_be_visible()
    expect(phone.words("bring.different", n=1)).to_be_visible()
    expect(phone.words("bring.deleted", n=1)).to_be_visible()
    expect(phone.button("bring.keep", n=1)).to_have_count(0)
    phone.page.get_by_role("switch", name=text("bring.back", n=1)).check()
    assert look_at(phone, "bring-already-here") == []
    keep_all(phone, 1, into_account=True)
    phone.wait_until_stored()
    notes = {each["id"]: each["note"] for each in account.check_ins()}
    assert notes[ids["plain"]] == "changed since"
    assert notes[let_go] == "let go, and wanted again"


def broken_files() -> list[tuple[str, bytes, str]]:
    whole = {
        "format": "noticing",
        "version": 1,
        "entries": {"people": [{"id": str(uuid4()), "nickname": "R."}]},
    }
    strange = json.loads(json.dumps(whole))
    strange["entries"]["people"][0]["colour"] = "blue"
    said = text("bring.wrongAt", what=text("bring.wrong.people", number=1), field="colour")
    return [
        ("empty", b"", text("bring.empty")),
        ("cut-off", json.dumps(whole).encode()[:-20], text("bring.cut-off")),
        ("not-ours", b"PK\x03\x04\x00\xff\xfe", text("bring.not-ours")),
        ("newer", json.dumps(whole | {"version": 2}).encode(), text("bring.newer")),
        ("wrong", json.dumps(strange).encode(), said),
    ]


def test_invalid_files_are_refused_with_a_clear_sentence(phone: Phone, tmp_path: Path) -> None:
    phone.open("/you/data/bring")
    said = look_at(phone, "bring")
    for name, content, sentence in broken_files():
        choose(phone, content)
        expect(phone.quoted(sentence)).to_be_visible()
        expect(phone.words("bring.nothingKept")).to_be_visible()
        said += look_at(phone, f"bring-{name}") if name in ("wrong", "newer") else []
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(LIMIT)
    give(phone, huge)
    expect(phone.words("bring.tooLarge", size=50, most=50)).to_be_visible()
    expect(phone.button("bring.another")).to_be_visible()
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    assert said == []


def test_the_screen_stays_responsive_while_importing_ten_years(
    phone: Phone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file just below the limit. The page's longest task is printed."""
    file = tmp_path / "years.json"
    number = write_years(file)
    phone.page.evaluate(WATCH_LONG_TASKS)
    phone.open("/you/data/bring")
    give(phone, file)
    keep = phone.button("bring.keep", n=f"{number:,}")
    expect(keep).to_be_visible(timeout=patience(60))
    reading = phone.page.evaluate("window.longest")
    keep.click()
    expect(phone.words("bring.kept", n=f"{number:,}")).to_be_visible(timeout=patience(120))
    longest = phone.page.evaluate("window.longest")
    with capsys.disabled():
        sys.stdout.write(
            f"\n{number} check-ins, {file.stat().st_size / 1e6:.0f} MB: the page was busy for at most "
            f"{reading:.0f} ms while reading, {longest:.0f} ms in all\n"
        )
    assert reading < 1000


def write_years(file: Path) -> int:
    """Write as many check-ins with words as fit; returns their number."""
    number, note = 20_000, "a line that somebody wrote in the evening " * 50
    begin = datetime(2016, 11, 22, 8, tzinfo=UTC)
    check_ins = [
        {
            "id": str(uuid4()),
            "felt_at": f"{begin + timedelta(hours=4 * day):%Y-%m-%dT%H:%M:%SZ}",
            "zone": "Europe/Lisbon",
            "sensations": [{"code": "chest-tightness", "strength": day % 11}],
            "note": note,
        }
        for day in range(number)
    ]
    file.write_text(json.dumps({"format": "noticing", "version": 1, "entries": {"check-ins": check_ins}}))
    assert file.stat().st_size < LIMIT
    return number
