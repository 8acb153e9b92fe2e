"""The other channels of reminders: e-mail, and the person's own calendar."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.hearing import expect_focus_kept
from tests.e2e.phone import Phone
from tests.e2e.proofs import as_if_long_ago
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_reminders import cards, keep_evenings, reminders, set_reminder
from tests.e2e.texts import text
from tests.services.mail_server import MailServer
from tests.services.push_service import PushService
from tests.services.serving import Serving, from_elsewhere

LISBON = ZoneInfo("Europe/Lisbon")
LINK = re.compile(r"https?://\S+")
ADDRESSES = "/_allauth/browser/v1/account/email"
VERIFY = "/_allauth/browser/v1/auth/email/verify"
#: Seconds to wait for a mail, which is sent during the request.
PATIENCE = 10
#: Seconds until the next ring of Celery beat has sent what is due, on a busy machine.
RING = 40
AHEAD = 100


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    """The mail server that this module's server uses."""
    mails = MailServer().start()
    yield mails
    mails.stop()


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, push_service: PushService, mails: MailServer, chromium_path: Any
) -> Iterator[Serving]:
    """A server that can send mail, which the shared one can't."""
    serving = Serving(tmp_path_factory.mktemp("mailing"), push_service.environment | mails.environment)
    # Mails link to the public URL.
    serving.environment |= {"NOTICING_PUBLIC_URL": serving.origin}
    yield serving.start()
    serving.stop()
    assert "Traceback" not in serving.log(), serving.log()


@pytest.fixture
def address(username: str) -> str:
    return f"{username}@example.org"


def mail_to(mails: MailServer, phone: Phone, address: str, number: int = 1) -> EmailMessage:
    """The mail with this number to the address, once it has arrived."""
    limit = time.monotonic() + PATIENCE
    while len(mails.to(address)) < number:
        assert time.monotonic() < limit, f"no mail came to {address}"
        phone.page.wait_for_timeout(100)
    return mails.to(address)[number - 1]


def link_in(mail: EmailMessage) -> str:
    found = LINK.search(mail.get_content())
    assert found, mail.get_content()
    return found[0]


def give_address(phone: Phone, address: str, *, proved: bool = False) -> None:
    """Enter an address on its screen, and the password unless a proof was given a moment ago."""
    phone.textbox(text("email.address")).fill(address)
    if not proved:
        as_if_long_ago(phone, "account/email", "reauthenticate")
    phone.button("email.sendLink").click()
    if not proved:
        phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
        phone.button("password.submit").click()
    expect(phone.words("email.waiting")).to_be_visible()


def way(phone: Phone, channel: str) -> Locator:
    return phone.page.get_by_role("radio", name=re.compile(rf"^{re.escape(text(f'channel.{channel}'))}"))


def test_an_address_can_be_added_from_a_reminder_and_confirmed_with_a_tap(
    phone: Phone, account: Account, address: str, mails: MailServer
) -> None:
    phone.open("/you/reminders/new/evenings")
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    way(phone, "email").check()
    expect(phone.words("channel.noAddress")).to_be_visible()
    # Own words are for notifications only.
    expect(phone.page.get_by_role("radio", name=text("reminder.own"))).to_have_count(0)
    said = look_at(phone, "reminder-by-mail")
    phone.link("channel.addAddress").click()
    said += look_at(phone, "email-none")
    phone.button("email.sendLink").click()
    expect(phone.words("problems.required")).to_be_visible()
    phone.watch.expect(400, ADDRESSES)
    phone.textbox(text("email.address")).fill("nowhere")
    phone.button("email.sendLink").click()
    expect(phone.words("problems.invalid_email")).to_be_visible()
    give_address(phone, address)
    said += look_at(phone, "email-waiting")

    phone.page.goto(link_in(mail_to(mails, phone, address)))
    expect(phone.heading("email.confirm")).to_be_visible()
    # Opening the link alone changes nothing, since programs open links too.
    assert account.ask("GET", "/api/me/")["email"] is None
    said += look_at(phone, "email-confirm")
    phone.button("email.mine").click()
    expect(phone.heading("email.confirmed")).to_be_visible()
    assert account.ask("GET", "/api/me/")["email"] == address
    phone.link("email.title").click()
    expect(phone.quoted(address)).to_be_visible()
    expect(phone.words("email.verified")).to_be_visible()
    said += look_at(phone, "email-verified")
    assert not said, "\n".join(said)


