"""Reminders with a window: one or a few times between two times of day, at unknown minutes."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_reminders import COUNT_TAPS, EVERY_DAY, cards, reminders, set_reminder
from tests.e2e.texts import text

LISBON = ZoneInfo("Europe/Lisbon")


def window_of(account: Account) -> tuple[Any, Any]:
    (reminder,) = reminders(account)
    return reminder["at"], reminder["within"]


def times_a_day(phone: Phone, times: int) -> Locator:
    group = phone.page.get_by_role("group", name=text("reminder.times"))
    return group.get_by_role("radio", name=str(times), exact=True)


def fill_hours(phone: Phone, begins: str, ends: str) -> None:
    phone.page.get_by_label(text("reminder.from"), exact=True).fill(begins)
    phone.page.get_by_label(text("reminder.to"), exact=True).fill(ends)


def coming(phone: Phone) -> Locator:
    section = phone.page.locator("section", has=phone.page.get_by_role("heading", name=text("reminder.next")))
    return section.get_by_role("listitem")


def test_four_taps_from_now_to_a_moment_now_and_then(phone: Phone, account: Account) -> None:
    phone.room("now")
    phone.page.evaluate(COUNT_TAPS)
    phone.page.get_by_role("navigation", name=text("app.rooms")).get_by_role("link", name="You").tap()
    phone.link("you.reminders").tap()
    phone.link("reminders.nowAndThen").tap()
    phone.button("reminder.keep").tap()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()
    assert phone.page.evaluate("window.taps") == 4
    phone.wait_until_stored()
    (reminder,) = reminders(account)
    assert (reminder["days"], reminder["at"]) == (EVERY_DAY, None)
    assert reminder["within"] == {"from": "10:00", "to": "20:00", "times": 2}


def test_the_phone_shows_the_days_of_the_servers_moments(phone: Phone, account: Account) -> None:
    today = datetime.now(LISBON).date()
    days = [EVERY_DAY[(today.weekday() + ahead) % 7] for ahead in (1, 3)]
    set_reminder(account, days=days, at=None, within={"from": "09:00", "to": "18:00", "times": 1})
    phone.page.reload()
    phone.open("/you/reminders")
    expect(cards(phone)).to_contain_text(text("reminders.next", when=text("reminders.tomorrow")))
    cards(phone).get_by_role("link").click()
    hours = {"times": text("reminders.times.once"), "from": "09:00", "to": "18:00"}
    expect(coming(phone)).to_have_count(3)
    expect(coming(phone).first).to_have_text(text("reminders.window", days="Tomorrow", **hours))
    (reminder,) = reminders(account)
    drawn = [datetime.fromisoformat(at).astimezone(LISBON) for at in reminder["next_due"]]
    assert [(at.date() - today).days for at in drawn] == [1, 3, 8]
    assert all(9 <= at.hour < 18 or (at.hour, at.minute) == (18, 0) for at in drawn)
    assert datetime.now(UTC) < drawn[0]


def test_a_time_becomes_a_window_and_a_time_again(phone: Phone, account: Account) -> None:
    set_reminder(account)
    phone.page.reload()
    phone.open("/you/reminders")
    cards(phone).get_by_role("link").click()
    phone.page.get_by_role("radio", name=text("reminder.between")).check()
    fill_hours(phone, "13:00", "16:00")
    times_a_day(phone, 5).check()
    # The other choice is still there when one looks back at it.
    phone.page.get_by_role("radio", name=text("reminder.atTime")).check()
    expect(phone.page.get_by_label(text("reminder.at"), exact=True)).to_have_value("07:15")
    phone.page.get_by_role("radio", name=text("reminder.between")).check()
    expect(times_a_day(phone, 5)).to_be_checked()
    phone.button("reminder.keep").click()
    expect(cards(phone)).to_contain_text("five times between 13:00 and 16:00")
    phone.wait_until_stored()
    assert window_of(account) == (None, {"from": "13:00", "to": "16:00", "times": 5})

    phone.open("/you/reminders")
    cards(phone).get_by_role("link").click()
    phone.page.get_by_role("radio", name=text("reminder.atTime")).check()
    phone.page.get_by_label(text("reminder.at"), exact=True).fill("21:05")
    phone.button("reminder.keep").click()
    expect(cards(phone)).to_contain_text("21:05")
    phone.wait_until_stored()
    assert window_of(account) == ("21:05", None)


def test_an_impossible_window_is_reported_before_saving(phone: Phone) -> None:
    phone.open("/you/reminders/new/nowAndThen")
    fill_hours(phone, "20:00", "20:00")
    expect(phone.words("reminder.same")).to_be_visible()
    phone.button("reminder.keep").click()
    expect(phone.heading("reminders.nowAndThen")).to_be_visible()
    fill_hours(phone, "10:00", "12:00")
    expect(phone.words("reminder.same")).to_have_count(0)
    times_a_day(phone, 4).check()
    expect(phone.words("reminder.short", times=text("reminders.times.four"))).to_be_visible()
    assert look_at(phone, "reminder-window-short") == []
    phone.button("reminder.keep").click()
    expect(phone.words("reminder.short", times=text("reminders.times.four"))).to_be_visible()
    times_a_day(phone, 3).check()
    phone.button("reminder.keep").click()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()


def test_a_window_partly_in_quiet_hours_is_mentioned(phone: Phone, account: Account) -> None:
    account.ask("PATCH", "/api/me/", {"quiet_from": "19:00", "quiet_to": "08:00"})
    phone.page.reload()
    phone.open("/you/reminders/new/nowAndThen")
    hours = {"from": "19:00", "to": "08:00"}
    expect(phone.words("reminder.quietPart", **hours)).to_be_visible()
    fill_hours(phone, "08:00", "18:59")
    expect(phone.link("reminder.quietHours")).to_have_count(0)
    fill_hours(phone, "05:00", "07:00")
    expect(phone.words("reminder.quiet", **hours)).to_be_visible()


def test_a_clock_change_before_the_next_times_is_mentioned(phone: Phone) -> None:
    phone.page.clock.set_fixed_time(datetime(2027, 3, 27, 12, tzinfo=UTC))
    phone.open("/you/reminders/new/evenings")
    day = "Sunday 28 March"
    expect(phone.words("reminder.clocks", day=day)).to_be_visible()
    phone.page.get_by_label(text("reminder.at"), exact=True).fill("01:30")
    expect(phone.words("reminder.clocksSkip", day=day, time="01:30")).to_be_visible()
    expect(coming(phone)).to_have_text(["Tomorrow, 02:00", "Monday, 01:30", "Tuesday, 01:30"])
