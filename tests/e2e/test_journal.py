"""The journal: drafts survive closing the app, and heavy questions are shown only by choice."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error, Locator, expect

from tests.e2e.account import Account
from tests.e2e.kept_before import PUT, ZONE, check_in, days_ago, felt, fill, local_day, row
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_five_thousand import SLOWER, Stopwatch
from tests.e2e.test_for_everyone import look_at, press_until
from tests.e2e.texts import label, prompt, prompts, text

LISBON = ZoneInfo(ZONE)
WORDS = "The kettle, and then nobody said anything.\n\nﷺ 🌊"
MORE = " It was a soft quiet."
MOST = 20_000
LIGHT, HEAVY = "building-capacity-1", "early-blueprint-2"
DRAFT_IS = """async ([name, wanted]) => {
  const db = await openStore();
  const reading = db.transaction('drafts').objectStore('drafts').get(name);
  await new Promise((resolve) => { reading.onsuccess = resolve; });
  db.close();
  return (reading.result?.words.text ?? null) === wanted;
}"""
#: The phone's storage is full: every write is refused.
REFUSE = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
}"""
#: A write that is pending when the page closes, and is lost.
LOSE = "() => { IDBObjectStore.prototype.put = () => new Promise(() => {}); }"

#: The browser's events when another app comes to the front, and when the page closes.
INTO_THE_BACKGROUND = """() => {
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
OUT_OF_SIGHT = "() => { dispatchEvent(new PageTransitionEvent('pagehide')); }"


def page(at: datetime, **said: Any) -> dict[str, Any]:
    marks = {"for_session": False, "never_shared": False}
    return {"written_at": check_in(at)["felt_at"], "zone": ZONE, "prompt": None, "text": WORDS} | marks | said


def wrote_before(phone: Phone, pages: list[dict[str, Any]]) -> list[str]:
    """Puts them straight into the phone's store, as if kept then; returns their ids."""
    ids = [str(UUID(int=3000 + number)) for number in range(len(pages))]
    days = [local_day(body | {"felt_at": body["written_at"]}) for body in pages]
    rows = [row("journal", body, day, entry_id=one) for one, body, day in zip(ids, pages, days, strict=True)]
    phone.page.evaluate(PUT, rows)
    return ids


def journal(phone: Phone) -> None:
    """Open the journal from Practise."""
    phone.room("practise")
    phone.link("journal.door").click()
    expect(phone.heading("journal.title")).to_be_visible()


def write_freely(phone: Phone) -> Locator:
    """Open an empty page from the journal; returns its text box."""
    phone.link("journal.freeDoor").click()
    return field(phone)


def field(phone: Phone, name: str = "journal.freeTitle") -> Locator:
    found = phone.textbox(text(name))
    expect(found).to_be_visible()
    return found


def keep(phone: Phone) -> str:
    """Returns its id."""
    phone.button("journal.keep").click()
    expect(phone.heading("journal.kept")).to_be_visible()
    return phone.page.url.split("/")[-2]


def wait_for_draft(phone: Phone, name: str, words: str | None) -> None:
    """Wait until the phone's draft has these words, or, with None, until there is no such draft."""
    end = monotonic() + patience(10) / 1000
    while not phone.page.evaluate(DRAFT_IS, [name, words]):
        assert monotonic() < end, f"the draft of {name} isn't that"
        phone.page.wait_for_timeout(100)


def close_and_open(phone: Phone) -> Phone:
    """Close the app at once, and open it again."""
    phone.page.close()
    return phone.another_tab().open()


def main(phone: Phone) -> Locator:
    return phone.page.get_by_role("main")


def group_named(code: str) -> re.Pattern[str]:
    """Matches the start of the group's name, since its weight follows."""
    return re.compile(rf"^{label('journal', code)}")


def section(phone: Phone, key: str) -> Locator:
    heading = phone.page.get_by_role("heading", name=text(key), exact=True)
    return main(phone).locator("section", has=heading)


def way(phone: Phone, key: str) -> Locator:
    return main(phone).get_by_role("link", name=text(key), exact=True)


def stored(account: Account) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = account.ask("GET", "/api/journal/")["results"]
    return found


