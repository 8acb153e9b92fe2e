"""Practices of small truths and receiving, from choosing one to recording what happened, and in Look back."""

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
HOLDING = "that the room goes quiet"
CAME = "Sol said: fine, another day"


def practice(at: datetime, code: str = "say-no", **said: Any) -> dict[str, Any]:
    body = check_in(at)
    return {
        "practice": code,
        "practised_at": body["felt_at"],
        "zone": ZONE,
        "person": None,
        "bracing": None,
        "happened": None,
        "met": None,
        "beliefs": [],
        "before": None,
        "after": None,
        "for_session": False,
        "never_shared": False,
    } | said


def choose_answer(phone: Phone, name: str) -> None:
    """Tap an answer; the screen stays."""
    answer(phone, name).click()
    expect(answer(phone, name)).to_have_attribute("aria-pressed", "true")


def practised_before(phone: Phone, practices: list[dict[str, Any]]) -> list[str]:
    """Puts them straight into the phone's store, as if kept then; returns their ids."""
    ids = [str(UUID(int=1000 + number)) for number in range(len(practices))]
    days = [local_day(body | {"felt_at": body["practised_at"]}) for body in practices]
    rows = [
        row("practices", body, day, entry_id=one) for one, body, day in zip(ids, practices, days, strict=True)
    ]
    phone.page.evaluate(PUT, rows)
    return ids


def choose(phone: Phone, code: str = "say-no", group: str = "truths") -> None:
    """From the Practise room to what one braces for."""
    phone.room("practise")
    phone.link(f"practise.{group}").click()
    door(phone, label("practices", code)).click()
    phone.button("practise.try").click()
    expect(phone.heading("practice.steps.bracing.title")).to_be_visible()


