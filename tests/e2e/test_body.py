"""Places on the body: the figure and the list of places in words do the same."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import press_until
from tests.e2e.texts import label, text


def place(code: str, *said: str) -> str:
    """A place's full name: "Chest", "Chest: more there"."""
    name = label("places", code)
    return text("body.placeWith", place=name, said="; ".join(said)) if said else name


def region(phone: Phone, name: str, side: str = "front") -> Locator:
    """A place on the figure."""
    figure = phone.page.get_by_role("group", name=text(f"body.{side}"), exact=True)
    return figure.get_by_role("button", name=name, exact=True)


#: Where a finger meets this place and no other: the middle of two arms lies between them.
POINT = """place => {
  place.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = place.getBoundingClientRect();
  const steps = [...Array(40).keys()].map((step) => (step + 0.5) / 40);
  for (const y of steps) for (const x of steps) {
    const point = { x: left + x * width, y: top + y * height };
    if (document.elementFromPoint(point.x, point.y)?.closest('[role=button]') === place) return point;
  }
}"""


def tap(phone: Phone, name: str, side: str = "front") -> None:
    """Tap a place on the figure, which at once changes its name."""
    point = region(phone, name, side).evaluate(POINT)
    phone.page.touchscreen.tap(point["x"], point["y"])
    expect(region(phone, name, side)).to_have_count(0)


def chip(phone: Phone, name: str, side: str = "front") -> Locator:
    """The same place in words."""
    words = phone.page.get_by_role("group", name=text(f"body.words.{side}"), exact=True)
    return words.get_by_role("button", name=name, exact=True)


def choose(phone: Phone, code: str) -> None:
    """Choose the sensation whose places are tapped from now on."""
    group = phone.page.get_by_role("group", name=text("body.whose"), exact=True)
    group.get_by_role("button", name=label("sensations", code), exact=True).click()


def show_body(phone: Phone) -> None:
    phone.link("now.body").click()
    expect(phone.heading("body.title")).to_be_visible()


def kept_on(phone: Phone, username: str) -> list[dict[str, Any]]:
    """The sensations of the one check-in, as the server has them."""
    phone.sign_up(username)
    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    [kept] = Account.sign_in(phone.origin, username).check_ins()
    sensations: list[dict[str, Any]] = kept["sensations"]
    return sensations


def mark(code: str, where: str | None, side: str | None = "front", **more: Any) -> dict[str, Any]:
    texture = more.get("texture", "more" if where else None)
    return {
        "code": code,
        "strength": more.get("strength"),
        "place": where,
        "side": side if where else None,
        "texture": texture,
    }


def test_a_place_without_a_sensation_is_recorded_as_unsure(phone: Phone, username: str) -> None:
    show_body(phone)
    tap(phone, place("throat"))
    expect(region(phone, place("throat", text("body.more")))).to_have_attribute("aria-pressed", "true")
    phone.room("now")
    expect(phone.chip("unsure")).to_have_attribute("aria-pressed", "true")
    phone.keep()
    phone.room("now")
    expect(phone.page.get_by_role("main")).to_contain_text(
        f"{label('places', 'throat')}, {text('body.more')}"
    )
    assert kept_on(phone, username) == [mark("unsure", "throat")]


def test_taps_on_a_place_cycle_through_more_less_and_none(phone: Phone) -> None:
    show_body(phone)
    tap(phone, place("legs"))
    tap(phone, place("legs", text("body.more")))
    tap(phone, place("legs", text("body.less")))
    expect(region(phone, place("legs"))).to_have_attribute("aria-pressed", "false")
    phone.button("now.keep").click()
    expect(phone.words("body.invite")).to_be_visible()


def test_the_figure_and_the_words_stay_in_step(phone: Phone) -> None:
    show_body(phone)
    tap(phone, place("belly"))
    expect(chip(phone, place("belly", text("body.more")))).to_have_attribute("aria-pressed", "true")
    chip(phone, place("belly", text("body.more"))).click()
    expect(region(phone, place("belly", text("body.less")))).to_have_attribute("aria-pressed", "true")
    chip(phone, place("hands")).click()
    expect(region(phone, place("hands", text("body.more")))).to_have_attribute("aria-pressed", "true")


def test_one_sensation_in_two_places_front_and_back(phone: Phone, username: str) -> None:
    phone.chip("numbness").click()
    phone.dot("numbness", 6).click()
    show_body(phone)
    tap(phone, place("chest"))
    phone.button("body.turn").click()
    tap(phone, place("shoulders"), "back")
    chip(phone, place("shoulders", text("body.more")), "back").click()
    entry = phone.keep()
    phone.open(f"/entry/{entry}")
    behind = text("body.behind", place=label("places", "shoulders"))
    said = f"{place('chest')}, {text('body.more')}; {behind}, {text('body.less')}"
    expect(phone.quoted(said)).to_be_visible()
    assert kept_on(phone, username) == [
        mark("numbness", "chest", strength=6),
        mark("numbness", "shoulders", "back", strength=6, texture="less"),
    ]