def test_a_reminder_by_mail_arrives_and_the_ledger_says_so(
    phone: Phone, account: Account, address: str, mails: MailServer
) -> None:
    phone.open("/you/email")
    give_address(phone, address)
    phone.page.goto(link_in(mail_to(mails, phone, address)))
    phone.button("email.mine").click()
    expect(phone.heading("email.confirmed")).to_be_visible()
    phone.wait_until_stored()

    # Enough time to set the reminder, on a busy machine.
    at = (datetime.now(LISBON) + timedelta(seconds=AHEAD)).replace(second=0, microsecond=0)
    phone.open("/you/reminders/new/own")
    phone.page.get_by_label(text("reminder.at"), exact=True).fill(f"{at:%H:%M}")
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    way(phone, "email").check()
    phone.button("reminder.keep").click()
    expect(phone.words("channel.keptEmail", email=address)).to_be_visible()
    assert look_at(phone, "reminder-kept-by-mail") == []
    phone.open("/you/reminders")
    expect(cards(phone)).to_contain_text(text("channel.emailCard"))
    limit = time.monotonic() + AHEAD + RING
    while len(mails.to(address)) < 2:
        assert time.monotonic() < limit, "no nudge came by mail"
        phone.page.wait_for_timeout(250)
    nudge = mail_to(mails, phone, address, 2)
    assert nudge["Subject"] == "A quiet moment, if you want one."
    assert link_in(nudge).startswith(phone.origin)
    # The mail arrives before its outcome is recorded.
    wait_for_ledger(phone, account, "accepted")
    phone.open("/you/reminders/came")
    expect(phone.words("came.byMail.accepted")).to_be_visible()


def wait_for_ledger(phone: Phone, account: Account, state: str) -> None:
    limit = time.monotonic() + PATIENCE
    while [each["state"] for each in account.ask("GET", "/api/nudges/")["results"]] != [state]:
        assert time.monotonic() < limit, account.ask("GET", "/api/nudges/")
        phone.page.wait_for_timeout(100)


def test_the_link_may_be_opened_in_another_browser_and_works_once(
    phone: Phone, account: Account, address: str, mails: MailServer, new_phone: Callable[..., Phone]
) -> None:
    phone.open("/you/account")
    phone.page.get_by_role("link", name=text("account.email")).click()
    give_address(phone, address)
    link = link_in(mail_to(mails, phone, address))
    other = new_phone()
    other.watch.expect(401, VERIFY)
    other.watch.expect(400, VERIFY)
    other.page.goto(link)
    other.button("email.mine").click()
    expect(other.heading("email.confirmed")).to_be_visible()
    expect(other.link("app.toNow")).to_be_visible()
    other.page.goto(f"{other.origin}/#/you/email/somebody-guesses")
    other.button("email.mine").click()
    expect(other.words("problems.invalid_or_expired_key")).to_be_visible()
    assert look_at(other, "email-no-link") == []
    phone.page.reload()
    expect(phone.words("email.verified")).to_be_visible()
    assert account.ask("GET", "/api/me/")["email"] == address


def test_an_address_can_be_abandoned_replaced_and_removed(
    phone: Phone, account: Account, address: str, mails: MailServer
) -> None:
    phone.watch.expect(403, ADDRESSES)
    phone.open("/you/email")
    give_address(phone, f"typo-{address}")
    mail_to(mails, phone, f"typo-{address}")
    phone.button("email.again").click()
    expect(phone.words("problems.just_mailed")).to_be_visible()
    phone.button("email.giveUp").click()
    expect(phone.textbox(text("email.address"))).to_be_visible()
    give_address(phone, address, proved=True)
    phone.page.goto(link_in(mail_to(mails, phone, address)))
    phone.button("email.mine").click()
    phone.link("email.title").click()
    phone.button("email.remove").click()
    assert look_at(phone, "email-remove") == []
    phone.button("email.removeYes").click()
    expect(phone.textbox(text("email.address"))).to_be_visible()
    expect_focus_kept(phone)
    assert account.ask("GET", "/api/me/")["email"] is None


