"""The export shows its progress, and can be stopped."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Download, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text

MANY = 40
NOTE = 'twice "a wave"\nand =1+1, 🌊'
#: The export arrives in pieces, each released by the story.
A_PIECE_AT_A_TIME = """(pieces) => {
  const real = window.fetch;
  const waiting = [];
  window.next = async () => {
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.shift()();
  };
  window.fetch = async (input, init) => {
    const response = await real(input, init);
    if (!String(input).startsWith('/api/export/') || !response.ok) return response;
    const all = new Uint8Array(await response.arrayBuffer());
    const size = Math.ceil(all.length / pieces);
    let at = 0;
    const body = new ReadableStream({
      start: (stream) => init.signal.addEventListener('abort', () => stream.error(init.signal.reason)),
      async pull(stream) {
        await new Promise((resolve) => waiting.push(resolve));
        stream.enqueue(all.subarray(at, (at += size)));
        if (at >= all.length) stream.close();
      },
    }, { highWaterMark: 0 });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}"""


@pytest.fixture
def account(account: Account) -> Account:
    """An account with some check-ins with words."""
    for number in range(MANY):
        account.keep(datetime.now(UTC) - timedelta(hours=number), note=NOTE, sensations=[{"code": "ease"}])
    return account


def taken(phone: Phone, key: str) -> Download:
    """Press the button; returns the file, after checking the message."""
    with phone.page.expect_download() as download:
        phone.button(key).click()
    expect(phone.words("data.taken")).to_be_visible()
    return download.value


def test_an_export_shows_its_progress(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    phone.page.evaluate(A_PIECE_AT_A_TIME, 4)
    phone.button("data.take").click()
    expect(phone.words("data.coming", n=0, of=MANY)).to_be_visible()
    phone.page.evaluate("window.next()")
    bar = phone.page.get_by_role("progressbar")
    expect(bar).not_to_have_attribute("value", "0")
    part = int(bar.get_attribute("value") or 0)
    assert 0 < part < MANY
    expect(phone.words("data.coming", n=part, of=MANY)).to_be_visible()
    assert look_at(phone, "data-coming") == []
    for _ in range(2):
        phone.page.evaluate("window.next()")
    with phone.page.expect_download() as download:
        phone.page.evaluate("window.next()")
    expect(phone.words("data.taken")).to_be_visible()
    expect(bar).to_have_count(0)
    kept = json.loads(download.value.path().read_text())["entries"]["check-ins"]
    assert [entry["note"] for entry in kept] == [NOTE] * MANY


def test_an_export_can_be_stopped(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    phone.page.evaluate(A_PIECE_AT_A_TIME, 4)
    phone.button("data.take").click()
    expect(phone.words("data.coming", n=0, of=MANY)).to_be_visible()
    files: list[Download] = []
    phone.page.on("download", lambda file: files.append(file))
    phone.button("data.stop").click()
    expect(phone.words("data.stopped")).to_be_visible()
    expect(phone.page.get_by_role("progressbar")).to_have_count(0)
    expect(phone.button("data.take")).to_be_focused()
    assert files == []


def test_the_csv_has_every_entry(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    file = taken(phone, "data.takeCsv")
    assert file.suggested_filename.endswith(".csv")
    with file.path().open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["note"] for row in rows] == [NOTE] * MANY


def test_an_interrupted_export_makes_no_file(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    phone.watch.expect_no_network()
    phone.page.route("**/api/export/**", lambda route: route.abort())
    phone.button("data.take").click()
    expect(phone.words("problems.unreachable")).to_be_visible()
    expect(phone.page.get_by_role("progressbar")).to_have_count(0)


def test_without_an_account_only_json_is_offered(phone: Phone) -> None:
    phone.notice("ease")
    phone.open("/you/data")
    expect(phone.words("data.takePhone")).to_be_visible()
    expect(phone.button("data.takeCsv")).to_have_count(0)
    assert taken(phone, "data.take").suggested_filename.endswith(".json")


def entries_in(file: Download, kind: str = "check-ins") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.path().read_text())["entries"].get(kind, [])
    return found


@pytest.fixture
def unsent(phone: Phone, account: Account) -> str:
    """Make a check-in that can't be sent although the server is reachable; returns its id."""
    phone.wait_until_stored()
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort())
    phone.open("/")
    return phone.notice("numbness")


def test_the_json_copy_includes_unsent_entries(
    phone: Phone, unsent: str, new_phone: Callable[[], Phone]
) -> None:
    phone.open("/you/data")
    file = taken(phone, "data.take")
    assert unsent in [each["id"] for each in entries_in(file)]
    assert len(entries_in(file)) == MANY + 1
    expect(phone.words("data.takeUnsent", n=1)).to_be_visible()
    phone.screenshot("data-unsent", full_page=True)

    other = new_phone().open("/you/data/bring")
    other.page.locator("input[type=file]").set_input_files(file.path())
    expect(other.page.get_by_role("main")).to_contain_text(str(MANY + 1))


def test_if_the_server_is_unreachable_the_phone_makes_the_copy_and_says_what_it_lacks(
    phone: Phone, unsent: str, account: Account
) -> None:
    phone.open("/you/data")
    phone.page.route("**/api/export/**", lambda route: route.abort())
    phone.button("data.take").click()
    expect(phone.words("problems.unreachable")).to_be_visible()
    expect(phone.words("data.takeAway")).to_be_visible()
    phone.screenshot("data-away", full_page=True)
    assert unsent in [each["id"] for each in entries_in(taken(phone, "data.take"))]


def test_the_screen_says_which_drafts_are_not_included(phone: Phone, account: Account) -> None:
    phone.open("/")
    phone.chip("ease").click()
    phone.open("/you/data")
    expect(phone.words("data.takeDrafts.check-ins", n=1)).to_be_visible()
    expect(phone.words("data.takeDrafts.journal", n=1)).to_have_count(0)
    phone.open("/journal/new/free")
    phone.textbox(text("journal.freeTitle")).fill("not kept yet")
    phone.open("/you/data")
    expect(phone.words("data.takeDrafts.journal", n=1)).to_be_visible()
