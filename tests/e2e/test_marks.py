"""Wherever an entry is shown, one tap marks it for the session, and one as never shared."""

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text


def mark(phone: Phone, key: str) -> Locator:
    """The only one on the screen."""
    return phone.page.get_by_role("main").get_by_role("button", name=text(f"entry.{key}"), exact=True)


def is_on(phone: Phone, key: str) -> None:
    expect(mark(phone, key)).to_have_attribute("aria-pressed", "true")


def is_off(phone: Phone, key: str) -> None:
    expect(mark(phone, key)).to_have_attribute("aria-pressed", "false")


def test_every_screen_that_shows_an_entry_can_mark_it(phone: Phone) -> None:
    phone.notice("ease")
    mark(phone, "sessionMark").click()
    is_on(phone, "sessionMark")
    assert look_at(phone, "kept-marked") == []

    phone.link("kept.enough").click()
    expect(phone.heading("now.title")).to_be_visible()
    is_on(phone, "sessionMark")
    mark(phone, "neverMark").click()
    is_on(phone, "neverMark")
    is_off(phone, "sessionMark")
    assert look_at(phone, "now-marked") == []

    phone.room("lookBack")
    phone.link("lookBack.today").click()
    is_on(phone, "neverMark")
    mark(phone, "neverMark").click()
    is_off(phone, "neverMark")
    mark(phone, "sessionMark").click()
    is_on(phone, "sessionMark")
    assert look_at(phone, "day-marked") == []

    phone.open("/look-back/search")
    phone.page.get_by_label(text("search.sensation"), exact=True).select_option("ease")
    is_on(phone, "sessionMark")
    mark(phone, "neverMark").click()
    is_on(phone, "neverMark")
    is_off(phone, "sessionMark")
    assert look_at(phone, "found-marked") == []

    phone.page.get_by_role("link", name=label("sensations", "ease")).click()
    never = phone.page.get_by_role("switch", name=text("entry.neverShared"), exact=True)
    expect(never).to_be_checked()


def test_marks_are_sent_to_the_server(phone: Phone, account: Account) -> None:
    phone.open("/").notice("jaw-tension")
    mark(phone, "sessionMark").click()
    is_on(phone, "sessionMark")
    phone.wait_until_stored()
    [kept] = account.check_ins()
    assert [kept["for_session"], kept["never_shared"]] == [True, False]
    phone.open("/")
    mark(phone, "neverMark").click()
    is_on(phone, "neverMark")
    phone.wait_until_stored()
    [kept] = account.check_ins()
    assert [kept["for_session"], kept["never_shared"]] == [False, True]