def calendar(link: str) -> requests.Response:
    """Fetch the feed as a calendar app does."""
    return requests.get(link, headers=from_elsewhere(), timeout=20)


def make_link(phone: Phone) -> str:
    expect(phone.textbox(text("link.label"))).to_have_value(re.compile(r"\.ics$"))
    return phone.textbox(text("link.label")).input_value()


def test_a_calendar_app_reads_the_reminders_by_a_link_that_is_shown_once(
    phone: Phone, account: Account
) -> None:
    phone.open("/you/reminders/new/evenings")
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    way(phone, "calendar").check()
    expect(phone.page.get_by_label(text("reminder.skip"))).to_have_count(0)
    phone.button("reminder.keep").click()
    expect(phone.words("channel.keptCalendar")).to_be_visible()
    said = look_at(phone, "reminder-kept-calendar")
    phone.wait_until_stored()
    assert [each["channel"] for each in reminders(account)] == ["calendar"]

    phone.open("/you/reminders")
    expect(cards(phone)).to_contain_text(text("channel.calendarCard"))
    phone.link("reminders.calendar").click()
    said += look_at(phone, "calendar-none")
    phone.button("feed.make").click()
    link = make_link(phone)
    said += look_at(phone, "calendar-made")
    feed = calendar(link)
    assert feed.headers["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VALARM" in feed.text

    # The link is no longer shown after a reload, but that it exists and when it was last read is.
    phone.page.reload()
    expect(phone.page.get_by_text(text("feed.read", ago=text("devices.now")))).to_be_visible()
    expect(phone.textbox(text("link.label"))).to_have_count(0)
    phone.button("feed.renew").click()
    said += look_at(phone, "calendar-renew")
    phone.button("feed.renewYes").click()
    renewed = make_link(phone)
    assert (calendar(link).status_code, calendar(renewed).status_code) == (404, 200)
    phone.page.reload()
    phone.button("feed.stop").click()
    phone.button("feed.stopYes").click()
    expect(phone.button("feed.make")).to_be_visible()
    assert calendar(renewed).status_code == 404
    assert not said, "\n".join(said)


def test_if_notifications_are_denied_one_tap_switches_to_another_channel(
    phone: Phone, account: Account
) -> None:
    phone.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    phone.page.reload()
    keep_evenings(phone)
    expect(phone.words("thisPhone.denied")).to_be_visible()
    assert look_at(phone, "reminder-kept-denied") == []
    phone.open("/you/reminders")
    expect(phone.words("channel.otherAll")).to_be_visible()
    phone.page.go_back()
    phone.button("channel.calendarTake").click()
    expect(phone.words("channel.keptCalendar")).to_be_visible()
    expect(phone.words("thisPhone.denied")).to_have_count(0)
    phone.wait_until_stored()
    assert [each["channel"] for each in reminders(account)] == ["calendar"]


def test_a_server_without_mail_does_not_offer_it(
    new_phone: Callable[..., Phone], mortal: Serving, username: str
) -> None:
    phone = new_phone(mortal)
    account = Account.sign_up(phone.origin, username)
    set_reminder(account)
    phone.sign_in(username)
    expect(phone.link("account.email")).to_have_count(0)
    phone.open("/you/reminders")
    cards(phone).get_by_role("link").click()
    phone.page.get_by_text(text("reminder.more"), exact=True).click()
    expect(way(phone, "calendar")).to_be_visible()
    expect(way(phone, "email")).to_have_count(0)
    phone.open("/you/email")
    expect(phone.words("email.notHere")).to_be_visible()
