"""Reminders: setting, switching off, deleting and resting; the devices that get nudges, and the ledger."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.account import Account
from tests.e2e.nudging import Nudging
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text
from tests.services.push_service import PushService, Reply

pytestmark = pytest.mark.usefixtures("whole_browser")

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
THIS_PHONE = "Chrome, Linux"
#: Counts what a finger does, from the page's own point of view.
COUNT_TAPS = "window.taps = 0; addEventListener('click', () => { window.taps += 1; }, true);"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def nudging(phone: Phone, account: Account, push_service: PushService) -> Nudging:
    """The same phone with permission for notifications."""
    nudging = Nudging(phone, push_service)
    nudging.allow()
    return nudging


def set_reminder(account: Account, **changes: Any) -> str:
    """Set a reminder as another device of the same person."""
    reminder = str(uuid4())
    body = {"days": ["mon", "tue"], "at": "07:15", "active": True} | changes
    account.ask("PUT", f"/api/reminders/{reminder}/", body)
    return reminder


def reminders(account: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.ask("GET", "/api/reminders/")["results"]
    return found


def devices(account: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.ask("GET", "/api/push/subscriptions/")["results"]
    return found


def open_as_enlisted(phone: Phone) -> None:
    """Reload, and wait until the phone knows that it is registered for nudges."""
    phone.page.reload()
    phone.open("/you/reminders/devices")
    expect(phone.page.get_by_role("heading", name=text("devices.this", label=THIS_PHONE))).to_be_visible()


def cards(phone: Phone) -> Locator:
    return phone.page.locator("section", has_text=text("reminders.yours")).get_by_role("listitem")


def keep_evenings(phone: Phone) -> None:
    phone.open("/you/reminders")
    phone.link("reminders.evenings").click()
    phone.button("reminder.keep").click()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()


def test_four_taps_from_now_to_a_reminder(phone: Phone, account: Account) -> None:
    phone.room("now")
    phone.page.evaluate(COUNT_TAPS)
    phone.page.get_by_role("navigation", name=text("app.rooms")).get_by_role("link", name="You").tap()
    phone.link("you.reminders").tap()
    phone.link("reminders.evenings").tap()
    phone.button("reminder.keep").tap()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()
    assert phone.page.evaluate("window.taps") == 4
    expect(phone.page.get_by_text(re.compile("20:30")).first).to_be_visible()
    phone.wait_until_stored()
    (reminder,) = reminders(account)
    assert (reminder["days"], reminder["at"], reminder["zone"]) == (EVERY_DAY, "20:30", "follow")
    assert reminder["active"]


def test_the_phone_shows_the_same_next_times_as_the_server(phone: Phone, account: Account) -> None:
    set_reminder(account, days=["sun", "wed"], at="01:30", zone="America/New_York")
    phone.page.reload()
    phone.open("/you/reminders")
    expect(cards(phone).get_by_role("link")).to_have_count(1)
    said = cards(phone).get_by_role("link").inner_text()
    (reminder,) = reminders(account)
    first = phone.page.evaluate(
        """at => new Intl.DateTimeFormat('en-GB', {
          timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit',
        }).format(new Date(at))""",
        reminder["next_due"][0],
    )
    assert first in said
    cards(phone).get_by_role("link").click()
    times = phone.page.locator("section", has_text=text("reminder.next")).get_by_role("listitem")
    expect(times).to_have_count(3)


def test_a_reminder_can_be_edited_switched_off_and_deleted(phone: Phone, account: Account) -> None:
    keep_evenings(phone)
    phone.link("reminder.done").or_(phone.link("reminder.notNow")).click()
    cards(phone).get_by_role("link").click()
    phone.page.get_by_role("button", name="Saturday").click()
    phone.page.get_by_role("button", name="Sunday").click()
    phone.page.get_by_label(text("reminder.at"), exact=True).fill("19:05")
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    phone.page.get_by_role("radio", name=text("reminder.own")).check()
    phone.button("reminder.keep").click()
    expect(phone.words("reminder.noWords")).to_be_visible()
    phone.textbox(text("reminder.ownWords")).fill("Look out of the window")
    phone.page.get_by_label(text("reminder.skip")).select_option("120")
    phone.button("reminder.keep").click()
    expect(cards(phone)).to_contain_text("Look out of the window")

    cards(phone).get_by_role("switch").uncheck()
    expect(cards(phone)).to_contain_text(text("reminders.off"))
    phone.wait_until_stored()
    (reminder,) = reminders(account)
    assert reminder["days"] == EVERY_DAY[:5]
    assert (reminder["at"], reminder["skip_after_check_in"], reminder["active"]) == ("19:05", 120, False)
    assert (reminder["wording"], reminder["own_words"]) == ("own", "Look out of the window")

    phone.open("/you/reminders")
    cards(phone).get_by_role("link").click()
    phone.button("reminder.delete").click()
    phone.button("reminder.deleteYes").click()
    expect(cards(phone)).to_have_count(0)
    phone.wait_until_stored()
    assert reminders(account) == []


def test_a_reminder_needs_a_day_and_a_time(phone: Phone) -> None:
    phone.open("/you/reminders/new/own")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        phone.page.get_by_role("button", name=day).click()
    phone.page.get_by_label(text("reminder.at"), exact=True).fill("")
    phone.button("reminder.keep").click()
    expect(phone.words("reminder.noDays")).to_be_visible()
    expect(phone.words("reminder.noTime")).to_be_visible()


def test_a_reminder_set_off_line_without_an_account_is_sent_later(phone: Phone, username: str) -> None:
    phone.wait_for_shell()
    phone.lose_network()
    keep_evenings(phone)
    expect(phone.words("reminder.keptNeedsAccount")).to_be_visible()
    phone.open("/you/reminders")
    expect(phone.words("reminders.needsAccount")).to_be_visible()
    expect(cards(phone)).to_have_count(1)
    phone.find_network()
    phone.sign_up(username)
    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    assert len(reminders(Account.sign_in(phone.origin, username))) == 1


def test_a_tap_asks_for_permission_and_registers_the_device(
    phone: Phone, account: Account, push_service: PushService
) -> None:
    asked = "window.asked = 0; const ask = Notification.requestPermission;"
    phone.context.add_init_script(
        asked
        + "Notification.requestPermission = () => { window.asked += 1; return ask.call(Notification); };"
    )
    nudging = Nudging(phone, push_service)
    keep_evenings(phone)
    assert phone.page.evaluate("window.asked") == 0
    assert devices(account) == []
    nudging.allow()
    phone.button("thisPhone.allow").click()
    expect(phone.words("thisPhone.on")).to_be_visible()
    (device,) = devices(account)
    assert device["label"] == THIS_PHONE


def test_opening_the_app_updates_the_device_and_repairs_its_subscription(
    nudging: Nudging, phone: Phone, account: Account
) -> None:
    open_as_enlisted(phone)
    (before,) = devices(account)
    # The browser has lost it, as browsers do.
    phone.page.evaluate("localStorage.removeItem('stand-in')")
    with phone.page.expect_response("**/api/push/subscriptions/*/"):
        phone.page.reload()
    (after,) = devices(account)
    assert after["id"] == before["id"]
    assert after["used_at"] >= before["used_at"]
    assert phone.page.evaluate("localStorage.getItem('stand-in')") is not None


def test_denied_notifications_are_explained(phone: Phone, account: Account) -> None:
    phone.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    phone.page.reload()
    keep_evenings(phone)
    expect(phone.words("thisPhone.denied")).to_be_visible()
    phone.open("/you/reminders")
    expect(phone.words("thisPhone.denied")).to_be_visible()
    assert look_at(phone, "reminders-denied") == []


def test_only_an_iphone_is_told_about_the_home_screen(new_phone: Callable[..., Phone], username: str) -> None:
    phone = new_phone(user_agent=IPHONE)
    phone.context.add_init_script(
        "delete window.PushManager; delete window.Notification; navigator.standalone = false;"
    )
    phone.page.reload()
    Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    keep_evenings(phone)
    expect(phone.words("thisPhone.homeScreen")).to_be_visible()
    expect(phone.button("channel.calendarTake")).to_be_visible()
    expect(phone.button("thisPhone.allow")).to_have_count(0)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [(Reply(201), "accepted"), (Reply(410), "gone"), (Reply(400), "refused"), (Reply(503), "unreachable")],
)
def test_a_test_push_shows_its_real_outcome(
    nudging: Nudging, phone: Phone, account: Account, reply: Reply, outcome: str
) -> None:
    nudging.service.answer(nudging.subscription, reply)
    phone.page.reload()
    phone.open("/you/reminders/devices")
    phone.button("devices.testOf", label=text("devices.this", label=THIS_PHONE)).click()
    expect(phone.words(f"devices.outcomes.{outcome}")).to_be_visible()
    assert len(nudging.service.of(nudging.subscription)) == 1
    assert len(devices(account)) == (0 if outcome == "gone" else 1)


def test_a_removed_device_stays_removed_until_it_is_added_again(
    nudging: Nudging, phone: Phone, account: Account
) -> None:
    phone.page.reload()
    phone.open("/you/reminders/devices")
    name = text("devices.this", label=THIS_PHONE)
    phone.button("devices.removeOf", label=name).click()
    phone.button("devices.removeYes").click()
    expect(phone.words("devices.none")).to_be_visible()
    assert devices(account) == []
    phone.page.reload()
    expect(phone.button("thisPhone.nudge")).to_be_visible()
    assert devices(account) == []
    phone.button("thisPhone.nudge").click()
    expect(phone.page.get_by_role("heading", name=name)).to_be_visible()
    assert len(devices(account)) == 1


def test_signing_out_removes_the_device(nudging: Nudging, phone: Phone, account: Account) -> None:
    open_as_enlisted(phone)
    assert len(devices(account)) == 1
    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.heading("you.title")).to_be_visible()
    assert devices(account) == []
    assert phone.page.evaluate("localStorage.getItem('stand-in')") is None


def test_all_reminders_rest_and_one_tap_ends_it(phone: Phone, account: Account) -> None:
    set_reminder(account)
    phone.page.reload()
    phone.open("/you/reminders")
    phone.page.get_by_text(text("rest.title"), exact=True).click()
    phone.page.get_by_role("button", name=re.compile(text("rest.week", day=""))).click()
    expect(phone.button("rest.end")).to_be_visible()
    assert account.ask("GET", "/api/rest/")["until"] is not None
    assert look_at(phone, "reminders-resting") == []
    phone.button("rest.end").click()
    expect(phone.page.get_by_text(text("rest.title"), exact=True)).to_be_visible()
    assert account.ask("GET", "/api/rest/")["until"] is None


def test_too_much_lets_the_reminders_rest(phone: Phone, account: Account) -> None:
    set_reminder(account)
    phone.page.reload()
    phone.open("/you/reminders")
    expect(cards(phone)).to_have_count(1)
    phone.link("app.tooMuch").click()
    phone.page.get_by_role("button", name=re.compile(text("rest.tooMuch"))).click()
    expect(phone.button("rest.end")).to_be_visible()
    assert look_at(phone, "too-much-resting") == []
    assert account.ask("GET", "/api/rest/")["until"] is not None
    phone.button("rest.end").click()
    expect(phone.page.get_by_role("button", name=re.compile(text("rest.tooMuch")))).to_be_visible()
    assert account.ask("GET", "/api/rest/")["until"] is None


def test_off_line_the_screen_says_that_a_rest_needs_the_server(phone: Phone, account: Account) -> None:
    set_reminder(account)
    phone.page.reload()
    phone.open("/you/reminders")
    expect(cards(phone)).to_have_count(1)
    phone.wait_for_shell()
    phone.lose_network()
    phone.page.get_by_text(text("rest.title"), exact=True).click()
    expect(phone.words("rest.unreachable")).to_be_visible()
    phone.open("/you/reminders/came")
    expect(phone.words("came.unreachable")).to_be_visible()
    phone.open("/you/reminders/devices")
    expect(phone.words("devices.unreachable")).to_be_visible()


def test_the_choice_of_devices_is_stored_for_the_account(
    nudging: Nudging, phone: Phone, account: Account
) -> None:
    other = nudging.service.subscription()
    key = account.ask("GET", "/api/push/key/")["key"]
    account.ask(
        "PUT", f"/api/push/subscriptions/{uuid4()}/", other | {"label": "Firefox, Android", "key": key}
    )
    phone.page.reload()
    phone.open("/you/reminders/devices")
    phone.page.get_by_role("radio", name=text("devices.all")).check()
    expect(phone.words("devices.kept")).to_be_visible()
    wait_for_me(phone.page, account, devices="all")
    assert look_at(phone, "devices-two") == []


def test_a_time_within_quiet_hours_is_mentioned_with_a_link_to_them(phone: Phone, account: Account) -> None:
    phone.open("/you/reminders/quiet")
    phone.page.get_by_role("switch", name=text("quiet.hours")).check()
    expect(phone.words("quiet.kept")).to_be_visible()
    phone.page.get_by_label(text("quiet.from"), exact=True).fill("19:30")
    wait_for_me(phone.page, account, quiet_from="19:30", quiet_to="08:00")
    phone.open("/you/reminders/new/evenings")
    hours = {"from": "19:30", "to": "08:00"}
    expect(phone.words("reminder.quiet", **hours)).to_be_visible()
    phone.page.get_by_role("button", name="Sunday").click()
    phone.link("reminder.quietHours").click()
    expect(phone.heading("quiet.title")).to_be_visible()
    phone.page.get_by_label(text("quiet.from"), exact=True).fill("21:00")
    wait_for_me(phone.page, account, quiet_from="21:00", quiet_to="08:00")
    # Back where one was, with all that was chosen there.
    phone.link("app.back").click()
    expect(phone.heading("reminders.evenings")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Sunday")).to_have_attribute("aria-pressed", "false")
    expect(phone.link("reminder.quietHours")).to_have_count(0)
    phone.page.get_by_label(text("reminder.at"), exact=True).fill("22:15")
    expect(phone.words("reminder.quiet", **(hours | {"from": "21:00"}))).to_be_visible()
    phone.open("/you/reminders/quiet")
    phone.page.get_by_role("switch", name=text("quiet.hours")).uncheck()
    wait_for_me(phone.page, account, quiet_from=None, quiet_to=None)


def wait_for_me(page: Page, account: Account, **expected: str | None) -> None:
    for _ in range(50):
        me = account.ask("GET", "/api/me/")
        if {name: me[name] for name in expected} == expected:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{me} is not {expected}")


def test_every_screen_of_reminders_is_accessible(
    phone: Phone, account: Account, push_service: PushService
) -> None:
    nudging = Nudging(phone, push_service)
    phone.open("/you/reminders")
    said = look_at(phone, "reminders-none")
    phone.link("reminders.evenings").click()
    said += look_at(phone, "reminder-new")
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    phone.page.get_by_role("radio", name=text("reminder.own")).check()
    said += look_at(phone, "reminder-more")
    phone.page.get_by_role("radio", name=re.compile("quiet moment")).check()
    phone.button("reminder.keep").click()
    expect(phone.button("thisPhone.allow")).to_be_visible()
    said += look_at(phone, "reminder-kept")
    nudging.allow()
    phone.button("thisPhone.allow").click()
    expect(phone.words("thisPhone.on")).to_be_visible()
    said += look_at(phone, "reminder-kept-allowed")
    window = set_reminder(account, at=None, within={"from": "09:00", "to": "18:00", "times": 2})
    words = {"wording": "own", "own_words": "Tea, and a window"}
    set_reminder(account, zone="America/New_York", ends="2099-01-31", **words)
    set_reminder(account, active=False)
    phone.page.reload()
    phone.open("/you/reminders")
    expect(cards(phone)).to_have_count(4)
    phone.page.get_by_text(text("rest.title"), exact=True).click()
    said += look_at(phone, "reminders")
    phone.screenshot("reminders-whole", full_page=True, scale="css")
    phone.open(f"/you/reminders/{window}")
    expect(phone.button("reminder.keep")).to_be_visible()
    said += look_at(phone, "reminder-window")
    phone.open("/you/reminders/quiet")
    phone.page.get_by_role("switch", name=text("quiet.hours")).check()
    expect(phone.words("quiet.kept")).to_be_visible()
    said += look_at(phone, "quiet-hours")
    phone.open("/you/reminders/new/nowAndThen")
    phone.page.get_by_label(text("reminder.from"), exact=True).fill("07:00")
    expect(phone.link("reminder.quietHours")).to_be_visible()
    said += look_at(phone, "reminder-window-quiet")
    phone.open("/you/reminders/devices")
    phone.button("devices.removeOf", label=text("devices.this", label=THIS_PHONE)).click()
    said += look_at(phone, "devices")
    phone.open("/you/reminders/came")
    expect(phone.words("came.empty")).to_be_visible()
    said += look_at(phone, "came-none")
    assert not said, "\n".join(said)