def test_each_sensation_has_its_own_places(phone: Phone, username: str) -> None:
    phone.chip("jaw-tension").click()
    phone.chip("ease").click()
    show_body(phone)
    choose(phone, "ease")
    tap(phone, place("hands"))
    choose(phone, "unsure")
    phone.button("body.turn").click()
    tap(phone, place("back"), "back")
    phone.keep()
    assert kept_on(phone, username) == [
        mark("jaw-tension", None),
        mark("ease", "hands"),
        mark("unsure", "back", "back"),
    ]


def proposed(phone: Phone) -> Locator:
    """The places on the screen that are proposed: on the figure, and in words."""
    hint = phone.words("body.proposed").get_attribute("id")
    return phone.page.locator(f"[aria-describedby='{hint}']")


def test_looking_at_the_body_records_nothing(phone: Phone, username: str) -> None:
    phone.chip("stomach-knot").click()
    show_body(phone)
    expect(proposed(phone)).to_have_count(2)
    expect(region(phone, place("belly"))).to_have_attribute("aria-pressed", "false")
    phone.room("now")
    phone.keep()
    assert kept_on(phone, username) == [mark("stomach-knot", None)]


def test_one_tap_on_a_proposed_place_records_it(phone: Phone, username: str) -> None:
    phone.chip("chest-tightness").click()
    show_body(phone)
    expect(region(phone, place("chest")).locator("path").last).not_to_have_css("stroke-dasharray", "none")
    tap(phone, place("chest"))
    expect(phone.words("body.proposed")).to_have_count(0)
    phone.keep()
    assert kept_on(phone, username) == [mark("chest-tightness", "chest")]


def test_the_proposed_place_belongs_to_the_selected_sensation(phone: Phone) -> None:
    phone.chip("jaw-tension").click()
    phone.chip("ease").click()
    show_body(phone)
    expect(proposed(phone).last).to_have_text(label("places", "jaw"))
    choose(phone, "ease")
    expect(proposed(phone).last).to_have_text(label("places", "chest"))
    choose(phone, "unsure")
    expect(phone.words("body.proposed")).to_have_count(0)


def test_a_proposed_place_comes_back_when_it_is_tapped_away(phone: Phone) -> None:
    phone.chip("stomach-knot").click()
    show_body(phone)
    tap(phone, place("belly"))
    tap(phone, place("belly", text("body.more")))
    tap(phone, place("belly", text("body.less")))
    expect(proposed(phone)).to_have_count(2)
    expect(region(phone, place("belly"))).to_have_attribute("aria-pressed", "false")


def test_a_quick_check_in_records_no_place(phone: Phone, username: str) -> None:
    phone.notice("chest-tightness")
    assert kept_on(phone, username) == [mark("chest-tightness", None)]


def test_places_survive_a_reload_and_an_undo(phone: Phone) -> None:
    show_body(phone)
    tap(phone, place("feet"))
    phone.page.reload()
    expect(region(phone, place("feet", text("body.more")))).to_be_visible()
    phone.keep()
    phone.button("kept.undo").click()
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.page.get_by_role("link", name=text("now.onBody", places=place("feet")))).to_be_visible()


def test_a_check_in_on_the_body_by_keyboard_alone(phone: Phone) -> None:
    press_until(phone, text("now.body"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("body.title")).to_be_focused()
    expect(region(phone, place("chest"))).to_be_visible()
    for _ in range(6):
        phone.page.keyboard.press("Tab")
    chest = region(phone, place("chest"))
    expect(chest).to_be_focused()
    ring = chest.locator("path").last
    expect(ring).not_to_have_css("stroke", "none")
    phone.page.keyboard.press("Space")
    expect(region(phone, place("chest", text("body.more")))).to_be_focused()
    phone.page.keyboard.press("Enter")
    expect(region(phone, place("chest", text("body.less")))).to_be_focused()
    press_until(phone, text("now.keep"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("kept.title")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 390])
def test_places_in_words_do_not_move_when_tapped(new_phone: Callable[..., Phone], width: int) -> None:
    phone = new_phone(viewport={"width": width, "height": 844})
    phone.chip("chest-tightness").tap()
    show_body(phone)
    words = phone.page.get_by_role("group", name=text("body.words.front"), exact=True).get_by_role("button")
    where = "places => places.map((place) => [place.offsetLeft, place.offsetTop, place.offsetWidth])"
    before = words.evaluate_all(where)
    for code in ("arms", "chest"):
        chip(phone, place(code)).tap()
        expect(chip(phone, place(code, text("body.more")))).to_be_visible()
        assert words.evaluate_all(where) == before


def test_every_place_can_be_hit_with_a_finger(new_phone: Callable[..., Phone]) -> None:
    """At least 48 px in words, and at least 24 px on the figure (WCAG 2.5.8)."""
    phone = new_phone(viewport={"width": 320, "height": 700})
    show_body(phone)
    for side in ("front", "back"):
        words = phone.page.get_by_role("group", name=text(f"body.words.{side}"), exact=True)
        for each in words.get_by_role("button").all():
            box = each.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 48
        figure = phone.page.get_by_role("group", name=text(f"body.{side}"), exact=True)
        for each in figure.get_by_role("button").all():
            box = each.locator("path").first.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24, each.get_attribute("aria-label")
        phone.button("body.turn").click()
