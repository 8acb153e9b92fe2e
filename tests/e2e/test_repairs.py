"""Repair: a thread about a rupture between two people, skills to try, and a draft of what to say."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.kept_before import PUT, ROBIN, SAM, ZONE, check_in, days_ago, felt, fill, local_day, row
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at, press_until
from tests.e2e.texts import label, text

LISBON = ZoneInfo(ZONE)
WHAT = "the call ended, and neither of us rang back"
CAME = "a message, the next morning"
DRAFT = {
    "when": "the call ended early,",
    "felt": "left",
    "imagined": "that you were tired of me.",
    "would_like": "to hear how it was for you",
}
TOGETHER = (
    "When the call ended early, I felt left. I imagine that you were tired of me. "
    "I would like to hear how it was for you."
)


def repair(at: datetime, **said: Any) -> dict[str, Any]:
    body = check_in(at)
    return {
        "ruptured_at": body["felt_at"],
        "zone": ZONE,
        "person": None,
        "whose": None,
        "state": "open",
        "what": None,
        "expected": [],
        "came": None,
        "skills": [],
        "say_it": None,
        "for_session": False,
        "never_shared": False,
    } | said


def ruptured_before(phone: Phone, repairs: list[dict[str, Any]]) -> list[str]:
    """Puts them straight into the phone's store, as if kept then; returns their ids."""
    ids = [str(UUID(int=2000 + number)) for number in range(len(repairs))]
    days = [local_day(body | {"felt_at": body["ruptured_at"]}) for body in repairs]
    rows = [
        row("repairs", body, day, entry_id=one) for one, body, day in zip(ids, repairs, days, strict=True)
    ]
    phone.page.evaluate(PUT, rows)
    return ids


def begin(phone: Phone) -> None:
    """From the Practise room to the first step of a thread."""
    phone.room("practise")
    phone.link("repair.door").click()
    phone.button("repair.begin").click()
    expect(phone.heading("repair.steps.who.title")).to_be_visible()


def step(phone: Phone, name: str) -> None:
    """On to it."""
    phone.button("more.next").click()
    expect(phone.heading(f"repair.steps.{name}.title")).to_be_visible()