def door(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("link", name=re.compile(rf"^{re.escape(name)}"))


def answer(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("button", name=name, exact=True)


def write(phone: Phone, step: str, words: str) -> None:
    phone.textbox(text(f"practice.steps.{step}.title")).fill(words)


def check_in_beside(phone: Phone, code: str) -> None:
    """From the step that offers it, and back there."""
    door(phone, text("practice.checkInNow")).click()
    expect(phone.heading("now.title")).to_be_visible()
    phone.chip(code).click()
    phone.button("now.keep").click()
    near = phone.page.get_by_role("group", name=text("practice.nearBy"))
    chosen = near.get_by_role("button", name=label("sensations", code), pressed=True)
    expect(chosen).to_be_visible()


def stored(account: Account) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = account.ask("GET", "/api/practices/")["results"]
    return found


def cells(phone: Phone, key: str, row_name: str) -> Locator:
    table = phone.page.get_by_role("table", name=text(key), exact=True)
    name = phone.page.get_by_role("rowheader", name=row_name)
    return table.get_by_role("row").filter(has=name).get_by_role("cell")


def main(phone: Phone) -> Locator:
    return phone.page.get_by_role("main")


def test_a_small_truth_made_off_line_syncs_to_another_phone(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.lose_network()
    choose(phone)
    write(phone, "bracing", HOLDING)
    phone.button("more.next").click()
    expect(phone.heading("practice.steps.who.title")).to_be_visible()
    phone.textbox(text("who.new")).fill("Sol")
    phone.button("who.add").click()
    expect(answer(phone, "Sol")).to_have_attribute("aria-pressed", "true")
    phone.button("more.next").click()
    expect(phone.heading("practice.steps.before.title")).to_be_visible()
    check_in_beside(phone, "jaw-tension")
    phone.button("more.done").click()
    expect(phone.heading("practise.waits")).to_be_visible()
    expect(phone.words("entry.kept")).to_be_visible()

    phone.link("kept.enough").click()
    room = door(phone, text("practise.room", practice=label("practices", "say-no")))
    expect(room).to_be_visible()
    phone.screenshot("now-room-for-what-came")
    room.click()
    expect(phone.quoted(HOLDING)).to_be_visible()
    phone.button("practice.happenedNow").click()
    expect(phone.heading("practice.steps.happened.title")).to_be_visible()
    write(phone, "happened", CAME)
    phone.button("more.next").click()
    choose_answer(phone, label("met", "kept-inside"))
    choose_answer(phone, label("met", "with-care"))  # a slip is seen and changed before going on
    phone.button("more.next").click()
    expect(phone.heading("practice.steps.after.title")).to_be_visible()
    check_in_beside(phone, "ease")
    phone.button("more.done").click()
    expect_all_of_it(phone)
    phone.room("now")
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_be_visible()
    expect(main(phone).get_by_role("link", name=label("practices", "say-no"))).to_have_count(0)

    phone.find_network()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [kept] = stored(account)
    before, after = account.check_ins()
    assert (kept["bracing"], kept["happened"], kept["met"]) == (HOLDING, CAME, "with-care")
    assert {kept["before"], kept["after"]} == {before["id"], after["id"]}
    [sol] = account.ask("GET", "/api/people/")["results"]
    assert kept["person"] == sol["id"]

    second = new_phone()
    second.sign_in(username)
    second.room("practise")
    second.link("practise.ledger").click()
    second.page.get_by_role("link", name=CAME).click()
    expect_all_of_it(second)
    expect(second.words("entry.stored")).to_be_visible()


def expect_all_of_it(phone: Phone) -> None:
    for words in (HOLDING, CAME, label("met", "with-care"), "Sol"):
        expect(phone.quoted(words)).to_be_visible()
    there, not_there = text("practice.there"), text("practice.notThere")
    jaw = cells(phone, "practice.besideTable", label("sensations", "jaw-tension"))
    expect(jaw).to_have_text([there, not_there])
    ease = cells(phone, "practice.besideTable", label("sensations", "ease"))
    expect(ease).to_have_text([not_there, there])


def test_every_step_after_the_choice_is_optional(phone: Phone) -> None:
    choose(phone)
    phone.button("more.enough").click()
    expect(phone.heading("practise.waits")).to_be_visible()
    phone.link("practise.look").click()
    expect(phone.words("practice.nothingSaid")).to_be_visible()
    phone.button("practice.happenedNow").click()
    phone.button("more.enough").click()
    expect(phone.words("practice.nothingSaid")).to_be_visible()
    expect(phone.button("practice.happenedNow")).to_be_visible()


def test_a_new_practice_can_be_undone(phone: Phone) -> None:
    choose(phone)
    phone.button("more.enough").click()
    phone.button("kept.undo").click()
    expect(phone.heading("practise.title")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("practise.waiting"))).to_have_count(0)


def test_receiving_has_beliefs_and_may_have_happened_already(phone: Phone) -> None:
    phone.room("practise")
    phone.link("practise.receiving").click()
    door(phone, label("practices", "accept-help")).click()
    phone.button("practise.already").click()
    write(phone, "happened", "She carried it up the stairs")
    phone.button("more.next").click()
    choose_answer(phone, label("met", "neutral"))
    phone.button("more.next").click()
    expect(phone.heading("practice.steps.beliefs.title")).to_be_visible()
    for belief in ("owe", "burden"):
        answer(phone, label("beliefs", belief)).click()
        expect(answer(phone, label("beliefs", belief))).to_have_attribute("aria-pressed", "true")
    phone.button("more.next").click()
    phone.button("more.done").click()
    expect(phone.quoted(label("beliefs", "owe"))).to_be_visible()
    expect(phone.quoted(label("beliefs", "burden"))).to_be_visible()
    expect(phone.quoted(label("met", "neutral"))).to_be_visible()
    expect(phone.button("practice.happenedNow")).to_have_count(0)


def test_the_ledger_lists_practices_met_with_care_first(phone: Phone) -> None:
    practised_before(
        phone,
        [
            practice(days_ago(1), met="dismissed", happened="a shrug"),
            practice(days_ago(2), met="with-care", bracing="a slammed door", happened="a nod"),
            practice(days_ago(3), met="neutral", happened="nothing much"),
            practice(days_ago(4), happened="not said how"),
            practice(days_ago(5), bracing="still to come"),
        ],
    )
    phone.room("practise")
    phone.link("practise.ledger").click()
    headings = [text(f"ledger.{part}.title") for part in ("held", "others", "waiting")]
    expect(main(phone).get_by_role("heading", level=2)).to_have_text([*headings, text("patterns.met.title")])
    expect(main(phone).get_by_role("listitem")).to_contain_text(
        ["a nod", "nothing much", "a shrug", "not said how", "still to come"]
    )
    expect(cells(phone, "patterns.met.table", label("met", "dismissed"))).to_have_text(["1 of 4"])


def test_nobody_who_is_not_now_is_suggested(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(1), sensations=[felt("ease")])])
    phone.page.evaluate(PUT, [row("people", {"nickname": "S.", "safe": "not-now"}, "", entry_id=SAM)])
    _, theirs = practised_before(
        phone, [practice(days_ago(1), "ask-for-help", person=ROBIN), practice(days_ago(2), person=SAM)]
    )
    line = text("practise.room", practice=label("practices", "ask-for-help"))
    expect(door(phone, line)).to_be_visible()
    phone.room("practise")
    waiting = main(phone).get_by_role("listitem")
    expect(waiting).to_contain_text([label("practices", "ask-for-help")])

    choose(phone, "name-feeling")
    phone.button("more.next").click()
    people = phone.page.get_by_role("group", name=text("who.people"))
    expect(people.get_by_role("button", name="R.", exact=True)).to_be_visible()
    expect(people.get_by_role("button")).to_have_count(1)
    phone.button("practice.everybody").click()
    answer(phone, "S.").click()
    expect(answer(phone, "S.")).to_have_attribute("aria-pressed", "true")

    phone.open("/practise/ledger")
    expect(main(phone).get_by_role("listitem")).to_have_count(3)
    phone.open(f"/practise/{theirs}")
    expect(phone.button("practice.happenedNow")).to_be_visible()


