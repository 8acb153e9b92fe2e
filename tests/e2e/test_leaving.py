"""Deletion in a week, and cancelling it, on the phone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.texts import text


def day_of(at: str) -> str:
    """The date as an English phone shows it."""
    day = datetime.fromisoformat(at).astimezone(ZoneInfo("Europe/Lisbon"))
    return f"{day.day} {day:%B %Y}"


def ask_for_a_week(phone: Phone) -> None:
    phone.open("/you/data")
    phone.button("data.weekYes").click()
    expect(phone.words("data.weekSure")).to_be_visible()
    phone.screenshot("leaving-in-a-week")
    sure = phone.page.get_by_role("group", name=text("data.weekAsk"))
    sure.get_by_role("button", name=text("data.weekYes")).click()


def test_a_scheduled_deletion_can_be_cancelled_on_any_screen(phone: Phone, account: Account) -> None:
    ask_for_a_week(phone)
    expect(phone.button("data.leavingBack")).to_be_visible()
    goes = day_of(Account.sign_in(phone.origin, account.username).ask("GET", "/api/me/")["erase_at"])
    expect(phone.page.get_by_role("heading", name=text("data.leavingTitle", date=goes))).to_be_visible()
    phone.screenshot("leaving-on-its-way", full_page=True)
    phone.page.emulate_media(color_scheme="dark")
    phone.room("now")
    notice = phone.notice_of("data.leavingNotice", date=goes)
    expect(notice).to_be_visible()
    phone.screenshot("leaving-notice-dark")
    phone.room("lookBack")
    expect(notice).to_be_visible()
    phone.link("data.leavingGo").click()
    phone.button("data.leavingBack").click()
    expect(phone.words("data.leavingStays")).to_be_visible()
    expect(phone.button("data.weekYes")).to_be_visible()
    expect(notice).to_have_count(0)
    me = Account.sign_in(phone.origin, account.username).ask("GET", "/api/me/")
    assert me["erase_at"] is None


def test_entries_only_on_this_phone_are_mentioned_first(phone: Phone, username: str) -> None:
    phone.notice("ease")
    phone.sign_up(username)
    phone.page.get_by_role("button", name=text("notices.sendNo"), exact=True).click(timeout=patience(20))
    phone.lose_network()
    phone.room("now")
    phone.notice("numbness")
    phone.open("/you/data")
    phone.button("data.weekYes").click()
    expect(phone.words("data.weekUnsent", n=1)).to_be_visible()
    expect(phone.words("apart.unclaimed", n=1)).to_be_visible()
    phone.button("data.goneNo").click()
    phone.button("data.goneYes").click()
    expect(phone.words("data.goneUnsent", n=1)).to_be_visible()
    expect(phone.words("apart.unclaimed", n=1)).to_be_visible()
    phone.button("data.goneNo").click()
    expect(phone.button("data.weekYes")).to_be_visible()
