"""Settling, and "Too much": both work without a network and lose no words."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import codes, label, text


def through_settling(phone: Phone) -> None:
    steps = codes("settling")
    for number, step in enumerate(steps, start=1):
        expect(phone.titled(label("settling", step))).to_be_visible()
        phone.link("settle.next" if number < len(steps) else "settle.done").click()


def test_after_settling_a_check_in_asks_how_it_is_now(phone: Phone) -> None:
    entry = phone.notice("restlessness")
    phone.link("kept.settle").click()
    through_settling(phone)
    expect(phone.heading("howNow.title")).to_be_visible()
    phone.page.get_by_role("button", name=label("now", "eased"), exact=True).click()
    expect(phone.page).to_have_url(re.compile(rf"/entry/{entry}$"))
    expect(phone.quoted(label("now", "eased"))).to_be_visible()


def test_more_stirred_up_is_answered(phone: Phone) -> None:
    """With settling, somebody to be with, or enough for now."""
    entry = phone.notice("restlessness")
    for door, heading in (
        ("kept.settle", label("settling", codes("settling")[0])),
        ("tooMuch.lines", text("help.title")),
        ("kept.enough", text("now.title")),
    ):
        phone.open(f"/entry/{entry}/now")
        phone.page.get_by_role("button", name=label("now", "stirred"), exact=True).click()
        expect(phone.titled(label("now", "stirred"))).to_be_focused()
        expect(phone.words("tooMuch.human")).to_be_visible()
        phone.link(door).click()
        expect(phone.titled(heading)).to_be_visible()
    phone.open(f"/entry/{entry}")
    expect(phone.quoted(label("now", "stirred"))).to_be_visible()


def test_settling_on_its_own_asks_nothing(phone: Phone) -> None:
    phone.room("practise")
    phone.link("practise.settle").click()
    through_settling(phone)
    expect(phone.heading("practise.title")).to_be_visible()


def test_a_slow_shape_is_held_still_by_one_tap_or_by_the_phone(new_phone: Callable[..., Phone]) -> None:
    step = codes("settling").index("slow-shape") + 1
    phone = new_phone()
    phone.lose_network()
    phone.open(f"/settle/{step}")
    # Transitions of colours have no animation name.
    moving = """() => document.getAnimations()
      .filter(({ animationName, playState }) => animationName && playState === 'running').length"""
    expect(phone.button("settle.still")).to_be_visible()
    assert phone.page.evaluate(moving) == 1
    assert look_at(phone, "slow-shape") == []
    phone.button("settle.still").click()
    expect(phone.button("settle.move")).to_be_visible()
    assert phone.page.evaluate(moving) == 0

    calm = new_phone(reduced_motion="reduce")
    calm.open(f"/settle/{step}")
    expect(calm.button("settle.move")).to_be_visible()
    assert calm.page.evaluate(moving) == 0
    calm.link("settle.next").click()
    expect(calm.titled(label("settling", codes("settling")[step]))).to_be_visible()


def test_settling_can_be_stopped_at_any_step(phone: Phone) -> None:
    for step, code in enumerate(codes("settling"), start=1):
        phone.room("practise")
        phone.open(f"/settle/{step}")
        expect(phone.titled(label("settling", code))).to_be_visible()
        phone.button("settle.stop").click()
        expect(phone.page.get_by_role("heading", level=1)).not_to_have_text(label("settling", code))


def test_too_much_works_without_a_network(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.lose_network()
    entry = phone.notice("stomach-knot")
    phone.link("kept.curious").click()
    phone.answer("feeling", "closing like a fist")
    phone.link("app.tooMuch").click()
    expect(phone.words("tooMuch.kept")).to_be_visible()
    expect(phone.page.get_by_role("textbox")).to_have_count(0)

    phone.link("tooMuch.lines").click()
    phone.page.get_by_label(text("help.country"), exact=True).select_option("GB")
    said = text("help.call", number="116 123", country="United Kingdom")
    call = phone.page.get_by_role("link", name=said, exact=True)
    expect(call).to_have_attribute("href", "tel:116123")
    expect(phone.page.get_by_role("link", name="samaritans.org")).to_have_count(2)

    phone.open("/too-much")
    phone.link("tooMuch.settle").click()
    through_settling(phone)
    expect(phone.heading("now.title")).to_be_visible()
    phone.open(f"/entry/{entry}")
    expect(phone.quoted("closing like a fist")).to_be_visible()


def test_the_country_is_picked_by_the_person_and_stays_on_the_phone(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.open("/too-much/help")
    sent = len(phone.watch.sent)
    picker = phone.page.get_by_label(text("help.country"), exact=True)
    expect(picker).to_have_value("EU")  # proposed
    picker.select_option("US")
    said = text("help.text", number="988", country="United States")
    text_line = phone.page.get_by_role("link", name=said, exact=True)
    expect(text_line).to_have_attribute("href", "sms:988")
    phone.page.reload()
    expect(picker).to_have_value("US")
    picker.select_option("other")
    expect(phone.words("help.directories")).to_be_visible()
    expect(phone.words("help.emergency")).to_be_visible()
    assert [path for method, path in phone.watch.sent[sent:] if method != "GET"] == []