def test_a_practice_can_be_edited_moved_marked_and_deleted(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    [number] = practised_before(phone, [practice(days_ago(0, hour=0), met="shamed", happened="a word")])
    phone.open(f"/practise/{number}")
    phone.page.get_by_role("link", name=text("practice.steps.met.link"), exact=True).click()
    answer(phone, text("practice.metNone")).click()
    expect(answer(phone, label("met", "shamed"))).to_have_attribute("aria-pressed", "false")
    phone.button("more.done").click()
    expect(phone.quoted("a word")).to_be_visible()
    expect(phone.quoted(label("met", "shamed"))).to_have_count(0)
    expect(phone.quoted("a word")).to_be_visible()

    before = datetime.now(LISBON) - timedelta(days=9)
    phone.page.get_by_role("link", name=text("entry.when"), exact=True).click()
    phone.page.get_by_label(text("when.day"), exact=True).fill(f"{before:%Y-%m-%d}")
    phone.page.get_by_label(text("when.time"), exact=True).fill("07:45")
    phone.button("more.done").click()
    expect(main(phone).get_by_text("07:45")).to_be_visible()
    never = phone.page.get_by_role("switch", name=text("entry.neverShared"))
    never.check()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [kept] = stored(account)
    assert (kept["met"], kept["local_date"], kept["never_shared"]) == (None, f"{before:%Y-%m-%d}", True)

    phone.open(f"/practise/{number}")
    phone.link("entry.delete").click()
    phone.button("entry.deleteYes").click()
    expect(phone.button("entry.deleteYes")).to_have_count(0)
    phone.open(f"/practise/{number}")
    expect(phone.heading("entry.gone")).to_be_visible()
    phone.wait_until_stored()
    assert stored(account) == []


def test_a_linked_check_in_is_shown_until_it_is_deleted(phone: Phone) -> None:
    checked_in = phone.notice("chest-tightness", strength=8)
    [number] = practised_before(phone, [practice(datetime.now(LISBON), happened="a word")])
    phone.open(f"/practise/{number}/before")
    near = phone.page.get_by_role("group", name=text("practice.nearBy"))
    near.get_by_role("button", name=label("sensations", "chest-tightness")).click()
    phone.button("more.done").click()
    strength = cells(phone, "practice.besideTable", label("sensations", "chest-tightness"))
    expect(strength).to_have_text(["8", text("practice.notThere")])
    main(phone).get_by_role("link", name=re.compile("^" + text("practice.open.before", when=""))).click()
    expect(phone.words("entry.strength", strength=8)).to_be_visible()
    phone.link("app.back").click()
    expect(phone.titled(label("practices", "say-no"))).to_be_visible()

    phone.open(f"/entry/{checked_in}/let-go")
    phone.button("entry.deleteYes").click()
    expect(phone.button("entry.deleteYes")).to_have_count(0)
    phone.open(f"/practise/{number}")
    expect(phone.quoted("a word")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("practice.beside"))).to_have_count(0)


