"""The actions under a nudge: the person chooses two; one keeps a check-in while the app is closed."""

import json
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.nudging import Nudging
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import PASSPHRASE, everything, give, put_on
from tests.e2e.test_nudge import nudging, payload
from tests.e2e.texts import label, text

__all__ = ["nudging"]

pytestmark = pytest.mark.usefixtures("whole_browser")

SOMETHING = "something"


def action(code: str) -> str:
    return label("nudge.actions", code)


def pair(one: str, other: str) -> str:
    return text("devices.actionPair", one=action(one), other=action(other))


def choose(phone: Phone, one: str, other: str) -> None:
    phone.open("/you/reminders/devices")
    phone.page.get_by_role("radio", name=pair(one, other)).check()
    expect(phone.words("devices.kept")).to_be_visible()


def deliver(nudging: Nudging) -> str:
    """Deliver a nudge with the server's three actions; returns its tag."""
    given = [{"action": code, "title": action(code)} for code in ("check-in", "later", "not-today")]
    message = payload(actions=given)
    nudging.deliver(json.dumps(message).encode())
    return str(message["notification"]["tag"])


def kept_from_a_notification(phone: Phone) -> Locator:
    """The panel above the screen, by what it says of the day and time."""
    beginning = text("tapped.title", day="DAY", time="").split("DAY")[0]
    notices = phone.page.get_by_role("status", name=text("notices.label"))
    return notices.get_by_text(re.compile(rf"^{re.escape(beginning)}[A-Z]\w+day \d\d:\d\d"))


def test_the_person_chooses_the_two_actions(nudging: Nudging) -> None:
    phone = nudging.phone
    expect(phone.page.get_by_role("radio", name=pair("later", "not-today"))).to_be_checked()
    expect(phone.words("devices.anybody")).to_be_visible()
    deliver(nudging)
    assert [code for code, _ in nudging.the_only_one()["actions"]] == ["later", "not-today"]
    nudging.tap(nudging.the_only_one()["tag"], "later")
    choose(phone, SOMETHING, "not-today")
    assert look_at(phone, "nudge-actions") == []
    deliver(nudging)
    assert nudging.the_only_one()["actions"] == [
        [SOMETHING, action(SOMETHING)],
        ["not-today", action("not-today")],
    ]
    phone.page.reload()
    expect(phone.page.get_by_role("radio", name=pair(SOMETHING, "not-today"))).to_be_checked()


def test_something_is_kept_while_closed_locked_and_off_line_and_shown_before_it_is_sent(
    nudging: Nudging, username: str
) -> None:
    phone, account = nudging.phone, Account.sign_in(nudging.phone.origin, username)
    choose(phone, SOMETHING, "later")
    put_on(phone)
    phone.wait_until_stored()
    phone.page.reload()
    tag = deliver(nudging)
    phone.watch.expect(404, "/api/nudges/.*/response/")  # a nudge that was made up
    phone.lose_network()
    phone.page.close()
    before = datetime.now(UTC).replace(microsecond=0)
    nudging.tap(tag, SOMETHING)
    after = datetime.now(UTC)

    phone = nudging.phone = phone.another_tab().open("/")
    expect(phone.heading("now.title")).to_be_visible()
    assert nudging.shown() == []
    assert "felt_at" not in everything(phone)
    expect(kept_from_a_notification(phone)).to_have_count(0)
    phone.find_network()
    phone.open("/look-back")
    give(phone, PASSPHRASE)
    expect(kept_from_a_notification(phone)).to_be_visible(timeout=patience(20))
    assert look_at(phone, "tapped") == []
    phone.wait_until_stored()
    assert account.check_ins() == []

    phone.page.wait_for_timeout(2_000)  # so that the time of Keep is another one
    phone.open("/")
    notices = phone.page.get_by_role("status", name=text("notices.label"))
    notices.get_by_role("button", name=text("now.keep"), exact=True).click()
    expect(kept_from_a_notification(phone)).to_have_count(0)
    phone.wait_until_stored()
    (kept,) = account.check_ins()
    assert [one["code"] for one in kept["sensations"]] == ["unsure"]
    assert before <= datetime.fromisoformat(kept["felt_at"]) <= after


def test_an_open_app_shows_each_tap_at_once_and_undo_lets_one_go(nudging: Nudging, username: str) -> None:
    phone, account = nudging.phone, Account.sign_in(nudging.phone.origin, username)
    choose(phone, SOMETHING, "later")
    phone.open("/")
    for _ in range(2):
        nudging.tap(deliver(nudging), SOMETHING)
    expect(kept_from_a_notification(phone)).to_be_visible()
    expect(phone.words("tapped.more", n=1)).to_be_visible()
    # The second click of a double click doesn't answer the next one.
    phone.button("kept.undo").dblclick()
    expect(phone.words("tapped.more", n=1)).to_have_count(0)
    expect(kept_from_a_notification(phone)).to_be_visible()
    phone.page.reload()
    expect(kept_from_a_notification(phone)).to_be_visible()
    phone.button("kept.undo").click()
    expect(kept_from_a_notification(phone)).to_have_count(0)
    phone.wait_until_stored()
    assert account.check_ins() == []
