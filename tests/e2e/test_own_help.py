"""The list for "Too much": on this phone only, and sealed by the lock except for lines shown then."""

import json
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_begun import kill_and_open, wait_until_written
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import PASSPHRASE, everything, give, put_on
from tests.e2e.texts import text

NAME, NUMBER, HELPS, WORDS = "Grandma Ida", "+351 210 000", "the green blanket", "this evening ends as well"


def fill(phone: Phone, key: str, value: str, n: int = 1) -> None:
    phone.textbox(text(f"ownHelp.{key}", n=n)).fill(value)


def write_it(phone: Phone) -> None:
    phone.open("/too-much/own")
    for key, value in (
        ("ring.text", NAME),
        ("ring.number", NUMBER),
        ("helps.text", HELPS),
        ("words.text", WORDS),
    ):
        fill(phone, key, value)
    wait_until_written(phone)


def call(phone: Phone) -> Locator:
    return phone.page.get_by_role("link", name=text("ownHelp.call", name=NAME), exact=True)


def test_from_any_screen_one_tap_shows_whom_to_ring_off_line(phone: Phone) -> None:
    phone.lose_network()
    write_it(phone)
    fill(phone, "helps.text", "tea", n=2)
    assert look_at(phone, "own-help") == []
    phone = kill_and_open(phone)
    phone.link("app.tooMuch").click()
    expect(call(phone)).to_have_attribute("href", "tel:+351210000")
    for words in (HELPS, "tea", WORDS):
        expect(phone.quoted(words)).to_be_visible()
    assert look_at(phone, "too-much-own-help") == []

    phone.open("/too-much/own")
    fill(phone, "helps.text", "")
    wait_until_written(phone)
    phone.open("/too-much")
    expect(phone.quoted("tea")).to_be_visible()
    expect(phone.quoted(HELPS)).to_have_count(0)


def test_the_lock_seals_all_lines_but_those_shown_while_locked(phone: Phone) -> None:
    write_it(phone)
    put_on(phone)
    kept = everything(phone)
    assert [words for words in (NAME, NUMBER, HELPS, WORDS) if words in kept] == []
    phone.open("/too-much/own")
    expect(phone.words("ownHelp.unsealed")).to_be_visible()
    phone.page.get_by_role("switch", name=text("ownHelp.shown", line=NAME), exact=True).check()
    wait_until_written(phone)
    phone = kill_and_open(phone)
    phone.link("app.tooMuch").click()
    expect(call(phone)).to_be_visible()
    expect(phone.quoted(HELPS)).to_have_count(0)
    expect(phone.link("ownHelp.door")).to_have_count(0)
    assert look_at(phone, "too-much-locked") == []
    phone.open("/too-much/own")
    give(phone, PASSPHRASE)
    fill(phone, "ring.text", "")
    fill(phone, "ring.number", "")
    wait_until_written(phone)
    assert phone.page.evaluate("localStorage.getItem('noticing.own-help')") is None


def test_the_list_is_in_a_copy_which_brings_it_in_and_named_before_signing_out(
    phone: Phone, account: Account, new_phone: Callable[..., Phone]
) -> None:
    write_it(phone)
    phone.wait_until_stored()
    phone.open("/you/account")
    expect(phone.words("account.allStored")).to_be_visible()
    phone.open("/you/data")
    with phone.page.expect_download() as download:
        phone.button("data.take").click()
    file = json.loads(download.value.path().read_text())
    lines = [(line["kind"], line["text"], line["number"]) for line in file["own_help"]]
    assert lines == [("ring", NAME, NUMBER), ("helps", HELPS, ""), ("words", WORDS, "")]
    assert NAME not in json.dumps(account.ask("GET", "/api/export/"))

    phone.open("/you/data/bring")
    phone.page.locator("input[type=file]").set_input_files(download.value.path())
    expect(phone.words("bring.nothingNew")).to_be_visible()
    other = new_phone().open("/you/data/bring")
    other.page.locator("input[type=file]").set_input_files(download.value.path())
    expect(other.words("bring.lines", n=3)).to_be_visible()
    other.button("bring.keep", n=3).click()
    expect(other.words("bring.kept", n=3)).to_be_visible()
    other.open("/too-much")
    expect(call(other)).to_be_visible()

    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.words("account.ownHelp")).to_be_visible()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible(timeout=patience(10))
    assert NAME not in everything(phone)
