"""A shortcut's address opens Now with its sensation chosen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.e2e.account import Account
from tests.e2e.conftest import begin_with_profile
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import PASSPHRASE, give, put_on
from tests.e2e.texts import label, text
from tests.services.serving import Serving

JAW, CHEST = "jaw-tension", "chest-tightness"


def follow(phone: Phone, code: str) -> Phone:
    """Open the address in a new tab, as the phone does."""
    tab = phone.another_tab()
    tab.page.goto(f"{phone.origin}/#/now/{code}")
    return tab


def address(phone: Phone) -> str:
    return phone.page.url.removeprefix(phone.origin)


def chosen(phone: Phone) -> list[str]:
    return phone.page.get_by_role("main").locator("button[aria-pressed=true]").all_inner_texts()


def test_a_sensation_is_chosen_and_nothing_is_kept_before_keep(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    phone.open("/you/sensations")
    phone.link("shortcut.title").click()
    phone.page.get_by_role("combobox", name=text("shortcut.sensation"), exact=True).select_option(
        label=label("sensations", JAW)
    )
    assert look_at(phone, "shortcut") == []
    link = phone.textbox(text("link.label")).input_value()
    assert link == f"{phone.origin}/#/now/{JAW}"

    tab = follow(phone, JAW)
    expect(tab.heading("now.title")).to_be_visible()
    expect(tab.chip(JAW)).to_have_attribute("aria-pressed", "true")
    assert address(tab) == "/#/"
    assert tab.page.evaluate("history.length") == 2  # the empty tab, and Now
    phone.wait_until_stored()
    assert account.check_ins() == []
    tab.keep()
    tab.wait_until_stored()
    (kept,) = account.check_ins()
    assert [one["code"] for one in kept["sensations"]] == [JAW]


def test_it_joins_what_is_chosen_already_and_never_unchooses(phone: Phone) -> None:
    phone.chip(CHEST).click()
    for code in (JAW, JAW):
        phone.page.evaluate("to => { location.hash = to; }", f"/now/{code}")
        expect(phone.chip(JAW)).to_have_attribute("aria-pressed", "true")
        phone.page.wait_for_url("**/#/")
    assert chosen(phone) == [label("sensations", CHEST), label("sensations", JAW)]


@pytest.mark.parametrize("code", ["no-such-thing", "own:0198a2b4-0000-7000-8000-000000000001", "%E0%A4%A"])
def test_an_unknown_code_opens_plain_now(phone: Phone, code: str) -> None:
    tab = follow(phone, code)
    expect(tab.heading("now.title")).to_be_visible()
    tab.page.wait_for_url("**/#/")
    assert chosen(tab) == []


def test_an_own_sensation_has_a_shortcut_without_its_name(phone: Phone) -> None:
    phone.open("/you/sensations")
    phone.textbox(text("ownSensations.new")).fill("Buzzing")
    phone.button("ownSensations.add").click()
    expect(phone.quoted("Buzzing")).to_be_visible()
    phone.link("shortcut.title").click()
    phone.page.get_by_role("combobox", name=text("shortcut.sensation"), exact=True).select_option(
        label="Buzzing"
    )
    link = phone.textbox(text("link.label")).input_value()
    assert re.fullmatch(rf"{re.escape(phone.origin)}/#/now/own:[0-9a-f-]{{36}}", link)
    tab = follow(phone, link.rsplit("/", 1)[1].replace(":", "%3A"))
    expect(tab.page.get_by_role("button", name="Buzzing", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_locked_app_hides_the_sensation_at_once_and_chooses_it_once_unlocked(phone: Phone) -> None:
    put_on(phone)
    phone.button("lock.closeNow").click()
    tab = follow(phone, JAW)
    expect(tab.heading("lock.closedTitle")).to_be_visible()
    assert address(tab) == "/#/now"
    give(tab, PASSPHRASE)
    expect(tab.heading("now.title")).to_be_visible(timeout=patience(20))
    expect(tab.chip(JAW)).to_have_attribute("aria-pressed", "true")
    assert address(tab) == "/#/"


@pytest.fixture
def with_profile(
    tmp_path: Path, server: Serving, browser_type: BrowserType, whole_chromium: dict[str, Any]
) -> Iterator[tuple[Page, Path]]:
    context, watch = begin_with_profile(browser_type, whole_chromium, tmp_path, server.origin)
    phone = Phone(context, watch).open()
    yield phone.page, tmp_path
    assert not watch.complaints, "\n".join(watch.complaints)


def test_the_history_keeps_the_address_as_the_screen_says(with_profile: tuple[Page, Path]) -> None:
    """`shortcut.history` says so; if a browser ever stops keeping it, that text has to change."""
    page, profile = with_profile
    page.evaluate("to => { location.hash = to; }", f"/now/{JAW}")
    page.wait_for_url("**/#/")
    page.context.close()
    history = profile / "Default" / "History"
    if not history.exists():
        pytest.skip("NOT TESTED. This Chromium writes no history: it is a headless shell.")
    assert f"/#/now/{JAW}".encode() in history.read_bytes()