def answer(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("button", name=name, exact=True)


def write(phone: Phone, key: str, words: str) -> None:
    phone.textbox(text(f"{key}.title")).fill(words)


def state(phone: Phone, code: str) -> Locator:
    return phone.page.get_by_role("radio", name=text(f"repair.states.{code}.label"), exact=True)


def main(phone: Phone) -> Locator:
    return phone.page.get_by_role("main")


def rows(phone: Phone, group: str) -> Locator:
    heading = phone.page.get_by_role("heading", name=text(f"repair.groups.{group}.title"), exact=True)
    return main(phone).locator("section", has=heading).get_by_role("listitem")


def way(phone: Phone, key: str) -> Locator:
    return main(phone).get_by_role("link", name=text(key), exact=True)


def draft(phone: Phone) -> None:
    """From the thread through the four parts to the whole."""
    phone.link("repair.say.door").click()
    phone.link("repair.say.start").click()
    for part, words in DRAFT.items():
        expect(phone.heading(f"repair.say.parts.{part}.title")).to_be_visible()
        write(phone, f"repair.say.parts.{part}", words)
        phone.button("more.done" if part == "would_like" else "more.next").click()
    expect(phone.heading("repair.say.title")).to_be_visible()
    expect(phone.quoted(TOGETHER)).to_be_visible()


def stored(account: Account) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = account.ask("GET", "/api/repairs/")["results"]
    return found


def test_a_repair_made_off_line_syncs_to_another_phone(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.lose_network()
    begin(phone)
    phone.textbox(text("who.new")).fill("Sol")
    phone.button("who.add").click()
    expect(answer(phone, "Sol")).to_have_attribute("aria-pressed", "true")
    step(phone, "whose")
    answer(phone, label("repair.whose", "both")).click()
    expect(answer(phone, label("repair.whose", "both"))).to_have_attribute("aria-pressed", "true")
    phone.button("more.next").click()
    expect(phone.heading("repair.steps.what.title")).to_be_visible()
    write(phone, "repair.steps.what", WHAT)
    step(phone, "expected")
    silence = answer(phone, label("repair.braced_for", "silence"))
    silence.click()
    expect(silence).to_have_attribute("aria-pressed", "true")
    step(phone, "came")
    write(phone, "repair.steps.came", CAME)
    phone.button("more.done").click()
    expect(phone.heading("repair.kept")).to_be_visible()
    expect(phone.words("entry.kept")).to_be_visible()

    phone.link("repair.skills.door").click()
    skill = label("repair.skills", "share-feeling")
    main(phone).get_by_role("link", name=skill).click()
    expect(phone.titled(skill)).to_be_visible()
    phone.page.get_by_role("switch", name=text("repair.skills.iTried")).check()
    phone.button("more.enough").click()
    expect(main(phone).get_by_role("link", name=skill)).to_contain_text(text("repair.skills.tried"))
    way(phone, "repair.back").click()
    draft(phone)
    way(phone, "repair.back").click()
    expect_all_of_it(phone)

    phone.find_network()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [kept] = stored(account)
    assert (kept["whose"], kept["what"], kept["expected"]) == ("both", WHAT, ["silence"])
    assert (kept["came"], kept["skills"], kept["say_it"]) == (CAME, ["share-feeling"], DRAFT)
    assert kept["state"] == "open"
    [sol] = account.ask("GET", "/api/people/")["results"]
    assert kept["person"] == sol["id"]

    second = new_phone()
    second.sign_in(username)
    second.open("/practise/repairs")
    rows(second, "open").get_by_role("link", name=WHAT).click()
    expect_all_of_it(second)
    expect(second.words("entry.stored")).to_be_visible()
    state(second, "tended").check(force=True)
    expect(second.words("repair.states.tended.hint")).to_be_visible()
    second.wait_until_stored()
    assert [one["state"] for one in stored(account)] == ["tended"]


def expect_all_of_it(phone: Phone) -> None:
    expect(phone.titled(text("repair.with", nickname="Sol"))).to_be_visible()
    labels = [("whose", "both"), ("braced_for", "silence"), ("skills", "share-feeling")]
    for words in (WHAT, CAME, TOGETHER, *(label(f"repair.{group}", code) for group, code in labels)):
        expect(phone.quoted(words)).to_be_visible()


def test_every_step_is_optional(phone: Phone) -> None:
    begin(phone)
    phone.button("more.enough").click()
    expect(phone.heading("repair.kept")).to_be_visible()
    phone.link("practise.look").click()
    expect(phone.titled(text("repair.untitled"))).to_be_visible()
    expect(phone.words("repair.nothingSaid")).to_be_visible()


def test_a_new_repair_can_be_undone(phone: Phone) -> None:
    begin(phone)
    phone.button("more.enough").click()
    phone.button("kept.undo").click()
    expect(phone.heading("repair.title")).to_be_visible()
    expect(main(phone).get_by_role("listitem")).to_have_count(0)


def test_the_draft_can_be_copied_and_is_never_sent(phone: Phone) -> None:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=phone.origin)
    [number] = ruptured_before(phone, [repair(days_ago(1))])
    phone.open(f"/repair/{number}")
    draft(phone)
    phone.button("link.copy").click()
    expect(phone.words("repair.say.copied")).to_be_visible()
    assert phone.page.evaluate("navigator.clipboard.readText()") == TOGETHER
    assert phone.watch.writes() == []
    way(phone, "repair.say.parts.imagined.title").click()
    write(phone, "repair.say.parts.imagined", "")
    phone.button("more.enough").click()
    shorter = TOGETHER.replace("I imagine that you were tired of me. ", "")
    expect(phone.quoted(shorter)).to_be_visible()


def test_a_repair_can_change_its_state(phone: Phone) -> None:
    [number] = ruptured_before(phone, [repair(days_ago(1), what=WHAT)])
    for code, group in (("tended", "others"), ("set-aside", "others"), ("open", "open")):
        phone.open(f"/repair/{number}")
        state(phone, code).check(force=True)
        expect(phone.words(f"repair.states.{code}.hint")).to_be_visible()
        phone.open("/practise/repairs")
        expect(rows(phone, group)).to_have_count(1)
        expect(main(phone).get_by_role("listitem")).to_have_count(1)


def test_nobody_who_is_not_now_is_suggested(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(1), sensations=[felt("ease")])])
    phone.page.evaluate(PUT, [row("people", {"nickname": "S.", "safe": "not-now"}, "", entry_id=SAM)])
    _, theirs = ruptured_before(
        phone, [repair(days_ago(1), person=ROBIN), repair(days_ago(2), person=SAM, what=WHAT)]
    )
    phone.open("/practise/repairs")
    expect(rows(phone, "open")).to_contain_text([text("repair.with", nickname="R.")])
    expect(rows(phone, "others")).to_contain_text([text("repair.with", nickname="S.")])

    phone.open(f"/repair/{theirs}")
    expect(phone.quoted(WHAT)).to_be_visible()
    expect(way(phone, "repair.skills.title")).to_be_visible()
    expect(phone.link("repair.skills.door")).to_have_count(0)
    expect(phone.link("repair.say.door")).to_have_count(0)

    begin(phone)
    people = phone.page.get_by_role("group", name=text("who.people"))
    expect(people.get_by_role("button", name="R.", exact=True)).to_be_visible()
    expect(people.get_by_role("button")).to_have_count(1)
    phone.button("practice.everybody").click()
    answer(phone, "S.").click()
    expect(answer(phone, "S.")).to_have_attribute("aria-pressed", "true")
    phone.button("more.enough").click()
    expect(phone.heading("repair.kept")).to_be_visible()
    expect(phone.link("practise.look")).to_be_visible()
    expect(phone.link("repair.skills.door")).to_have_count(0)