# -- looking back


def test_practices_appear_in_the_calendar_and_the_day(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(3, hour=9), sensations=[felt("ease")])])
    practised_before(
        phone,
        [
            practice(days_ago(3, hour=20), met="with-care"),
            practice(days_ago(40), "accept-help", met="neutral"),
        ],
    )
    phone.room("lookBack")
    day = days_ago(3)
    both = "1 check-in and 1 practice"
    phone.page.get_by_role("combobox", name=text("calendar.month")).select_option(f"{day:%Y-%m}")
    expect(phone.words("calendar.keyBoth")).to_be_visible()
    phone.page.get_by_role("grid").get_by_role(
        "link", name=re.compile(f"{day.day} {day:%B}.*, {both}$")
    ).click()
    expect(main(phone).get_by_role("listitem").get_by_role("time")).to_have_text(["20:05", "09:05"])
    phone.page.get_by_role("link", name=re.compile("^" + text("day.before", day=""))).click()
    expect(main(phone).get_by_role("listitem").first).to_contain_text(label("practices", "accept-help"))
    main(phone).get_by_role("link", name=label("practices", "accept-help")).click()
    expect(phone.quoted(label("met", "neutral"))).to_be_visible()
    phone.link("app.back").click()
    expect(main(phone).get_by_role("listitem").first).to_contain_text(label("practices", "accept-help"))


def test_practices_are_found_by_words_and_by_person(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(1), note="Rain, and a slammed door", person=ROBIN)])
    practised_before(
        phone,
        [practice(days_ago(2), bracing="a slammed DOOR", happened="a nod", person=ROBIN, met="with-care")],
    )
    phone.open("/look-back/search")
    phone.textbox(text("search.words")).fill("slammed door")
    expect(phone.words("search.found", n=2)).to_be_visible()
    phone.textbox(text("search.words")).fill("nod")
    expect(phone.words("search.found", n=1)).to_be_visible()
    phone.textbox(text("search.words")).fill("")
    phone.page.get_by_role("combobox", name=text("search.person")).select_option(label="R.")
    expect(phone.words("search.found", n=2)).to_be_visible()
    phone.page.get_by_role("combobox", name=text("search.moment")).select_option(
        label=label("moments", "after")
    )
    expect(phone.words("search.none")).to_be_visible()
    phone.button("search.again").click()
    phone.textbox(text("search.words")).fill("nod")
    main(phone).get_by_role("link", name="a nod").click()
    expect(phone.titled(label("practices", "say-no"))).to_be_visible()
    assert not [path for _, path in phone.watch.sent if "nod" in path]


def test_met_practices_are_counted_on_the_phone(phone: Phone) -> None:
    practised_before(
        phone,
        [practice(days_ago(1), met="with-care"), practice(days_ago(2), met="neutral"), practice(days_ago(3))],
    )
    phone.open("/look-back/pictures")
    expect(phone.words("patterns.met.said", n=3, said=2)).to_be_visible()
    expect(phone.words("patterns.here")).to_be_visible()
    expect(cells(phone, "patterns.met.table", label("met", "neutral"))).to_have_text(["1 of 3"])


