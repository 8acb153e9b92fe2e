"""A reminder around a meeting: set from People or after a check-in, nudged twice, removed with its person."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.nudging import Nudging
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_channels import calendar
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_nudge import LISBON, answer_to, next_minute, nudged, nudging
from tests.e2e.texts import label, text

__all__ = ["nudging"]
pytestmark = pytest.mark.usefixtures("whole_browser")


def field(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_label(text(f"meeting.{name}"), exact=True)


def wall(at: datetime) -> str:
    return f"{at.astimezone(LISBON):%Y-%m-%dT%H:%M}"


def in_days(days: int, hour: int = 18) -> datetime:
    at = datetime.now(LISBON) + timedelta(days=days)
    return at.replace(hour=hour, minute=0, second=0, microsecond=0)


def fill(phone: Phone, begins: datetime, hours: int = 2) -> None:
    field(phone, "begins").fill(wall(begins))
    field(phone, "ends").fill(wall(begins + timedelta(hours=hours)))


def keep(phone: Phone) -> None:
    phone.button("reminder.keep").click()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()


def person(account: Account, nickname: str = "Jay", **changes: Any) -> str:
    id = str(uuid4())
    account.ask("PUT", f"/api/people/{id}/", {"nickname": nickname} | changes)
    return id


def reminders(account: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.ask("GET", "/api/reminders/")["results"]
    return found


def meeting_of(account: Account) -> tuple[str | None, bool]:
    """Who the only reminder is about, and whether it opens on settling."""
    (found,) = reminders(account)
    return found["person"], found["meeting"]["settle"]


def set_with(account: Account, someone: str, settle: bool = False) -> str:
    begins, id = in_days(3), str(uuid4())
    times = {
        "before_at": begins - timedelta(minutes=30),
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=2),
        "after_at": begins + timedelta(hours=15),
    }
    body = {
        "days": ["mon"],
        "active": True,
        "person": someone,
        "meeting": {name: at.isoformat() for name, at in times.items()} | {"settle": settle},
    }
    account.ask("PUT", f"/api/reminders/{id}/", body)
    return id


def read_anew(phone: Phone, path: str) -> None:
    """Open a screen on a phone that has what the other device has set."""
    phone.page.reload()
    phone.wait_for_shell()
    phone.open(path)


def test_it_is_set_from_a_persons_page_off_line_and_proposes_its_times(
    phone: Phone, account: Account
) -> None:
    jay = person(account)
    read_anew(phone, f"/you/people/{jay}")
    expect(phone.titled("Jay")).to_be_visible()
    phone.lose_network()
    phone.link("meeting.link").click()
    expect(phone.words("meeting.leadWith", nickname="Jay")).to_be_visible()
    begins = in_days(3)
    fill(phone, begins)
    expect(field(phone, "before")).to_have_value(wall(begins - timedelta(minutes=30)))
    expect(field(phone, "after")).to_have_value(wall(begins + timedelta(hours=15)))
    assert look_at(phone, "meeting") == []
    keep(phone)
    phone.open("/you/reminders")
    expect(phone.page.get_by_text(text("meeting.with", nickname="Jay"))).to_be_visible()

    phone.find_network()
    phone.wait_until_stored()
    assert meeting_of(account) == (jay, False)
    (stored,) = reminders(account)
    due = [datetime.fromisoformat(at) for at in stored["next_due"]]
    assert due == [begins - timedelta(minutes=30), begins + timedelta(hours=15)]
    assert (stored["channel"], stored["wording"]) == ("push", "neutral")


def test_no_nudge_is_set_within_the_meeting(phone: Phone, account: Account) -> None:
    jay = person(account)
    read_anew(phone, f"/you/reminders/meeting/{jay}")
    begins = in_days(3)
    fill(phone, begins)
    field(phone, "before").fill(wall(begins + timedelta(minutes=5)))
    expect(phone.words("meeting.notBefore")).to_be_visible()
    phone.button("reminder.keep").click()
    expect(field(phone, "before")).to_be_focused()
    field(phone, "before").fill(wall(begins - timedelta(hours=3)))
    field(phone, "after").fill(wall(begins + timedelta(minutes=90)))
    expect(phone.words("meeting.notAfter")).to_be_visible()
    field(phone, "after").fill(wall(begins + timedelta(hours=2)))
    keep(phone)
    phone.wait_until_stored()
    (stored,) = reminders(account)
    due = [datetime.fromisoformat(at) for at in stored["next_due"]]
    assert due == [begins - timedelta(hours=3), begins + timedelta(hours=2)]


def test_where_push_is_denied_it_is_not_offered_as_a_calendars(phone: Phone, account: Account) -> None:
    """The server refuses that channel for it: the calendar has a choice of its own."""
    denied = "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    phone.context.add_init_script(denied)
    read_anew(phone, f"/you/reminders/meeting/{person(account)}")
    fill(phone, in_days(3))
    keep(phone)
    expect(phone.words("thisPhone.denied")).to_be_visible()
    expect(phone.button("channel.calendarTake")).to_have_count(0)
    expect(phone.words("quiet.fewer")).to_have_count(0)


def test_it_is_set_after_a_check_in_where_somebody_was_named(phone: Phone, account: Account) -> None:
    jay = person(account)
    person(account, "Noor", safe="not-now")
    read_anew(phone, "/")
    phone.notice("chest-tightness")
    expect(phone.link("meeting.link")).to_have_count(0)
    phone.page.get_by_role("button", name="Jay", exact=True).click()
    phone.link("meeting.link").click()
    fill(phone, in_days(3))
    keep(phone)
    phone.wait_until_stored()
    assert meeting_of(account) == (jay, False)


def test_one_moment_is_changed_and_the_reminder_taken_back(phone: Phone, account: Account) -> None:
    reminder = set_with(account, person(account))
    read_anew(phone, f"/you/reminders/{reminder}")
    later = in_days(4, 12)
    field(phone, "after").fill(wall(later))
    phone.button("reminder.keep").click()
    expect(phone.heading("reminders.title")).to_be_visible()
    phone.wait_until_stored()
    assert datetime.fromisoformat(reminders(account)[0]["next_due"][1]) == later
    phone.open(f"/you/reminders/{reminder}")
    phone.button("reminder.delete").click()
    phone.button("reminder.deleteYes").click()
    phone.wait_until_stored()
    assert reminders(account) == []


def test_it_is_never_proposed_for_somebody_who_is_not_now_and_works_if_asked_for(
    phone: Phone, account: Account
) -> None:
    noor = person(account, "Noor", safe="not-now")
    read_anew(phone, f"/you/people/{noor}")
    expect(phone.titled("Noor")).to_be_visible()
    expect(phone.link("meeting.link")).to_have_count(0)

    phone.open("/you/reminders")
    phone.link("meeting.title").click()
    expect(phone.heading("meeting.whoTitle")).to_be_visible()
    assert look_at(phone, "meeting-with") == []
    expect(phone.page.get_by_role("button", name="Noor", exact=True)).to_have_count(0)
    phone.button("practice.everybody").click()
    phone.page.get_by_role("button", name="Noor", exact=True).click()
    expect(phone.words("meeting.settling", nickname="Noor")).to_be_visible()
    fill(phone, in_days(3))
    keep(phone)
    phone.wait_until_stored()
    assert meeting_of(account) == (noor, True)


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "taken away"])
def test_marking_somebody_not_now_asks_what_becomes_of_it(phone: Phone, account: Account, kept: bool) -> None:
    jay = person(account)
    set_with(account, jay)
    read_anew(phone, f"/you/people/{jay}/safe")
    phone.page.get_by_role("button", name=label("people.safe", "not-now"), exact=True).click()
    expect(phone.words("meeting.notNowText", nickname="Jay")).to_be_visible()
    assert look_at(phone, "meeting-not-now") == []
    phone.button("meeting.keep" if kept else "meeting.take").click()
    expect(phone.words("meeting.notNowText", nickname="Jay")).to_have_count(0)
    phone.wait_until_stored()
    assert [each["meeting"]["settle"] for each in reminders(account)] == ([True] if kept else [])


def test_it_no_longer_opens_on_settling_when_somebody_is_no_longer_not_now(
    phone: Phone, account: Account
) -> None:
    jay = person(account, safe="not-now")
    set_with(account, jay, settle=True)
    read_anew(phone, f"/you/people/{jay}/safe")
    phone.page.get_by_role("button", name=label("people.safe", "yes"), exact=True).click()
    phone.wait_until_stored()
    assert meeting_of(account) == (jay, False)


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "gone too"])
def test_deleting_somebody_asks_what_becomes_of_it(phone: Phone, account: Account, kept: bool) -> None:
    jay = person(account)
    set_with(account, jay)
    read_anew(phone, f"/you/people/{jay}/let-go")
    expect(phone.words("meeting.letGoText", nickname="Jay")).to_be_visible()
    assert look_at(phone, "meeting-let-go") == []
    phone.button("meeting.letGoKeep" if kept else "meeting.letGoTake").click()
    expect(phone.heading("people.title")).to_be_visible()
    phone.wait_until_stored()
    assert [each["person"] for each in reminders(account)] == ([None] if kept else [])
    assert account.ask("GET", "/api/people/")["results"] == []


def test_deleting_somebody_without_one_asks_nothing_more(phone: Phone, account: Account) -> None:
    jay = person(account)
    set_with(account, person(account, "Sam"))
    read_anew(phone, f"/you/people/{jay}/let-go")
    expect(phone.button("people.letGoYes")).to_be_visible()
    expect(phone.button("meeting.letGoTake")).to_have_count(0)


def test_one_that_is_over_leaves_the_phone_without_an_account(phone: Phone) -> None:
    phone.open("/you/reminders/meeting/nobody")
    fill(phone, in_days(1), hours=1)
    field(phone, "after").fill(wall(in_days(2)))
    keep(phone)
    phone.open("/you/reminders")
    expect(phone.heading("reminders.title")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("reminders.yours"))).to_be_visible()
    phone.page.clock.set_fixed_time(in_days(4))
    phone.open("/you").open("/you/reminders")
    expect(phone.page.get_by_role("heading", name=text("reminders.yours"))).to_have_count(0)
    phone.page.clock.set_fixed_time(in_days(0))
    phone.open("/you").open("/you/reminders")
    expect(phone.heading("reminders.title")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("reminders.yours"))).to_have_count(0)


def test_it_stands_in_the_calendar_once_it_is_switched_on_there(phone: Phone, account: Account) -> None:
    set_with(account, person(account))
    read_anew(phone, "/you/reminders/calendar")
    phone.button("feed.make").click()
    link = phone.page.get_by_role("textbox").input_value()
    phone.open("/you/reminders").open("/you/reminders/calendar")
    assert "BEGIN:VEVENT" not in calendar(link).text
    switch = phone.page.get_by_role("switch", name=text("feed.meetings"))
    expect(switch).not_to_be_checked()
    assert look_at(phone, "calendar-meetings") == []
    switch.click()
    expect(switch).to_be_checked()
    phone.page.wait_for_load_state("networkidle")
    assert calendar(link).text.count("BEGIN:VEVENT") == 2
    assert "Jay" not in calendar(link).text


def test_both_nudges_come_neutral_and_open_on_settling_while_not_now(nudging: Nudging, username: str) -> None:
    phone, account = nudging.phone, Account.sign_in(nudging.phone.origin, username)
    noor = person(account, "Noorvogel", safe="not-now")
    before = next_minute()
    read_anew(phone, f"/you/reminders/meeting/{noor}")
    expect(phone.words("meeting.settling", nickname="Noorvogel")).to_be_visible()
    field(phone, "begins").fill(wall(before + timedelta(minutes=1)))
    field(phone, "ends").fill(wall(before + timedelta(minutes=2)))
    field(phone, "before").fill(wall(before))
    field(phone, "after").fill(wall(before + timedelta(minutes=2)))
    phone.button("reminder.keep").click()
    expect(phone.words("thisPhone.on")).to_be_visible()

    push = nudged(nudging)
    sent = json.loads(push.payload)["notification"]
    assert sent["title"] == label("nudge", "title")
    assert sent["navigate"].endswith("/#/settle")
    assert "Noorvogel" not in push.payload.decode()
    assert noor not in push.payload.decode()
    nudging.deliver(push.payload)
    assert nudging.the_only_one()["title"] == sent["title"]
    nudging.tap(sent["tag"])
    phone.page.wait_for_url("**/#/settle")
    assert answer_to(account, sent["data"]["nudge"]) == "opened"

    for _ in range(4 * 200):
        if len(nudging.service.of(nudging.subscription)) == 2:
            break
        phone.page.wait_for_timeout(patience(1) // 4)
    _, second = nudging.service.of(nudging.subscription)
    assert json.loads(second.payload)["notification"]["navigate"].endswith("/#/settle")
    phone.open("/you/reminders/came")
    expect(phone.words("came.aroundMeeting")).to_have_count(2)
    assert look_at(phone, "came-meeting") == []
