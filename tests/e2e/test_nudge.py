"""A nudge end to end: due in a minute, pushed by the server, shown by the service worker, answered with a
tap."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.nudging import Nudging
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import put_on
from tests.e2e.texts import label, text
from tests.services.push_service import PushService, Received

pytestmark = pytest.mark.usefixtures("whole_browser")

LISBON = ZoneInfo("Europe/Lisbon")
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: Seconds: the interval of Celery beat, on a busy machine.
PATIENCE = 40
#: Chromium shows two; a tap beside them checks in.
ACTIONS = ("later", "not-today")
OWN_WORDS = "Tea, and a window"


@pytest.fixture
def nudging(phone: Phone, username: str, push_service: PushService) -> Nudging:
    """A signed-in phone with a subscription at the stand-in and permission for notifications."""
    Account.sign_up(phone.origin, username)
    nudging = Nudging(phone, push_service)
    phone.wait_for_shell()
    phone.sign_in(username)
    nudging.allow()
    phone.page.reload()
    phone.open("/you/reminders/devices")
    expect(phone.page.get_by_role("heading", name=label_of_this_phone())).to_be_visible()
    return nudging


def label_of_this_phone() -> str:
    return text("devices.this", label="Chrome, Linux")


def next_minute() -> datetime:
    """A full minute in Lisbon's zone, far enough ahead to set a reminder."""
    enough = timedelta(seconds=60 + patience(15) / 1000)
    return (datetime.now(LISBON) + enough).replace(second=0, microsecond=0)


def nudged(nudging: Nudging) -> Received:
    """Wait for the push to this phone at the stand-in."""
    limit = time.monotonic() + 60 + patience(15 + PATIENCE) / 1000
    while not nudging.service.of(nudging.subscription):
        assert time.monotonic() < limit, f"no push came; complaints: {nudging.service.complaints}"
        nudging.phone.page.wait_for_timeout(250)
    return nudging.service.of(nudging.subscription)[0]


def answer_to(account: Account, nudge: str) -> str | None:
    nudges: list[dict[str, Any]] = account.ask("GET", "/api/nudges/")["results"]
    response: str | None = next(each["response"] for each in nudges if each["id"] == nudge)
    return response


def test_a_reminder_due_in_the_next_minute_reaches_the_phone_and_is_answered_there(
    nudging: Nudging, username: str
) -> None:
    phone, at = nudging.phone, next_minute()
    phone.open("/you/reminders/new/own")
    phone.page.get_by_label(text("reminder.at"), exact=True).fill(f"{at:%H:%M}")
    phone.button("reminder.keep").click()
    expect(phone.words("thisPhone.on")).to_be_visible()

    push = nudged(nudging)
    assert datetime.now(UTC) >= at
    assert int(push.headers["TTL"]) > 0
    sent = json.loads(push.payload)["notification"]
    is_shown_as_it_was_sent(nudging, push, sent)
    account, nudge = Account.sign_in(phone.origin, username), sent["data"]["nudge"]

    # A repeated message shows one notification, and none once the nudge was answered.
    nudging.deliver(push.payload)
    nudging.the_only_one()
    opens_now_beside_what_was_open(nudging, sent["tag"])
    assert answer_to(account, nudge) == "opened"
    nudging.deliver(push.payload)
    assert nudging.shown() == []

    nudging.deliver(in_round(2, push))
    nudging.the_only_one()
    phone.page.close()
    nudging.tap(sent["tag"], "later")
    assert answer_to(account, nudge) == "later"

    phone = nudging.phone = phone.another_tab().open("/you/reminders/came")
    expect(phone.words("came.again")).to_be_visible()
    assert look_at(phone, "came") == []
    off_line_it_waits_for_the_next_open(nudging, push, sent["tag"])
    assert answer_to(account, nudge) == "not-today"


def in_round(number: int, push: Received) -> bytes:
    """The payload of the same nudge in another round, as after "later"."""
    message = json.loads(push.payload)
    message["notification"]["data"]["round"] = number
    return json.dumps(message).encode()


def is_shown_as_it_was_sent(nudging: Nudging, push: Received, sent: dict[str, Any]) -> None:
    nudging.deliver(push.payload)
    notification = nudging.the_only_one()
    assert notification == {
        "title": label("nudge", "title"),
        "body": "",
        "lang": "en",
        "tag": sent["tag"],
        "data": {**sent["data"], "navigate": sent["navigate"]},
        "actions": [[each["action"], each["title"]] for each in sent["actions"] if each["action"] in ACTIONS],
    }
    assert [action for action, _ in notification["actions"]] == list(ACTIONS)


def opens_now_beside_what_was_open(nudging: Nudging, tag: str) -> None:
    """Check that the open page goes to Now without a reload, and the notification disappears."""
    phone = nudging.phone
    phone.open("/you/about")
    phone.page.evaluate("window.mark = 'the same page'")
    nudging.tap(tag)
    expect(phone.heading("now.title")).to_be_visible()
    assert phone.page.evaluate("window.mark") == "the same page"
    assert nudging.shown() == []


def off_line_it_waits_for_the_next_open(nudging: Nudging, push: Received, tag: str) -> None:
    phone = nudging.phone
    nudging.deliver(in_round(3, push))
    phone.lose_network()
    nudging.tap(tag, "not-today")
    with phone.page.expect_response("**/api/nudges/*/response/"):
        phone.find_network()
        phone.page.reload()