def test_the_servers_counts_of_met_practices_are_shown_off_line(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    for number, met in enumerate(("with-care", "punished", "with-care", None), start=1):
        account.ask("PUT", f"/api/practices/{UUID(int=number)}/", practice(days_ago(number), met=met))
    phone.sign_in(username)
    with phone.page.expect_response("**/api/patterns/**"):
        phone.open("/look-back/pictures")
    expect(phone.words("patterns.met.said", n=4, said=3)).to_be_visible()
    expect(phone.words("patterns.here")).to_have_count(0)
    phone.lose_network()
    phone.page.reload()
    expect(phone.words("patterns.met.said", n=4, said=3)).to_be_visible()
    expect(cells(phone, "patterns.met.table", label("met", "with-care"))).to_have_text(["2 of 4"])
    expect(phone.page.get_by_text(text("patterns.asOf", when="").split(",")[0])).to_be_visible()


def test_a_practice_by_keyboard_alone(phone: Phone) -> None:
    press_until(phone, text("rooms.practise"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("practise.title")).to_be_focused()
    press_until(phone, text("practise.truths"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("practise.choose.truths.title")).to_be_focused()
    press_until(phone, label("practices", "name-feeling"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(label("practices", "name-feeling"))).to_be_focused()
    press_until(phone, text("practise.already"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("practice.steps.happened.title")).to_be_focused()
    expect(phone.textbox(text("practice.steps.happened.title"))).to_be_visible()
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("sad, and then lighter")
    press_until(phone, text("more.next"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("practice.steps.met.title")).to_be_focused()
    press_until(phone, label("met", "kept-inside"))
    phone.page.keyboard.press("Space")
    press_until(phone, text("more.next"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("practice.steps.after.title")).to_be_focused()
    press_until(phone, text("more.enough"))
    phone.page.keyboard.press("Enter")
    expect(phone.quoted("sad, and then lighter")).to_be_visible()
    expect(phone.quoted(label("met", "kept-inside"))).to_be_visible()


def test_practising_is_accessible(phone: Phone) -> None:
    placed = [felt("chest-tightness", 8) | {"place": "chest", "side": "front", "texture": "more"}]
    fill(
        phone,
        [
            check_in(days_ago(1, hour=9), sensations=placed),
            check_in(days_ago(1, hour=21), sensations=[felt("ease", 4), felt("chest-tightness", 3)]),
        ],
    )
    whole, waiting, *_ = practised_before(
        phone,
        [
            practice(
                days_ago(1),
                "accept-help",
                person=ROBIN,
                bracing=HOLDING,
                happened=CAME,
                met="with-care",
                beliefs=["owe", "burden"],
                before=str(UUID(int=1)),
                after=str(UUID(int=2)),
            ),
            practice(days_ago(0, hour=0), bracing="a sigh"),
            practice(days_ago(4), met="dismissed", happened="a shrug"),
            practice(days_ago(5), "ask-for-help", met="neutral"),
        ],
    )
    said = []
    for name, path in {
        "now-waiting": "/",
        "practise-waiting": "/practise",
        "practise-ledger": "/practise/ledger",
        "practice": f"/practise/{whole}",
        "practice-waiting": f"/practise/{waiting}",
        "practice-kept": f"/practise/{waiting}/kept",
        "practice-bracing": f"/practise/{waiting}/going/bracing",
        "practice-who": f"/practise/{waiting}/going/who",
        "practice-before": f"/practise/{whole}/before",
        "practice-check-in": f"/practise/{whole}/check-in/after",
        "practice-happened": f"/practise/{whole}/came/happened",
        "practice-met": f"/practise/{whole}/came/met",
        "practice-beliefs": f"/practise/{whole}/came/beliefs",
        "practice-when": f"/practise/{whole}/when",
        "practice-let-go": f"/practise/{whole}/let-go",
        "look-back-practised": "/look-back",
        "day-practised": f"/look-back/{days_ago(1).date()}",
        "pictures-met": "/look-back/pictures",
    }.items():
        phone.open(path)
        expect(main(phone).get_by_role("heading", level=1)).to_be_visible()
        said += look_at(phone, name)
        phone.screenshot(f"{name}-whole", full_page=True, scale="css")
    assert not said, "\n".join(said)
