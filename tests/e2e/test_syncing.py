"""Sync in difficult conditions: many entries, a wrong clock, a full storage, an update during a sync."""

import re
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.account import Account
from tests.e2e.hearing import expect_focus_kept
from tests.e2e.phone import Phone
from tests.e2e.slow import FACTOR, patience
from tests.e2e.test_bringing_in import WATCH_LONG_TASKS, choose, keep_all
from tests.e2e.texts import label, text

#: Fewer where each of them takes longer.
MANY, SOME = round(1_000 / FACTOR), round(150 / FACTOR)


def export_of(number: int) -> dict[str, Any]:
    """An export with this number of check-ins of today and the days before."""
    now = datetime.now(UTC)
    check_ins = [
        {
            "id": str(uuid4()),
            "felt_at": f"{now - timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}",
            "zone": "Europe/Lisbon",
            "sensations": [{"code": "ease", "strength": minute % 11}],
            "note": f"the {minute}th",
        }
        for minute in range(number)
    ]
    return {"format": "noticing", "version": 1, "entries": {"check-ins": check_ins}}


def keep_off_line(phone: Phone, username: str, number: int) -> Account:
    phone.sign_up(username)
    phone.wait_for_shell()
    phone.lose_network()
    phone.open("/you/data/bring")
    choose(phone, export_of(number))
    keep_all(phone, number)
    return Account.sign_in(phone.origin, username)


def test_a_thousand_entries_made_off_line_arrive_once_each(
    phone: Phone, username: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """While today's list is open, which updates for each of them. The duration is printed."""
    account = keep_off_line(phone, username, MANY)
    phone.room("now")
    phone.page.evaluate(WATCH_LONG_TASKS)
    began = time.monotonic()
    phone.find_network()
    while (arrived := account.revision()) < MANY and time.monotonic() - began < patience(300) / 1000:
        time.sleep(0.2)
    took = time.monotonic() - began
    longest = phone.page.evaluate("window.longest")
    phone.wait_until_stored()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{MANY} entries in {took:.1f} s; the page was busy for at most {longest:.0f} ms\n"
        )
    assert arrived == account.revision() == MANY


AHEAD = timedelta(hours=30)
#: Shifts the phone's clock from the next page on.
WRONG_CLOCK = """(() => {
  const Right = Date;
  const ahead = %d;
  globalThis.Date = class extends Right {
    constructor(...said) { super(...(said.length ? said : [Right.now() + ahead])); }
    static now() { return Right.now() + ahead; }
  };
})()"""


def test_a_clock_a_day_ahead_is_reported_and_can_be_corrected(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.context.add_init_script(WRONG_CLOCK % (AHEAD.total_seconds() * 1000))
    phone.page.reload()
    phone.watch.expect(400, "/api/check-ins/[^/]+/")
    phone.room("now")
    entry = phone.notice("restlessness")
    expect(phone.notice_of("notices.waiting", n=1)).to_be_visible()
    phone.open(f"/entry/{entry}")
    expect(phone.words("parked.title")).to_be_visible()
    begin = text("parked.setTime").split("{")[0]
    correct = phone.page.get_by_role("button", name=re.compile(rf"^{re.escape(begin)}"))
    phone.screenshot("clock-ahead")
    correct.click()
    expect(phone.words("entry.stored")).to_be_visible()
    expect_focus_kept(phone)
    account = Account.sign_in(phone.origin, username)
    [kept] = account.check_ins()
    assert abs(datetime.now(UTC) - datetime.fromisoformat(kept["felt_at"])) < timedelta(minutes=2)


#: Once `full` is set, every write is refused; after a reload there is room again.
FULL = """window.full = false;
for (const verb of ['put', 'add']) {
  const real = IDBObjectStore.prototype[verb];
  IDBObjectStore.prototype[verb] = function (...what) {
    if (window.full) throw new DOMException('full', 'QuotaExceededError');
    return real.apply(this, what);
  };
}"""


def test_a_full_storage_is_reported_and_the_words_stay_on_the_screen(phone: Phone) -> None:
    phone.context.add_init_script(FULL)
    phone.page.reload()
    entry = phone.notice("numbness")
    phone.open("/words")
    phone.textbox(text("ownWords.title")).fill("a wave 🌊")
    phone.room("now")
    phone.chip("ease").click()
    phone.page.evaluate("window.full = true")
    phone.button("now.keep").click()
    expect(phone.notice_of("notices.storage")).to_be_visible()
    expect(phone.words("now.notKept")).to_be_visible()
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")
    phone.screenshot("storage-full")

    phone.open(f"/curious/{entry}/feeling")
    phone.answer("feeling", "cotton wool")
    phone.button("curious.next").click()
    expect(phone.words("curious.notKept")).to_be_visible()
    expect(phone.textbox(label("questions", "feeling"))).to_have_value("cotton wool")

    phone.page.reload()
    expect(phone.textbox(label("questions", "feeling"))).to_have_value("cotton wool")
    expect(phone.words("curious.here")).to_be_visible()
    phone.room("now")
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")
    kept = phone.keep()
    phone.open(f"/entry/{kept}")
    expect(phone.quoted("a wave 🌊")).to_be_visible()


def test_an_unusable_storage_is_reported(phone: Phone) -> None:
    phone.context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    phone.page.reload()
    phone.chip("ease").click()
    phone.button("now.keep").click()
    expect(phone.notice_of("notices.storage")).to_be_visible()
    expect(phone.words("now.notKept")).to_be_visible()
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")


#: To the browser, a worker with another address is another version; resolves once it is installed.
NEW_VERSION = """async () => {
  const registration = await navigator.serviceWorker.register('/sw.js?next');
  while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 20));
  return navigator.serviceWorker.controller.scriptURL;
}"""


def test_an_update_waits_for_the_sync(phone: Phone, username: str) -> None:
    account = keep_off_line(phone, username, SOME)
    on_its_way: list[Route] = []
    phone.page.route("**/api/check-ins/*/", lambda route: on_its_way.append(route), times=1)
    with phone.page.expect_request("**/api/check-ins/*/"):
        phone.find_network()
    assert phone.page.evaluate(NEW_VERSION).endswith("/sw.js")
    on_its_way[0].continue_()
    phone.page.reload()
    phone.page.wait_for_timeout(500)
    phone.page.reload()
    phone.wait_until_stored()
    assert account.revision() == SOME