def payload(**changes: Any) -> dict[str, Any]:
    """A payload as from the server, for a nudge that doesn't exist."""
    data = {"nudge": str(uuid4()), "reminder": str(uuid4())}
    notification = {
        "title": label("nudge", "title"),
        "lang": "en",
        "dir": "ltr",
        "tag": uuid4().hex,
        "data": data,
    }
    return {"web_push": 8030, "notification": notification | changes}


def show_own_words(nudging: Nudging, username: str) -> None:
    """Show a notification with own words."""
    phone = nudging.phone
    reminder = str(uuid4())
    body = {"days": EVERY_DAY, "at": "04:00", "active": True, "wording": "own", "own_words": OWN_WORDS}
    Account.sign_in(phone.origin, username).ask("PUT", f"/api/reminders/{reminder}/", body)
    phone.page.reload()
    phone.open("/you/reminders")
    expect(phone.quoted(f"“{OWN_WORDS}”")).to_be_visible()
    message = payload(data={"nudge": str(uuid4()), "reminder": reminder})
    assert OWN_WORDS not in json.dumps(message)
    nudging.deliver(json.dumps(message).encode())
    assert nudging.the_only_one()["title"] == OWN_WORDS


def test_the_phone_inserts_own_words(nudging: Nudging, username: str) -> None:
    show_own_words(nudging, username)


def close_the_lock(phone: Phone) -> None:
    put_on(phone)
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def put_on_and_open_again(phone: Phone) -> None:
    put_on(phone)
    phone.page.reload()
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def leave_quickly(phone: Phone) -> None:
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    phone.open("/too-much")


def sign_out(phone: Phone) -> None:
    phone.wait_until_stored()
    phone.button("account.signOut").click()
    expect(phone.heading("you.title")).to_be_visible()


@pytest.mark.parametrize("hide", [close_the_lock, put_on_and_open_again, leave_quickly, sign_out])
def test_shown_notifications_with_own_words_are_closed(
    nudging: Nudging, username: str, hide: Callable[[Phone], None]
) -> None:
    show_own_words(nudging, username)
    nudging.deliver(json.dumps(payload(tag="neutral")).encode())
    hide(nudging.phone)
    expect_titles(nudging, [label("nudge", "title")])


def expect_titles(nudging: Nudging, titles: list[str]) -> None:
    for _ in range(int(patience(5) / 100)):
        if [each["title"] for each in nudging.shown()] == titles:
            return
        nudging.phone.page.wait_for_timeout(100)
    assert [each["title"] for each in nudging.shown()] == titles


ANSWERS = """async () => {
  const db = await openStore();
  const counting = db.transaction('answers').objectStore('answers').count();
  await new Promise((resolve) => { counting.onsuccess = resolve; });
  db.close();
  return counting.result;
}"""


def test_a_locked_phone_shows_the_neutral_line_and_takes_an_answer(nudging: Nudging, username: str) -> None:
    phone = nudging.phone
    phone.watch.expect(404, "/api/nudges/.*/response/")  # a nudge that was made up
    reminder = str(uuid4())
    body = {"days": EVERY_DAY, "at": "04:00", "active": True, "wording": "own", "own_words": OWN_WORDS}
    Account.sign_in(phone.origin, username).ask("PUT", f"/api/reminders/{reminder}/", body)
    phone.page.reload()
    phone.open("/you/reminders")
    expect(phone.quoted(f"“{OWN_WORDS}”")).to_be_visible()
    put_on(phone)
    phone.wait_until_stored()
    phone.page.reload()
    message = payload(data={"nudge": str(uuid4()), "reminder": reminder})
    nudging.deliver(json.dumps(message).encode())
    notification = nudging.the_only_one()
    assert notification["title"] == label("nudge", "title")
    # If the server required the lock's pass, the answer would wait.
    nudging.tap(notification["tag"], "later")
    assert phone.page.evaluate(ANSWERS) == 0


def test_a_repeated_push_shows_nothing_while_its_answer_waits_and_lets_it_be_sent(nudging: Nudging) -> None:
    phone = nudging.phone
    phone.watch.expect(404, "/api/nudges/.*/response/")  # a nudge that was made up
    data = {"nudge": str(uuid4()), "reminder": str(uuid4()), "round": 1}
    message = payload(data=data)
    nudging.deliver(json.dumps(message).encode())
    phone.lose_network()
    nudging.tap(nudging.the_only_one()["tag"], "later")
    assert phone.page.evaluate(ANSWERS) == 1
    phone.find_network()
    nudging.deliver(json.dumps(message).encode())
    assert nudging.shown() == []
    assert phone.page.evaluate(ANSWERS) == 0
    message["notification"]["data"]["round"] = 2
    nudging.deliver(json.dumps(message).encode())
    assert nudging.the_only_one()["data"]["round"] == 2


def test_an_unreadable_push_shows_a_neutral_notification(nudging: Nudging) -> None:
    nudging.deliver(b"no json")
    notification = nudging.the_only_one()
    assert notification["title"] == label("nudge", "title")
    assert notification["actions"] == []
