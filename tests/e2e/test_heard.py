"""What a screen reader hears: where each screen begins, in which order it is read, and what is announced."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.every_screen import Life, sign_in
from tests.e2e.hearing import (
    expect_focus_on_title,
    expect_heard,
    forget,
    listen,
    press,
    read_aloud,
)
from tests.e2e.phone import Phone
from tests.e2e.test_languages import each_screen
from tests.e2e.texts import label, text


@pytest.fixture
def life(phone: Phone, username: str) -> Life:
    """A signed-in person with data of every kind."""
    phone.watch.expect(409, "/_allauth/browser/v1/auth/email/verify")  # a key that was made up
    life = Life(Account.sign_up(phone.origin, username))
    sign_in(phone, life.account, PASSWORD)
    return life


def first_of(said: list[str], line: str) -> int:
    """The position of the first line that begins so."""
    return next(at for at, each in enumerate(said) if each.startswith(line))


def test_every_screen_begins_at_its_heading(phone: Phone, life: Life) -> None:
    for path in each_screen(phone, life):
        heading = phone.page.locator("main:not([aria-busy]) h1")
        expect(heading, path).to_be_focused()
        main = read_aloud(phone)
        main = main[first_of(main, "main") + 1 :]
        assert main[0] == f"heading {heading.inner_text()}", f"{path} is read from {main[:3]}"


def test_that_a_check_in_was_kept_is_announced_and_undo_follows(phone: Phone) -> None:
    listen(phone.context)
    phone.page.reload()
    phone.notice("numbness")
    expect_heard(phone, text("entry.kept"))
    said = read_aloud(phone)
    lines = (
        f"heading {text('kept.title')}",
        f"StaticText {text('entry.kept')}",
        f"button {text('kept.undo')}",
    )
    heading, state, undo = (first_of(said, line) for line in lines)
    assert heading < state < undo
    assert said.count(f"StaticText {text('kept.lead')}") == 1
    assert f"navigation {text('kept.lead')}" not in said


def test_that_a_place_is_numb_now_instead_of_felt_is_announced(phone: Phone) -> None:
    listen(phone.context)
    phone.page.reload()
    phone.open("/body")
    chest = phone.page.get_by_role("button", name=re.compile(f"^{label('places', 'chest')}"))
    for texture in ("more", "less"):
        phone.button(f"body.here.{texture}").click()
        forget(phone)
        chest.press("Enter")
        expect(chest).to_be_focused()
        expect_heard(
            phone, text("body.placeWith", place=label("places", "chest"), said=text(f"body.{texture}"))
        )


def test_the_month_is_announced_when_it_is_turned_and_read_once(phone: Phone, account: Account) -> None:
    listen(phone.context)
    account.keep(datetime.now(UTC) - timedelta(days=40), note="earlier")
    phone.page.reload()
    phone.open("/look-back")
    month = phone.page.get_by_role("grid").get_attribute("aria-label")
    assert f"StaticText {month}" not in read_aloud(phone)
    phone.button("calendar.before").press("Enter")
    expect_heard(phone, str(phone.page.get_by_role("grid").get_attribute("aria-label")))


def test_that_everything_was_sent_is_announced(phone: Phone, account: Account) -> None:
    listen(phone.context)
    phone.page.reload()
    phone.open("/")
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort("connectionreset"))
    phone.watch.expect_no_network()
    phone.notice("ease")
    phone.open("/you/account")
    expect(phone.words("account.waiting", n=1)).to_be_visible()
    phone.page.unroute("**/api/check-ins/*/")
    press(phone, phone.button("account.sendNow"))
    expect_heard(phone, text("account.allStored"))
    expect_focus_on_title(phone, text("account.title"))
