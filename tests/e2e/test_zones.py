"""Time zones on the screen: the present name of the place, whatever a browser calls its zone."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text

FELT = [{"code": "restlessness"}]


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    """Chromium calls this zone Europe/Kiev."""
    return new_phone(timezone_id="Europe/Kyiv")


def test_a_zone_under_two_names_is_one_place(phone: Phone, account: Account) -> None:
    there = account.keep(zone="Europe/Kyiv", sensations=FELT)
    elsewhere = account.keep(zone="Asia/Calcutta", sensations=FELT)
    phone.page.reload()
    phone.open(f"/entry/{there}")
    phone.link("entry.when").click()
    expect(phone.words("when.lead", zone="Kyiv")).to_be_visible()
    expect(phone.page.get_by_label(text("when.day"), exact=True)).not_to_have_value("")
    expect(phone.words("when.elsewhere", zone="Kyiv")).to_have_count(0)
    phone.open(f"/entry/{elsewhere}")
    phone.link("entry.when").click()
    expect(phone.words("when.elsewhere", zone="Kolkata")).to_be_visible()
    phone.screenshot("when-elsewhere")


#: The time that a clock of this browser shows at an instant.
CLOCK = "(at) => new Date(at).toTimeString().slice(0, 5)"


def test_a_reminder_is_shown_when_it_comes_whatever_clock_rules_this_browser_has(
    new_phone: Callable[..., Phone], username: str
) -> None:
    """Havana's clocks don't change this winter; Chromium 156 doesn't know that yet."""
    phone = new_phone(timezone_id="America/Havana")
    phone.sign_up(username)
    account = Account.sign_in(phone.origin, username)
    phone.open("/you/reminders/new/evenings")
    phone.button("reminder.keep").click()
    expect(phone.heading("reminder.keptTitle")).to_be_visible()
    phone.wait_until_stored()
    (reminder,) = account.ask("GET", "/api/reminders/")["results"]
    usual, comes = "20:30", phone.page.evaluate(CLOCK, reminder["next_due"][0])
    phone.open("/you/reminders")
    card = phone.page.get_by_role("listitem").filter(has_text=text("reminders.everyDay"))
    expect(card).to_contain_text(re.compile(rf"Next: (today|tomorrow), {comes}"))
    differs = phone.words("reminders.rules", zone="Havana", time=usual)
    expect(differs).to_have_count(int(comes != usual))
    phone.screenshot("clock-rules")
    phone.page.get_by_role("link", name=re.compile("Every day")).first.click()
    expect(phone.words("reminder.next")).to_be_visible()
    expect(differs).to_have_count(int(comes != usual))
    phone.screenshot("clock-rules-form", full_page=True)


#: As in a browser whose tzdata is older than the zone.
WITHOUT_ZONE = """zone => {
  const { DateTimeFormat } = Intl;
  Intl.DateTimeFormat = function (locales, options) {
    if (options?.timeZone === zone) throw new RangeError(`Invalid time zone specified: ${zone}`);
    return new DateTimeFormat(locales, options);
  };
}"""


def test_a_reminder_in_a_zone_that_this_browser_does_not_know_says_so(phone: Phone, account: Account) -> None:
    zone = "America/Coyhaique"
    body = {"days": ["mon"], "at": "07:15", "active": True, "zone": zone}
    account.ask("PUT", f"/api/reminders/{uuid4()}/", body)
    phone.context.add_init_script(f"({WITHOUT_ZONE})('{zone}')")
    phone.page.reload()
    phone.open("/you/reminders")
    phone.page.get_by_role("link", name=re.compile("Monday")).first.click()
    expect(phone.words("reminder.nextUnknown", zone="Coyhaique")).to_be_visible()
    expect(phone.words("reminder.nextNone")).to_have_count(0)
    assert look_at(phone, "zone-unknown") == []
