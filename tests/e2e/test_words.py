"""Words are saved exactly as written, or refused with the limit; nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import label, text

MOST = 20_000
TOO_LONG = text("now.tooLong", most=f"{MOST:,}", over=3)


@pytest.mark.parametrize(
    "words",
    ["🌱🧑‍🤝‍🧑 ñandú, ﷺ\n\n  twice", "כמו גל בחזה, ואז שקט", "ق‌ل‌ب", "🌊" * MOST],
    ids=["emoji", "hebrew", "joiners", "twenty thousand"],
)
def test_words_are_returned_exactly(phone: Phone, username: str, words: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.link("now.ownWords").click()
    phone.textbox(text("ownWords.title")).fill(words)
    entry = phone.keep()
    phone.wait_until_stored()
    [kept] = Account.sign_in(phone.origin, username).check_ins()
    assert kept["note"] == words
    phone.open(f"/entry/{entry}")
    shown = phone.page.locator(".words").evaluate("node => node.textContent")
    assert shown == words


def test_words_that_are_too_long_are_refused_and_stay(phone: Phone) -> None:
    phone.link("now.ownWords").click()
    field = phone.textbox(text("ownWords.title"))
    field.fill("x" * (MOST + 3))
    phone.button("now.keep").click()
    expect(phone.quoted(TOO_LONG)).to_be_visible()
    phone.page.reload()
    expect(field).to_have_value("x" * (MOST + 3))
    field.fill("x" * MOST)
    expect(phone.quoted(TOO_LONG)).to_have_count(0)
    phone.keep()


def test_an_answer_that_is_too_long_stays_until_it_fits(phone: Phone) -> None:
    entry = phone.notice("ease")
    phone.open(f"/curious/{entry}/feeling")
    phone.answer("feeling", "y" * (MOST + 3))
    expect(phone.quoted(TOO_LONG)).to_be_visible()
    phone.button("curious.next").click()
    expect(phone.titled(label("questions", "feeling"))).to_be_visible()
    phone.room("lookBack")
    phone.open(f"/curious/{entry}/feeling")
    expect(phone.textbox(label("questions", "feeling"))).to_have_value("y" * (MOST + 3))
    phone.answer("feeling", "y" * MOST)
    phone.button("curious.next").click()
    expect(phone.titled(label("questions", "protecting"))).to_be_visible()
