"""A check-in in two taps, and the steps around it."""

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import label, text


def test_two_taps_from_open_to_kept(phone: Phone) -> None:
    expect(phone.heading("now.title")).to_be_visible()
    phone.chip("chest-tightness").tap()
    phone.button("now.keep").tap()
    expect(phone.heading("kept.title")).to_be_visible()
    expect(phone.page.get_by_role("status").get_by_text(text("entry.kept"), exact=True)).to_be_visible()


def test_strength_is_optional_and_chosen_by_five_dots(phone: Phone) -> None:
    expect(phone.dots("ease")).to_have_count(0)
    phone.chip("ease").click()
    expect(phone.dots("ease")).to_have_count(5)
    phone.dot("ease", 6).click()
    expect(phone.dot("ease", 6)).to_have_attribute("aria-pressed", "true")
    phone.chip("numbness").click()
    phone.keep()
    phone.link("kept.enough").click()
    phone.page.get_by_role("link", name=label("sensations", "ease")).click()
    expect(phone.heading("now.title")).to_have_count(0)
    kept = phone.page.get_by_role("main").get_by_role("listitem")
    expect(kept.filter(has_text=label("sensations", "ease"))).to_contain_text(
        text("entry.strength", strength=6)
    )
    expect(kept.filter(has_text=label("sensations", "numbness"))).not_to_contain_text("10")


def test_a_tap_on_keep_with_nothing_chosen_invites(phone: Phone) -> None:
    phone.button("now.keep").click()
    expect(phone.words("now.invite", unsure=label("sensations", "unsure"))).to_be_visible()
    expect(phone.heading("now.title")).to_be_visible()


def test_what_is_chosen_and_written_survives_a_reload(phone: Phone) -> None:
    phone.chip("jaw-tension").click()
    phone.dot("jaw-tension", 8).click()
    phone.link("now.ownWords").click()
    phone.textbox(text("ownWords.title")).fill("as if biting on a word")
    phone.page.reload()
    expect(phone.textbox(text("ownWords.title"))).to_have_value("as if biting on a word")
    phone.room("now")
    expect(phone.chip("jaw-tension")).to_have_attribute("aria-pressed", "true")
    expect(phone.dot("jaw-tension", 8)).to_have_attribute("aria-pressed", "true")
    expect(phone.page.get_by_role("link", name="as if biting on a word")).to_be_visible()


def test_undo_takes_a_check_in_back_and_leaves_what_was_chosen(phone: Phone) -> None:
    phone.notice("restlessness", strength=4)
    phone.button("kept.undo").click()
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.dot("restlessness", 4)).to_have_attribute("aria-pressed", "true")
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_have_count(0)
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()


def test_undo_stays_until_the_screen_is_left(phone: Phone) -> None:
    phone.page.clock.install()
    entry = phone.notice("unsure")
    phone.page.clock.fast_forward(3_600_000)
    expect(phone.button("kept.undo")).to_be_visible()
    phone.link("kept.enough").click()
    expect(phone.heading("now.title")).to_be_visible()
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile(rf"/kept/{entry}$"))
    expect(phone.heading("kept.title")).to_be_visible()
    expect(phone.button("kept.undo")).to_have_count(0)


def test_the_moment_and_the_person_are_one_tap_away_after_keep(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    person = str(uuid4())
    account.ask("PUT", f"/api/people/{person}/", {"nickname": "Sol"})
    phone.sign_in(username)
    phone.room("now")
    phone.notice("ease")
    moment = phone.page.get_by_role("button", name=label("moments", "after"), exact=True)
    sol = phone.page.get_by_role("button", name="Sol", exact=True)
    expect(sol).to_be_visible()
    where = "door => [door.offsetLeft, door.offsetTop]"
    before = phone.link("kept.settle").evaluate(where)
    for choice in (moment, sol):
        choice.tap()
        expect(choice).to_have_attribute("aria-pressed", "true")
    assert phone.link("kept.settle").evaluate(where) == before
    expect(phone.button("kept.undo")).to_be_visible()
    phone.wait_until_stored()
    [kept] = account.check_ins()
    assert (kept["moment"], kept["person"]) == ("after", person)


def test_a_second_tap_takes_the_moment_back_after_keep(phone: Phone) -> None:
    entry = phone.notice("ease")
    moment = phone.page.get_by_role("button", name=label("moments", "before"), exact=True)
    for pressed in ("true", "false"):
        moment.tap()
        expect(moment).to_have_attribute("aria-pressed", pressed)
    phone.open(f"/entry/{entry}")
    expect(phone.quoted(label("sensations", "ease"))).to_be_visible()
    expect(phone.quoted(label("moments", "before"))).to_have_count(0)


def test_three_questions_one_per_screen_each_one_optional(phone: Phone) -> None:
    phone.notice("stomach-knot")
    phone.link("kept.curious").click()
    expect(phone.titled(label("questions", "feeling"))).to_be_visible()
    phone.answer("feeling", "a fist, closing slowly")
    phone.button("curious.next").click()
    expect(phone.titled(label("questions", "protecting"))).to_be_visible()
    phone.button("curious.skip").click()
    expect(phone.titled(label("questions", "learned"))).to_be_visible()
    phone.button("curious.done").click()
    expect(phone.quoted("a fist, closing slowly")).to_be_visible()
    expect(phone.quoted(label("questions", "protecting"))).to_have_count(0)