def test_a_repair_can_be_edited_moved_marked_and_deleted(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    [number] = ruptured_before(phone, [repair(days_ago(0, hour=0), whose="mine", what=WHAT)])
    phone.open(f"/repair/{number}")
    way(phone, "repair.steps.whose.link").click()
    answer(phone, text("repair.whoseNone")).click()
    expect(answer(phone, label("repair.whose", "mine"))).to_have_attribute("aria-pressed", "false")
    phone.button("more.done").click()
    expect(phone.quoted(WHAT)).to_be_visible()
    expect(phone.quoted(label("repair.whose", "mine"))).to_have_count(0)

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
    assert (kept["whose"], kept["local_date"], kept["never_shared"]) == (None, f"{before:%Y-%m-%d}", True)

    phone.open(f"/repair/{number}")
    phone.link("entry.delete").click()
    phone.button("entry.deleteYes").click()
    expect(phone.button("entry.deleteYes")).to_have_count(0)
    phone.open(f"/repair/{number}")
    expect(phone.heading("entry.gone")).to_be_visible()
    phone.wait_until_stored()
    assert stored(account) == []


def test_repairs_appear_in_the_calendar_the_day_and_the_search(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(3, hour=9), sensations=[felt("ease")])])
    ruptured_before(phone, [repair(days_ago(3, hour=20), person=ROBIN, came=CAME)])
    phone.room("lookBack")
    day = days_ago(3)
    phone.page.get_by_role("combobox", name=text("calendar.month")).select_option(f"{day:%Y-%m}")
    name = re.compile(f"{day.day} {day:%B}.*, 1 check-in and 1 repair$")
    phone.page.get_by_role("grid").get_by_role("link", name=name).click()
    expect(main(phone).get_by_role("listitem").get_by_role("time")).to_have_text(["20:05", "09:05"])
    main(phone).get_by_role("link", name=text("repair.with", nickname="R.")).click()
    expect(phone.quoted(CAME)).to_be_visible()
    phone.link("app.back").click()
    expect(main(phone).get_by_role("listitem").get_by_role("time")).to_have_count(2)

    phone.open("/look-back/search")
    phone.textbox(text("search.words")).fill("MESSAGE morning")
    expect(phone.words("search.found", n=1)).to_be_visible()
    main(phone).get_by_role("link", name=CAME).click()
    expect(phone.titled(text("repair.with", nickname="R."))).to_be_visible()


