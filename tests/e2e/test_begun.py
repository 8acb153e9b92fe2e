"""An unfinished check-in on Now survives the end of the app, and comes back by itself only for a short
while."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Error, Locator, Route, expect

from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_journal import INTO_THE_BACKGROUND, LOSE, REFUSE
from tests.e2e.test_lock import PASSPHRASE, everything, give, put_on
from tests.e2e.texts import text

WORDS = "as if the floor leaned away"
EVENING = datetime(2026, 6, 3, 19, 14, tzinfo=UTC)  # a Wednesday, 20:14 in Lisbon
#: All drafts in the phone's store.
DRAFTS = """async () => {
  const db = await openStore();
  const reading = db.transaction('drafts').objectStore('drafts').getAll();
  await new Promise((resolve) => { reading.onsuccess = resolve; });
  db.close();
  const bytes = (_, value) => value instanceof Uint8Array ? 'sealed' : value;
  return JSON.stringify(reading.result, bytes);
}"""

#: A draft of a kind that this version doesn't know, as a later version would have stored it.
OF_ANOTHER_KIND = """async () => {
  const db = await openStore();
  const writing = db.transaction('drafts', 'readwrite');
  writing.objectStore('drafts').put({ name: 'letters.new', words: { text: 'a letter' } });
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  db.close();
}"""


INTO_SIGHT = INTO_THE_BACKGROUND.replace("hidden", "visible").replace(
    "'visibilityState', {", "'visibilityState', { configurable: true,"
)
OUT_OF_SIGHT = INTO_SIGHT.replace("visible", "hidden")


def drafts(phone: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(phone.page.evaluate(DRAFTS))
    return found


def wait_until_written(phone: Phone) -> None:
    """Wait for the half-second pause and the write."""
    phone.page.wait_for_timeout(patience(0.9))


def kill(phone: Phone) -> None:
    """The phone ends the app without notice."""
    wait_until_written(phone)
    with phone.page.expect_event("crash"), suppress(Error):
        phone.page.goto("chrome://crash")
    phone.page.close()


def kill_and_open(phone: Phone, later: timedelta = timedelta()) -> Phone:
    kill(phone)
    again = phone.another_tab()
    if later:
        again.page.clock.set_system_time(EVENING + later)
    return again.open()


def set_clock(phone: Phone, now: datetime = EVENING) -> None:
    phone.page.clock.set_system_time(now)
    phone.page.reload()
    expect(phone.heading("now.title")).to_be_visible()


def begin(phone: Phone) -> None:
    """Choose two sensations, one with a strength, and write words."""
    phone.chip("ease").click()
    phone.chip("jaw-tension").click()
    phone.dot("jaw-tension", 8).click()
    phone.link("now.ownWords").click()
    phone.textbox(text("ownWords.title")).fill(WORDS)


def expect_as_it_was(phone: Phone) -> None:
    expect(phone.chip("jaw-tension")).to_have_attribute("aria-pressed", "true")
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")
    expect(phone.dot("jaw-tension", 8)).to_have_attribute("aria-pressed", "true")
    expect(phone.page.get_by_role("link", name=WORDS)).to_be_visible()


def expect_empty(phone: Phone) -> None:
    for code in ("ease", "jaw-tension"):
        expect(phone.chip(code)).to_have_attribute("aria-pressed", "false")
    expect(phone.page.get_by_text(WORDS)).to_have_count(0)


def line(phone: Phone, day: str = "today") -> Locator:
    return phone.words("begun.here", when=text(f"begun.{day}"))


def expect_the_line_alone(phone: Phone, day: str = "today") -> None:
    expect(line(phone, day)).to_be_visible()
    expect_empty(phone)


def test_a_draft_comes_back_after_the_phone_ended_the_app(phone: Phone) -> None:
    begin(phone)
    phone = kill_and_open(phone)
    expect_as_it_was(phone)
    expect(line(phone)).to_have_count(0)
    phone.keep()
    assert drafts(phone) == []
    phone = kill_and_open(phone)
    expect_empty(phone)
    expect(line(phone)).to_have_count(0)


def test_a_draft_comes_back_off_line(phone: Phone) -> None:
    phone.lose_network()
    begin(phone)
    phone = kill_and_open(phone)
    expect_as_it_was(phone)


def test_the_last_tap_is_saved_at_once_when_the_app_is_left(phone: Phone) -> None:
    expect(phone.heading("now.title")).to_be_visible()
    phone.wait_for_shell()
    phone.page.evaluate("() => { window.setTimeout = () => 0; }")  # no pause is ever over
    phone.chip("ease").click()
    phone.page.evaluate(INTO_THE_BACKGROUND)
    phone = kill_and_open(phone)
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")


def test_an_emptied_draft_is_deleted(phone: Phone) -> None:
    phone.chip("ease").click()
    wait_until_written(phone)
    assert len(drafts(phone)) == 1
    phone.chip("ease").press("Enter")
    wait_until_written(phone)
    assert drafts(phone) == []


def test_a_draft_comes_back_within_half_an_hour_and_is_offered_later(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(minutes=29))
    expect_as_it_was(phone)
    phone = kill_and_open(phone, timedelta(minutes=31))
    expect_the_line_alone(phone)
    phone = kill_and_open(phone, timedelta(days=2))
    there = text("begun.here", when=text("begun.onDay", day="Wednesday"))
    expect(phone.quoted(there)).to_be_visible()
    expect_empty(phone)
    phone = kill_and_open(phone, timedelta(days=9))
    there = text("begun.here", when=text("begun.onDay", day="Wednesday 3 June"))
    expect(phone.quoted(there)).to_be_visible()


def test_a_draft_of_the_previous_day_is_only_offered(phone: Phone) -> None:
    phone.page.clock.set_system_time(EVENING + timedelta(hours=3, minutes=36))  # ten to midnight
    phone.page.reload()
    phone.chip("ease").click()
    phone = kill_and_open(phone, timedelta(hours=3, minutes=56))
    expect_the_line_alone(phone, "yesterday")


def test_a_continued_draft_is_saved_with_its_own_time(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(days=1, hours=2))
    expect_the_line_alone(phone, "yesterday")
    assert look_at(phone, "begun-line") == []
    phone.button("begun.goOn").click()
    expect_as_it_was(phone)
    expect(phone.words("begun.own", when=text("begun.yesterday"), time="20:14")).to_be_visible()
    expect(line(phone, "yesterday")).to_have_count(0)
    assert look_at(phone, "begun-own-time") == []
    phone = kill_and_open(phone, timedelta(days=1, hours=2, minutes=5))
    expect_as_it_was(phone)
    expect(phone.words("begun.own", when=text("begun.yesterday"), time="20:14")).to_be_visible()
    phone.keep()
    phone.button("kept.undo").click()
    expect(phone.words("begun.own", when=text("begun.yesterday"), time="20:14")).to_be_visible()
    number = phone.keep()
    assert felt_at(phone, number).startswith("2026-06-03T19:14")
    assert drafts(phone) == []


def test_a_continued_draft_can_be_saved_with_the_current_time(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(days=1, hours=2))
    phone.button("begun.goOn").click()
    phone.button("begun.withNow").click()
    expect(phone.words("begun.now")).to_be_visible()
    phone.button("begun.withOwn").click()
    expect(phone.button("begun.withNow")).to_be_visible()
    phone.button("begun.withNow").click()
    number = phone.keep()
    assert felt_at(phone, number).startswith("2026-06-04T21:14")


KEPT = """async (id) => {
  const db = await openStore();
  const reading = db.transaction('entries').objectStore('entries').get(['check-ins', id]);
  await new Promise((resolve) => { reading.onsuccess = resolve; });
  db.close();
  return reading.result.data.felt_at;
}"""


def felt_at(phone: Phone, number: str) -> str:
    found: str = phone.page.evaluate(KEPT, number)
    return found


def test_a_second_draft_is_offered_after_the_first_is_continued(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(days=1))
    expect_the_line_alone(phone, "yesterday")
    phone.chip("numbness").click()
    phone.button("begun.goOn").click()
    expect_as_it_was(phone)
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "false")
    expect(line(phone)).to_be_visible()
    phone.keep()
    phone.room("now")
    expect(line(phone)).to_be_visible()
    phone.button("begun.goOn").click()
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "true")
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "false")


def test_a_draft_is_discarded_after_a_confirmation(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone = kill_and_open(phone, timedelta(days=1))
    phone.button("begun.letGo").click()
    expect(phone.words("begun.sure")).to_be_visible()
    assert look_at(phone, "begun-sure") == []
    phone.button("begun.stay").click()
    expect_the_line_alone(phone, "yesterday")
    phone.button("begun.letGo").click()
    phone.button("begun.letGo").click()
    expect(line(phone, "yesterday")).to_have_count(0)
    assert drafts(phone) == []
    phone = kill_and_open(phone, timedelta(days=1))
    expect_empty(phone)
    expect(line(phone, "yesterday")).to_have_count(0)


def switch_leave_on(phone: Phone) -> None:
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    phone.room("now")


def test_after_leave_a_draft_is_only_offered(phone: Phone) -> None:
    switch_leave_on(phone)
    begin(phone)
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    phone.page.close()
    phone = phone.another_tab().open()
    expect_the_line_alone(phone)
    phone.page.reload()
    expect_the_line_alone(phone)
    assert phone.page.evaluate("localStorage.getItem('noticing.left')") is None
    phone.button("begun.goOn").click()
    expect_as_it_was(phone)


def test_the_half_hour_also_applies_to_an_app_that_was_only_hidden(phone: Phone) -> None:
    set_clock(phone)
    begin(phone)
    phone.page.evaluate(OUT_OF_SIGHT)
    phone.page.clock.set_system_time(EVENING + timedelta(minutes=29))
    phone.page.evaluate(INTO_SIGHT)
    expect(phone.textbox(text("ownWords.title"))).to_have_value(WORDS)
    phone.page.evaluate(OUT_OF_SIGHT)
    phone.page.clock.set_system_time(EVENING + timedelta(minutes=31))
    phone.page.evaluate(INTO_SIGHT)
    expect(phone.textbox(text("ownWords.title"))).to_have_value("")
    expect(line(phone)).to_be_visible()
    phone.room("now")
    expect_the_line_alone(phone)


def expect_the_same_whether_or_not_something_was_begun(phone: Phone) -> None:
    phone.open("/look-back")
    phone.button("lock.cannot").click()
    expect(phone.words("lock.cannotBegun")).to_be_visible()
    assert not re.search("[0-9]", phone.page.get_by_role("main").inner_text())
    phone.button("lock.cannotBack").click()
    phone.open("/")


def test_a_closed_lock_neither_shows_nor_mentions_a_draft(phone: Phone) -> None:
    put_on(phone)
    phone.open("/")
    begin(phone)
    wait_until_written(phone)
    assert WORDS not in everything(phone)
    assert "jaw-tension" not in everything(phone)
    phone = kill_and_open(phone)
    expect_empty(phone)
    expect(phone.button("begun.goOn")).to_have_count(0)
    expect_the_same_whether_or_not_something_was_begun(phone)

    phone.chip("numbness").click()  # this draft is sealed, and disappears once the app is hidden
    wait_until_written(phone)
    assert "numbness" not in everything(phone)
    assert len(drafts(phone)) == 2
    phone.page.evaluate(OUT_OF_SIGHT)
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "false")
    phone = kill_and_open(phone)
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "false")
    expect(phone.button("begun.goOn")).to_have_count(0)

    phone.open("/look-back")
    give(phone, PASSPHRASE)
    expect(phone.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    phone.room("now")
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "true")
    expect(line(phone)).to_be_visible()
    phone.button("begun.goOn").click()
    expect_as_it_was(phone)


def test_two_windows_do_not_overwrite_each_others_drafts(phone: Phone) -> None:
    phone.chip("ease").click()
    wait_until_written(phone)
    other = phone.another_tab().open()
    expect(other.chip("ease")).to_have_attribute("aria-pressed", "true")
    other.chip("numbness").click()
    phone.chip("jaw-tension").click()
    wait_until_written(phone)
    found = [json.loads(row["words"]["text"])["felt"] for row in drafts(phone)]
    codes = sorted(sorted(one["code"] for one in felt) for felt in found)
    assert codes == [["ease", "jaw-tension"], ["ease", "numbness"]]


def test_signing_out_mentions_the_draft_first(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    begin(phone)
    wait_until_written(phone)
    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.words("account.draft")).to_be_visible()
    expect(phone.link("account.draftLook.journal")).to_have_count(0)
    assert look_at(phone, "begun-sign-out") == []
    phone.link("account.draftLook.check-ins").click()
    expect_as_it_was(phone)
    phone.open("/you/account")
    phone.button("account.signOut").click()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible()
    phone.room("now")
    expect_empty(phone)
    wait_until_written(phone)
    assert drafts(phone) == []


def test_the_journal_lists_only_its_own_drafts(phone: Phone) -> None:
    begin(phone)
    wait_until_written(phone)
    phone.page.evaluate(OF_ANOTHER_KIND)
    assert len(drafts(phone)) == 2
    phone.open("/practise/journal")
    expect(phone.heading("journal.title")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("journal.begun"))).to_have_count(0)


def test_a_reload_keeps_a_draft_that_a_full_storage_refused(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.page.evaluate(REFUSE)
    begin(phone)
    wait_until_written(phone)
    assert drafts(phone) == []
    phone.page.reload()
    phone.open("/")
    expect_as_it_was(phone)
    wait_until_written(phone)
    assert len(drafts(phone)) == 1


def test_a_reload_keeps_a_draft_whose_write_was_pending(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.page.evaluate(LOSE)
    begin(phone)
    phone.page.reload()
    phone.open("/")
    expect_as_it_was(phone)
    wait_until_written(phone)
    assert len(drafts(phone)) == 1
    assert not phone.page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('words'))")


def test_a_tap_before_all_code_has_loaded_survives_a_reload(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(service_workers="block")
    held: list[Route] = []
    phone.page.route("**/keeper*.js", lambda route: held.append(route))
    phone.page.reload()
    phone.chip("ease").click()
    phone.chip("numbness").click()
    phone.chip("numbness").press("Enter")
    phone.page.unroute("**/keeper*.js")
    phone.page.reload()
    expect(phone.chip("ease")).to_have_attribute("aria-pressed", "true")
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "false")
    wait_until_written(phone)
    assert len(drafts(phone)) == 1
    assert held
