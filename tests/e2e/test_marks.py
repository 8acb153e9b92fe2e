"""Share marks: set after Keep and in the entry, and shown in every list of a person with an account."""

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text


def mark(phone: Phone, key: str) -> Locator:
    """The only one on the screen after Keep."""
    return phone.page.get_by_role("main").get_by_role("button", name=text(f"entry.{key}"), exact=True)


def switch(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_role("switch", name=text(f"entry.{key}"), exact=True)


def is_on(phone: Phone, key: str) -> None:
    expect(mark(phone, key)).to_have_attribute("aria-pressed", "true")


def row(phone: Phone) -> Locator:
    return phone.page.get_by_role("link", name=label("sensations", "ease"))


def expect_marked(phone: Phone, key: str, other: str, screen: str) -> None:
    """The row of the list shows one mark, as a text that can't be tapped."""
    expect(row(phone)).to_contain_text(text(f"entry.{key}"))
    expect(row(phone)).not_to_contain_text(text(f"entry.{other}"))
    expect(mark(phone, key)).to_have_count(0)
    assert look_at(phone, screen) == []


def every_list(phone: Phone, key: str, other: str) -> None:
    phone.open("/")
    expect_marked(phone, key, other, f"now-{key}")
    phone.room("lookBack")
    phone.link("lookBack.today").click()
    expect_marked(phone, key, other, f"day-{key}")
    phone.open("/look-back/search")
    phone.page.get_by_label(text("search.sensation"), exact=True).select_option("ease")
    expect_marked(phone, key, other, f"found-{key}")


def test_a_mark_set_after_keep_or_in_the_entry_shows_in_every_list(phone: Phone, account: Account) -> None:
    phone.open("/").notice("ease")
    mark(phone, "sessionMark").click()
    is_on(phone, "sessionMark")
    assert look_at(phone, "kept-marked") == []
    every_list(phone, "sessionMark", "neverMark")

    row(phone).click()
    expect(switch(phone, "forSession")).to_be_checked()
    switch(phone, "neverShared").click()
    expect(switch(phone, "neverShared")).to_be_checked()
    expect(switch(phone, "forSession")).not_to_be_checked()
    every_list(phone, "neverMark", "sessionMark")

    row(phone).click()
    switch(phone, "neverShared").click()
    expect(switch(phone, "neverShared")).not_to_be_checked()
    phone.open("/")
    expect(row(phone)).not_to_contain_text(text("entry.neverMark"))


def test_without_an_account_an_entry_offers_only_never_share(phone: Phone) -> None:
    kept = phone.notice("ease")
    expect(phone.link("kept.more")).to_be_visible()
    expect(mark(phone, "sessionMark")).to_have_count(0)
    phone.open(f"/entry/{kept}")
    switch(phone, "neverShared").click()
    expect(switch(phone, "neverShared")).to_be_checked()
    expect(switch(phone, "forSession")).to_have_count(0)
    phone.open("/")
    expect(row(phone)).to_be_visible()
    expect(row(phone)).not_to_contain_text(text("entry.neverMark"))


def test_marks_are_sent_to_the_server(phone: Phone, account: Account) -> None:
    entry = phone.open("/").notice("jaw-tension")
    mark(phone, "sessionMark").click()
    is_on(phone, "sessionMark")
    phone.wait_until_stored()
    [kept] = account.check_ins()
    assert [kept["for_session"], kept["never_shared"]] == [True, False]
    phone.open(f"/kept/{entry}")
    mark(phone, "neverMark").click()
    is_on(phone, "neverMark")
    phone.wait_until_stored()
    [kept] = account.check_ins()
    assert [kept["for_session"], kept["never_shared"]] == [False, True]