def test_a_page_written_off_line_survives_closing_the_app_and_syncs_to_another_phone(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.lose_network()
    journal(phone)
    write_freely(phone).fill(WORDS)
    wait_for_draft(phone, "free", WORDS)

    phone = close_and_open(phone)
    journal(phone)
    expect(section(phone, "journal.begun").get_by_role("listitem")).to_have_count(1)
    words = write_freely(phone)
    expect(words).to_have_value(WORDS)
    words.press("Control+End")
    words.press_sequentially(MORE)
    number = keep(phone)
    expect(phone.words("entry.kept")).to_be_visible()
    wait_for_draft(phone, "free", None)
    journal(phone)
    expect(section(phone, "journal.begun")).to_have_count(0)
    expect(section(phone, "journal.written").get_by_role("listitem")).to_have_count(1)

    phone.find_network()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    assert [(one["id"], one["prompt"], one["text"]) for one in stored(account)] == [
        (number, None, WORDS + MORE)
    ]

    second = new_phone()
    second.sign_in(username)
    journal(second)
    section(second, "journal.written").get_by_role("link").click()
    expect(second.words("entry.stored")).to_be_visible()
    assert main(second).locator(".words").evaluate("node => node.textContent") == WORDS + MORE


@pytest.mark.parametrize("leave", [INTO_THE_BACKGROUND, OUT_OF_SIGHT], ids=["background", "closed"])
def test_the_last_words_are_saved_at_once_when_the_app_is_left(phone: Phone, leave: str) -> None:
    journal(phone)
    words = write_freely(phone)
    phone.page.evaluate("() => { window.setTimeout = () => 0; }")  # no pause is ever over
    words.fill(WORDS)
    phone.page.evaluate(leave)
    wait_for_draft(phone, "free", WORDS)
    phone = close_and_open(phone)
    phone.open("/journal/new/free")
    expect(field(phone)).to_have_value(WORDS)


def test_a_killed_tab_loses_no_more_than_half_a_second(phone: Phone) -> None:
    journal(phone)
    words = write_freely(phone)
    words.fill(WORDS)
    wait_for_draft(phone, "free", WORDS)
    with phone.page.expect_event("crash"), suppress(Error):
        phone.page.goto("chrome://crash")
    phone = close_and_open(phone)
    phone.open("/journal/new/free")
    expect(field(phone)).to_have_value(WORDS)


def test_each_question_has_its_own_draft(phone: Phone) -> None:
    for code, words in (("free", "a door"), (LIGHT, "a smaller one"), (HEAVY, "a heavy one")):
        phone.open(f"/journal/new/{code}")
        main(phone).get_by_role("textbox").fill(words)
        way(phone, "more.enough").click()
        expect(phone.heading("journal.title")).to_be_visible()
    begun = section(phone, "journal.begun").get_by_role("listitem")
    expect(begun).to_have_count(3)
    expect(begun.filter(has_text="a smaller one")).to_contain_text(label("journal", "building-capacity"))
    expect(begun.filter(has_text=label("journal", "early-blueprint"))).not_to_contain_text("a heavy one")
    begun.filter(has_text=text("journal.free")).get_by_role("link").click()
    expect(field(phone)).to_have_value("a door")
    field(phone).fill("")
    way(phone, "more.enough").click()
    expect(begun).to_have_count(2)


def test_undo_turns_a_saved_page_back_into_a_draft(phone: Phone) -> None:
    phone.open(f"/journal/new/{LIGHT}")
    main(phone).get_by_role("textbox").fill(WORDS)
    keep(phone)
    phone.button("kept.undo").click()
    expect(phone.titled(prompt(LIGHT))).to_be_visible()
    expect(phone.textbox(prompt(LIGHT))).to_have_value(WORDS)
    journal(phone)
    expect(section(phone, "journal.written")).to_have_count(0)


def test_heavy_questions_are_shown_by_choice_only_with_settling_beside(phone: Phone) -> None:
    heavy = [prompt(code) for code in prompts("heavy")]

    def none_is_shown() -> None:
        for question in heavy:
            expect(phone.page.get_by_text(question)).to_have_count(0)

    wrote_before(phone, [page(days_ago(0, hour=0), prompt=HEAVY, text="a heavy one")])
    for path in ("/", "/practise", "/look-back", f"/look-back/{days_ago(0).date()}", "/practise/journal"):
        phone.open(path)
        expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        none_is_shown()
    week = section(phone, "journal.week").get_by_role("link")
    expect(week).to_have_count(1)
    assert week.inner_text() in [prompt(code) for code in prompts("light")]

    row = section(phone, "journal.groups").get_by_role("link", name=group_named("early-blueprint"))
    expect(row).to_contain_text(text("journal.weights.heavy"))
    row.click()
    expect(phone.words("journal.before.text")).to_be_visible()
    none_is_shown()
    phone.link("journal.before.settle").click()
    phone.button("settle.stop").click()
    expect(phone.words("journal.before.text")).to_be_visible()
    none_is_shown()
    phone.link("journal.before.open").click()
    for question in heavy:
        expect(main(phone).get_by_role("link", name=question)).to_be_visible()

    main(phone).get_by_role("link", name=heavy[0]).click()
    words = phone.textbox(heavy[0])
    words.fill("It went up the stairs")
    way(phone, "journal.settle").click()
    expect(phone.titled(label("settling", "look-around"))).to_be_visible()
    phone.button("settle.stop").click()
    expect(words).to_have_value("It went up the stairs")
    number = keep(phone)
    phone.open(f"/journal/{number}")
    expect(phone.titled(heavy[0])).to_be_visible()
    expect(way(phone, "journal.settle")).to_be_visible()


def test_other_questions_open_in_any_order(phone: Phone) -> None:
    journal(phone)
    for group in ("safety-and-repair", "building-capacity", "present-patterns"):
        section(phone, "journal.groups").get_by_role("link", name=group_named(group)).click()
        expect(phone.titled(label("journal", group))).to_be_visible()
        expect(main(phone).get_by_role("link", name=prompt(f"{group}-3"))).to_be_visible()
        phone.link("app.back").click()
        expect(phone.heading("journal.title")).to_be_visible()


def test_a_page_that_is_too_long_is_refused_and_not_lost(phone: Phone) -> None:
    over = text("now.tooLong", most=f"{MOST:,}", over=3)
    phone.open("/journal/new/free")
    field(phone).fill("x" * (MOST + 3))
    expect(phone.quoted(over)).to_be_visible()
    phone.button("journal.keep").click()
    expect(phone.heading("journal.freeTitle")).to_be_visible()
    wait_for_draft(phone, "free", "x" * (MOST + 3))
    phone.page.reload()
    expect(field(phone)).to_have_value("x" * (MOST + 3))
    field(phone).fill("🌊" * MOST)
    expect(phone.quoted(over)).to_have_count(0)
    keep(phone)


def test_a_full_storage_is_reported_and_loses_nothing(phone: Phone) -> None:
    phone.open("/journal/new/free")
    phone.page.evaluate(REFUSE)
    field(phone).fill(WORDS)
    expect(phone.words("curious.notKept")).to_be_visible()
    phone.button("journal.keep").click()
    expect(phone.heading("journal.freeTitle")).to_be_visible()
    expect(field(phone)).to_have_value(WORDS)
    expect(phone.words("curious.notKept")).to_be_visible()
    phone.link("app.tooMuch").click()
    expect(phone.words("tooMuch.notKept")).to_be_visible()
    phone.page.reload()
    phone.open("/journal/new/free")
    expect(field(phone)).to_have_value(WORDS)
    keep(phone)
    phone.link("app.tooMuch").click()
    expect(phone.words("tooMuch.kept")).to_be_visible()


def test_a_reload_keeps_words_whose_write_was_pending(phone: Phone) -> None:
    phone.open("/journal/new/free")
    phone.page.evaluate(LOSE)
    field(phone).fill(WORDS)
    phone.page.reload()
    expect(field(phone)).to_have_value(WORDS)
    wait_for_draft(phone, "free", WORDS)
    phone.page.wait_for_function("() => !Object.keys(sessionStorage).some((key) => key.includes('words'))")


def test_an_empty_page_is_not_saved(phone: Phone) -> None:
    phone.open("/journal/new/free")
    field(phone).fill("  ")
    phone.button("journal.keep").click()
    expect(phone.words("journal.none")).to_be_visible()
    journal(phone)
    expect(section(phone, "journal.written")).to_have_count(0)
    expect(section(phone, "journal.begun")).to_have_count(0)


def test_a_page_can_be_edited_moved_marked_and_deleted(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    [number] = wrote_before(phone, [page(days_ago(0, hour=0), prompt=LIGHT)])
    phone.open(f"/journal/{number}")
    way(phone, "journal.words").click()
    words = field(phone, "journal.rewriteTitle")
    words.fill(WORDS + MORE)
    way(phone, "more.enough").click()
    expect(phone.link("journal.goOn")).to_be_visible()
    assert main(phone).locator(".words").evaluate("node => node.textContent") == WORDS
    phone.link("journal.goOn").click()
    expect(words).to_have_value(WORDS + MORE)
    phone.button("journal.keep").click()
    expect(phone.page.get_by_text(MORE.strip())).to_be_visible()
    expect(phone.link("journal.goOn")).to_have_count(0)

    before = datetime.now(LISBON) - timedelta(days=9)
    way(phone, "entry.when").click()
    phone.page.get_by_label(text("when.day"), exact=True).fill(f"{before:%Y-%m-%d}")
    phone.page.get_by_label(text("when.time"), exact=True).fill("07:45")
    phone.button("more.done").click()
    expect(main(phone).get_by_text("07:45")).to_be_visible()
    phone.page.get_by_role("switch", name=text("entry.neverShared")).check()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [kept] = stored(account)
    assert (kept["text"], kept["prompt"]) == (WORDS + MORE, LIGHT)
    assert (kept["local_date"], kept["never_shared"]) == (f"{before:%Y-%m-%d}", True)

    phone.open(f"/journal/{number}")
    phone.link("entry.delete").click()
    phone.button("entry.deleteYes").click()
    expect(phone.button("entry.deleteYes")).to_have_count(0)
    phone.open(f"/journal/{number}")
    expect(phone.heading("entry.gone")).to_be_visible()
    phone.wait_until_stored()
    assert stored(account) == []


def test_changes_to_a_page_deleted_elsewhere_become_a_new_page(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    phone.open("/journal/new/free")
    field(phone).fill(WORDS)
    number = keep(phone)
    phone.wait_until_stored()
    phone.open(f"/journal/{number}/words")
    field(phone, "journal.rewriteTitle").fill(WORDS + MORE)
    wait_for_draft(phone, number, WORDS + MORE)
    account.ask("DELETE", f"/api/journal/{number}/")
    phone.lose_network()
    phone.find_network()
    phone.open(f"/journal/{number}")
    expect(phone.heading("entry.gone")).to_be_visible(timeout=patience(20))
    phone.link("journal.goOn").click()
    expect(field(phone, "journal.rewriteTitle")).to_have_value(WORDS + MORE)
    phone.button("journal.keep").click()
    expect(phone.heading("journal.free")).to_be_visible()
    phone.wait_until_stored()
    assert [(one["id"] == number, one["text"]) for one in stored(account)] == [(False, WORDS + MORE)]


def test_signing_out_mentions_unsaved_pages(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.open("/journal/new/free")
    field(phone).fill(WORDS)
    wait_for_draft(phone, "free", WORDS)
    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.words("account.draft")).to_be_visible()
    assert look_at(phone, "account-draft") == []
    way(phone, "account.draftLook.journal").click()
    expect(section(phone, "journal.begun").get_by_role("listitem")).to_have_count(1)
    phone.open("/you/account")
    phone.button("account.signOut").click()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible()
    wait_for_draft(phone, "free", None)
    phone.open("/journal/new/free")
    expect(field(phone)).to_have_value("")


def test_pages_appear_in_the_calendar_the_day_and_the_search(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(3, hour=9), sensations=[felt("ease")])])
    wrote_before(phone, [page(days_ago(3, hour=20), prompt=LIGHT)])
    phone.room("lookBack")
    expect(phone.words("calendar.keyBoth")).to_be_visible()
    day = days_ago(3)
    phone.page.get_by_role("combobox", name=text("calendar.month")).select_option(f"{day:%Y-%m}")
    name = re.compile(f"{day.day} {day:%B}.*, 1 check-in and 1 page of the journal$")
    phone.page.get_by_role("grid").get_by_role("link", name=name).click()
    expect(main(phone).get_by_role("listitem").get_by_role("time")).to_have_text(["20:05", "09:05"])
    main(phone).get_by_role("link", name=label("journal", "building-capacity")).click()
    expect(phone.titled(prompt(LIGHT))).to_be_visible()
    phone.link("app.back").click()
    expect(main(phone).get_by_role("listitem").get_by_role("time")).to_have_count(2)

    phone.open("/look-back/search")
    phone.textbox(text("search.words")).fill("KETTLE nobody")
    expect(phone.words("search.found", n=1)).to_be_visible()
    main(phone).get_by_role("link", name="kettle").click()
    expect(phone.titled(prompt(LIGHT))).to_be_visible()


def test_a_page_by_keyboard_alone(phone: Phone) -> None:
    phone.open("/practise")
    press_until(phone, text("journal.door"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("journal.title")).to_be_focused()
    press_until(phone, label("journal", "authenticity"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(label("journal", "authenticity"))).to_be_focused()
    press_until(phone, prompt("authenticity-1"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(prompt("authenticity-1"))).to_be_focused()
    expect(phone.textbox(prompt("authenticity-1"))).to_be_visible()
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("that I hum")
    press_until(phone, text("journal.keep"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("journal.kept")).to_be_focused()
    press_until(phone, text("practise.look"))
    phone.page.keyboard.press("Enter")
    expect(phone.quoted("that I hum")).to_be_visible()


def test_typing_in_a_page_of_twenty_thousand_characters(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures are printed but not checked, as in test_five_thousand.py."""
    lines = "The kettle, the hall, the door, and rain on the window.\n"
    long = (lines * MOST)[: MOST - 40]
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=phone.origin)
    phone.open("/journal/new/free")
    watch, words = Stopwatch(phone), field(phone)
    watch.keys("typing in an empty page", words, *"it began")
    words.fill("")
    phone.page.evaluate("text => navigator.clipboard.writeText(text)", long)
    watch.keys("pasting 20,000 characters", words, "Control+V")
    expect(words).to_have_value(long)
    wait_for_draft(phone, "free", long)
    watch.keys("typing at the end of them", words, *"and after")
    words.press("Control+Home")
    watch.keys("typing at their beginning", words, *"and before", "Enter", "Backspace")
    watch.tap("keeping them", phone.button("journal.keep"))
    expect(phone.heading("journal.kept")).to_be_visible(timeout=patience(20))
    watch.tap("opening them", phone.link("practise.look"))
    shown = main(phone).locator(".words")
    expect(shown).to_be_visible()
    assert shown.evaluate("node => node.textContent") == f"and before{long}and after"

    title = f"20,000 characters, {SLOWER}x slower: interaction to next paint, in milliseconds"
    figures = [f"  {figure:5.0f}  {what}" for what, figure in watch.figures.items()]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", title, *figures, ""]))


def test_the_journal_is_accessible(phone: Phone) -> None:
    long = "The kettle, the hall, the door. " * 20
    light, heavy, free, *_ = wrote_before(
        phone,
        [
            page(days_ago(1), prompt=LIGHT, for_session=True),
            page(days_ago(2), prompt=HEAVY),
            page(days_ago(3), text=long),
            page(days_ago(4), prompt="authenticity-3", never_shared=True),
        ],
    )
    said = []
    for name, path in {
        "journal": "/practise/journal",
        "journal-group": "/practise/journal/authenticity",
        "journal-before": "/practise/journal/early-blueprint",
        "journal-heavy": "/practise/journal/early-blueprint/open",
        "journal-write": "/journal/new/free",
        "journal-write-heavy": f"/journal/new/{HEAVY}",
        "journal-page": f"/journal/{light}",
        "journal-page-heavy": f"/journal/{heavy}",
        "journal-page-long": f"/journal/{free}",
        "journal-kept": f"/journal/{light}/kept",
        "journal-words": f"/journal/{light}/words",
        "journal-when": f"/journal/{light}/when",
        "journal-let-go": f"/journal/{light}/let-go",
        "look-back-written": "/look-back",
        "day-written": f"/look-back/{days_ago(1).date()}",
    }.items():
        phone.open(path)
        expect(main(phone).get_by_role("heading", level=1)).to_be_visible()
        expect(phone.page.get_by_role("link", name=text("app.tooMuch"))).to_be_visible()
        said += look_at(phone, name)
        phone.screenshot(f"{name}-whole", full_page=True, scale="css")
    phone.open("/journal/new/free")
    phone.button("journal.keep").click()
    said += look_at(phone, "journal-none")
    field(phone).fill(WORDS)
    way(phone, "more.enough").click()
    expect(section(phone, "journal.begun")).to_be_visible()
    said += look_at(phone, "journal-begun")
    phone.open(f"/journal/{light}/words")
    field(phone, "journal.rewriteTitle").fill(MORE)
    way(phone, "more.enough").click()
    expect(phone.link("journal.goOn")).to_be_visible()
    said += look_at(phone, "journal-go-on")
    assert not said, "\n".join(said)