def test_a_repair_by_keyboard_alone(phone: Phone) -> None:
    phone.open("/practise")
    press_until(phone, text("repair.door"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.title")).to_be_focused()
    press_until(phone, text("repair.begin"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.steps.who.title")).to_be_focused()
    press_until(phone, text("more.next"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.steps.whose.title")).to_be_focused()
    press_until(phone, label("repair.whose", "unclear"))
    phone.page.keyboard.press("Space")
    press_until(phone, text("more.next"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.steps.what.title")).to_be_focused()
    expect(phone.textbox(text("repair.steps.what.title"))).to_be_visible()
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("a door, not slammed")
    press_until(phone, text("more.enough"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.kept")).to_be_focused()
    press_until(phone, text("practise.look"))
    phone.page.keyboard.press("Enter")
    expect(phone.quoted("a door, not slammed")).to_be_visible()
    press_until(phone, text("repair.skills.door"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("repair.skills.title")).to_be_focused()
    press_until(phone, label("repair.skills", "name-impact"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(label("repair.skills", "name-impact"))).to_be_focused()
    press_until(phone, text("more.next"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(label("repair.skills", "listen-undefended"))).to_be_focused()


def test_repair_is_accessible(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(1, hour=9), sensations=[felt("ease")])])
    phone.page.evaluate(PUT, [row("people", {"nickname": "S.", "safe": "not-now"}, "", entry_id=SAM)])
    whole, bare, *_ = ruptured_before(
        phone,
        [
            repair(
                days_ago(1),
                person=ROBIN,
                whose="both",
                what=WHAT,
                expected=["silence", "abandonment"],
                came=CAME,
                skills=["share-feeling", "name-impact"],
                say_it=DRAFT,
            ),
            repair(days_ago(0, hour=0)),
            repair(days_ago(4), state="tended", whose="theirs", for_session=True),
            repair(days_ago(5), state="set-aside", person=SAM, what="a long silence, and then rain"),
        ],
    )
    said = []
    for name, path in {
        "repairs": "/practise/repairs",
        "repair": f"/repair/{whole}",
        "repair-bare": f"/repair/{bare}",
        "repair-kept": f"/repair/{bare}/kept",
        "repair-who": f"/repair/{bare}/begin/who",
        "repair-whose": f"/repair/{whole}/begin/whose",
        "repair-what": f"/repair/{whole}/begin/what",
        "repair-expected": f"/repair/{whole}/begin/expected",
        "repair-came": f"/repair/{whole}/came",
        "repair-skills": f"/repair/{whole}/skills",
        "repair-skill": f"/repair/{whole}/skills/complain-not-criticize",
        "repair-say-none": f"/repair/{bare}/say",
        "repair-say": f"/repair/{whole}/say",
        "repair-say-when": f"/repair/{whole}/say/when",
        "repair-when": f"/repair/{whole}/when",
        "repair-let-go": f"/repair/{whole}/let-go",
        "look-back-repaired": "/look-back",
        "day-repaired": f"/look-back/{days_ago(1).date()}",
    }.items():
        phone.open(path)
        expect(main(phone).get_by_role("heading", level=1)).to_be_visible()
        expect(phone.page.get_by_role("link", name=text("app.tooMuch"))).to_be_visible()
        said += look_at(phone, name)
        phone.screenshot(f"{name}-whole", full_page=True, scale="css")
    assert not said, "\n".join(said)


def test_a_step_back_from_a_new_thread_leaves_none_behind(phone: Phone) -> None:
    begin(phone)
    phone.page.get_by_role("link", name=text("app.back"), exact=True).click()
    expect(phone.heading("repair.title")).to_be_visible()
    expect(phone.button("repair.begin")).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("listitem")).to_have_count(0)

    phone.button("repair.begin").click()
    expect(phone.heading("repair.steps.who.title")).to_be_visible()
    phone.page.go_back()
    expect(phone.heading("repair.title")).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("listitem")).to_have_count(0)

    phone.button("repair.begin").click()
    expect(phone.heading("repair.steps.who.title")).to_be_visible()
    phone.page.get_by_role("link", name=text("app.tooMuch"), exact=True).click()
    expect(phone.heading("repair.steps.who.title")).to_have_count(0)
    phone.page.go_back()
    phone.textbox(text("who.new")).fill("Sol")
    phone.button("who.add").click()
    expect(answer(phone, "Sol")).to_have_attribute("aria-pressed", "true")
    phone.page.go_back()
    expect(phone.page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
