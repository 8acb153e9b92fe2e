"""Where the focus goes when the control that had it disappears: to a message or heading, never to nothing."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.hearing import expect_focus, expect_focus_on_title, expect_heard, listen, press
from tests.e2e.nudging import Nudging
from tests.e2e.phone import Phone
from tests.e2e.sharing import card, make_share
from tests.e2e.test_begun import begin, kill_and_open, set_clock
from tests.e2e.test_bringing_in import choose, exported
from tests.e2e.test_lock import PASSPHRASE, put_on
from tests.e2e.test_reminders import THIS_PHONE, nudging, set_reminder
from tests.e2e.test_whose_it_is import in_conflict
from tests.e2e.texts import text

__all__ = ["nudging"]


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone whose announcements are recorded."""
    listen(phone.context)
    phone.page.reload()
    return phone


def heading(phone: Phone, key: str) -> str:
    """The text of the heading that begins like this message."""
    start = re.escape(text(key).split("{")[0])
    return phone.page.get_by_role("heading", name=re.compile(f"^{start}")).inner_text()


def test_after_an_erasure_is_begun_and_taken_back(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    for ask in ("data.weekYes", "data.goneYes"):
        press(phone, phone.button(ask))
        press(phone, phone.button("data.goneNo"))
        expect_focus(phone, text("data.goneTitle"))
    press(phone, phone.button("data.weekYes"))
    press(phone, phone.page.get_by_role("group").get_by_role("button", name=text("data.weekYes")))
    expect(phone.button("data.leavingBack")).to_be_visible()
    expect_focus(phone, heading(phone, "data.leavingTitle"))
    press(phone, phone.button("data.leavingBack"))
    expect_focus(phone, text("data.goneTitle"))
    expect_heard(phone, text("data.leavingStays"))


def test_after_consent_is_taken_back(phone: Phone, account: Account) -> None:
    phone.open("/you/data")
    press(phone, phone.button("data.withdraw"))
    press(phone, phone.button("data.withdrawNo"))
    expect_focus(phone, text("data.agreedTitle"))
    press(phone, phone.button("data.withdraw"))
    press(phone, phone.button("data.withdraw"))
    expect(phone.link("data.agreeAgain")).to_be_visible()
    expect_focus(phone, text("data.agreedTitle"))


def test_after_a_version_is_chosen_in_a_conflict(phone: Phone, account: Account) -> None:
    in_conflict(phone, account)
    title = phone.page.locator("main h1").inner_text()
    press(phone, phone.button("conflict.keepTheirs"))
    expect_focus_on_title(phone, title)
    expect_heard(phone, text("entry.stored"))


def test_after_an_entry_or_a_person_is_deleted(phone: Phone, account: Account) -> None:
    entry = phone.open("/").notice("ease")
    phone.open("/").open(f"/entry/{entry}")
    phone.link("entry.delete").press("Enter")
    press(phone, phone.button("entry.deleteYes"))
    expect_focus_on_title(phone, text("now.title"))
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill("R.")
    phone.button("who.add").click()
    phone.page.get_by_role("link", name="R.").click()
    phone.link("people.letGo").or_(phone.page.get_by_role("link", name=re.compile("Let R. go"))).click()
    press(phone, phone.button("people.letGoYes"))
    expect_focus_on_title(phone, text("people.title"))


def test_after_the_last_sign_is_taken_away(phone: Phone) -> None:
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill("R.")
    phone.button("who.add").click()
    phone.page.get_by_role("link", name="R.").click()
    sign = phone.page.get_by_role("listitem").first
    sign.get_by_role("button").click()
    expect(sign.get_by_role("button")).to_have_count(2)
    press(phone, sign.get_by_role("button").first)
    expect_focus(phone, text("people.signs.title"))


def test_after_the_lock_opens_and_closes(phone: Phone) -> None:
    put_on(phone)
    press(phone, phone.button("lock.closeNow"))
    expect_focus_on_title(phone, text("lock.closedTitle"))
    phone.page.reload()
    phone.open("/you/lock")
    press(phone, phone.button("lock.cannot"))
    expect_focus_on_title(phone, text("lock.cannotTitle"))
    press(phone, phone.button("lock.cannotClear"))
    press(phone, phone.button("lock.cannotBack"))
    expect_focus_on_title(phone, text("lock.closedTitle"))
    phone.page.get_by_label(text("lock.yours.passphrase"), exact=True).fill(PASSPHRASE)
    press(phone, phone.page.get_by_label(text("lock.yours.passphrase"), exact=True))
    expect_focus_on_title(phone, text("lock.title"))


def test_after_a_share_is_stopped(phone: Phone, account: Account) -> None:
    make_share(phone, words=False)
    page = card(phone)
    for ask, no in (("sharing.since", "sharing.sinceNo"), ("sharing.stop", "sharing.stopNo")):
        press(phone, page.get_by_role("button", name=text(ask), exact=True))
        press(phone, page.get_by_role("button", name=text(no), exact=True))
        expect_focus(phone, "M.")
    press(phone, page.get_by_role("button", name=text("sharing.stop"), exact=True))
    press(phone, page.get_by_role("button", name=text("sharing.stopYes"), exact=True))
    expect(phone.page.get_by_role("heading", name=text("sharing.ended"))).to_be_visible()
    expect(phone.page.locator("main :focus")).to_be_visible()
    make_share(phone, words=False)
    card(phone)
    press(phone, phone.button("sharing.stopAll"))
    expect_focus(phone, text("sharing.yours"))
    expect_heard(phone, text("sharing.stoppedAll"))


def week(phone: Phone) -> Locator:
    return phone.page.get_by_role("button", name=re.compile(text("rest.week", day="")))


def test_after_a_rest_is_begun_and_ended(phone: Phone, account: Account) -> None:
    set_reminder(account)
    phone.page.reload()
    phone.open("/you/reminders")
    phone.page.get_by_text(text("rest.title"), exact=True).click()
    press(phone, week(phone))
    expect_focus_on_title(phone, text("reminders.title"))
    expect_heard(phone, text("rest.resting").split("{")[0])
    press(phone, phone.button("rest.end"))
    expect_focus_on_title(phone, text("reminders.title"))
    phone.open("/too-much")
    press(phone, phone.page.get_by_role("button", name=re.compile(text("rest.tooMuch"))))
    expect_focus_on_title(phone, text("tooMuch.title"))
    expect_heard(phone, text("rest.resting").split("{")[0])
    press(phone, phone.button("rest.end"))
    expect_focus_on_title(phone, text("tooMuch.title"))


def test_after_a_reminder_is_deleted(phone: Phone, account: Account) -> None:
    reminder = set_reminder(account)
    phone.page.reload()
    phone.open(f"/you/reminders/{reminder}")
    press(phone, phone.button("reminder.delete"))
    press(phone, phone.button("reminder.deleteNo"))
    expect_focus_on_title(phone, text("reminder.titleEdit"))
    press(phone, phone.button("reminder.delete"))
    press(phone, phone.button("reminder.deleteYes"))
    expect_focus_on_title(phone, text("reminders.title"))


def test_after_a_draft_is_discarded(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(days=1))
    press(phone, phone.button("begun.letGo"))
    press(phone, phone.button("begun.stay"))
    expect_focus_on_title(phone, text("now.title"))
    press(phone, phone.button("begun.letGo"))
    press(phone, phone.button("begun.letGo"))
    expect_focus_on_title(phone, text("now.title"))


def test_after_unclaimed_entries_are_answered_for(phone: Phone, username: str) -> None:
    phone.notice("ease")
    phone.sign_up(username)
    press(phone, phone.button("notices.sendNo"))
    expect_focus_on_title(phone, text("account.title"))


def test_after_other_devices_are_signed_out(phone: Phone, account: Account) -> None:
    phone.open("/you/signed-in")
    press(phone, phone.button("signedIn.out").first)
    expect_focus_on_title(phone, text("signedIn.title"))
    expect_heard(phone, text("signedIn.ended"))


def test_after_the_calendar_link_is_made_and_stopped(phone: Phone, account: Account) -> None:
    phone.open("/you/reminders/calendar")
    press(phone, phone.button("feed.make"))
    expect_focus_on_title(phone, text("feed.title"))
    phone.page.reload()
    press(phone, phone.button("feed.stop"))
    press(phone, phone.button("feed.leave"))
    expect_focus_on_title(phone, text("feed.title"))
    press(phone, phone.button("feed.stop"))
    press(phone, phone.button("feed.stopYes"))
    expect(phone.button("feed.make")).to_be_visible()
    expect_focus_on_title(phone, text("feed.title"))


def test_after_an_import(phone: Phone, account: Account) -> None:
    account.keep(note="words")
    export = exported(account)
    phone.open("/you/account")
    press(phone, phone.button("account.signOut"))
    expect_focus_on_title(phone, text("you.title"))
    phone.open("/you/data/bring")
    choose(phone, export)
    press(phone, phone.button("bring.keep", n=1))
    expect_focus(phone, text("bring.kept", n=1))


@pytest.mark.usefixtures("whole_browser")
def test_after_a_device_is_removed(phone: Phone, nudging: Nudging) -> None:
    phone.page.reload()
    phone.open("/you/reminders/devices")
    name = text("devices.this", label=THIS_PHONE)
    press(phone, phone.button("devices.removeOf", label=name))
    press(phone, phone.button("devices.removeNo"))
    expect_focus(phone, name)
    press(phone, phone.button("devices.removeOf", label=name))
    press(phone, phone.button("devices.removeYes"))
    expect(phone.words("devices.none")).to_be_visible()
    expect_focus(phone, text("devices.yours"))


def test_after_the_password_is_changed(phone: Phone, account: Account) -> None:
    phone.open("/you/password")
    phone.page.get_by_label(text("changePassword.current"), exact=True).fill(PASSWORD)
    fresh = phone.page.get_by_label(text("changePassword.new"), exact=True)
    fresh.fill("another long quiet sentence")
    press(phone, fresh)
    expect_focus_on_title(phone, text("changePassword.title"))
    expect_heard(phone, text("changePassword.done"))
