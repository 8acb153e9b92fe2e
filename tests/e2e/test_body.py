"""Places on the body: the figure and the list of places in words do the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import press_until
from tests.e2e.texts import label, text


def place(code: str, *said: str) -> str:
    """A place's full name: "Chest", "Chest: felt"."""
    name = label("places", code)
    return text("body.placeWith", place=name, said="; ".join(said)) if said else name


def figure(phone: Phone, side: str = "front") -> Locator:
    return phone.page.locator(f"svg[data-side={side}]")


#: Where a finger meets this place and no other, far from its edges: the middle of two arms lies between them.
POINT = """place => {
  place.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = place.getBoundingClientRect();
  const steps = [...Array(40).keys()].map((step) => (step + 0.5) / 40);
  const points = steps.flatMap((y) => steps.map((x) => ({ x: left + x * width, y: top + y * height })));
  const on = points.filter(({ x, y }) => document.elementFromPoint(x, y)?.closest('[data-place]') === place);
  return on[Math.floor(on.length / 2)];
}"""


def tap(phone: Phone, code: str, side: str = "front") -> None:
    """Tap a place on the figure, and wait until its name in words has changed."""
    words = chips(phone, side).filter(has_text=re.compile(rf"^{re.escape(place(code))}$"))
    before = words.get_attribute("aria-label")
    assert before is not None
    point = figure(phone, side).locator(f"[data-place={code}]").evaluate(POINT)
    phone.page.touchscreen.tap(point["x"], point["y"])
    expect(words).not_to_have_attribute("aria-label", before)


def here(phone: Phone, texture: str) -> Locator:
    """One of the two choices above the figure: more is "felt here", less is "numb here"."""
    return phone.button(f"body.here.{texture}")


def chips(phone: Phone, side: str = "front") -> Locator:
    """All places in words."""
    group = phone.page.get_by_role("group", name=text(f"body.words.{side}"), exact=True)
    return group.get_by_role("button")


def chip(phone: Phone, name: str, side: str = "front") -> Locator:
    """One place in words."""
    return chips(phone, side).and_(phone.page.get_by_role("button", name=name, exact=True))


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
    tap(phone, "throat")
    expect(chip(phone, place("throat", text("body.more")))).to_have_attribute("aria-pressed", "true")
    phone.room("now")
    expect(phone.chip("unsure")).to_have_attribute("aria-pressed", "true")
    phone.keep()
    phone.room("now")
    expect(phone.page.get_by_role("main")).to_contain_text(place("throat", text("body.more")))
    assert kept_on(phone, username) == [mark("unsure", "throat")]


def test_a_second_tap_takes_a_place_back_in_either_texture(phone: Phone) -> None:
    show_body(phone)
    expect(here(phone, "more")).to_have_attribute("aria-pressed", "true")
    for texture in ("more", "less"):
        here(phone, texture).tap()
        tap(phone, "legs")
        expect(chip(phone, place("legs", text(f"body.{texture}")))).to_have_attribute("aria-pressed", "true")
        tap(phone, "legs")
        expect(chip(phone, place("legs"))).to_have_attribute("aria-pressed", "false")
    phone.button("now.keep").click()
    expect(phone.words("body.invite")).to_be_visible()


def test_a_place_that_is_felt_becomes_numb_with_one_tap(phone: Phone, username: str) -> None:
    show_body(phone)
    tap(phone, "belly")
    here(phone, "less").tap()
    tap(phone, "belly")
    tap(phone, "hands")
    entry = phone.keep()
    phone.open(f"/entry/{entry}")
    numb = [place(code, text("body.less")) for code in ("belly", "hands")]
    expect(phone.quoted("; ".join(numb))).to_be_visible()
    assert kept_on(phone, username) == [
        mark("unsure", "belly", texture="less"),
        mark("unsure", "hands", texture="less"),
    ]


def test_the_figure_and_the_words_stay_in_step(phone: Phone) -> None:
    show_body(phone)
    tap(phone, "belly")
    expect(chip(phone, place("belly", text("body.more")))).to_have_attribute("aria-pressed", "true")
    marks = figure(phone).locator(".more")
    expect(marks).to_have_count(1)
    chip(phone, place("hands")).click()
    expect(marks).to_have_count(2)
    chip(phone, place("belly", text("body.more"))).click()
    expect(marks).to_have_count(1)


def test_one_sensation_in_two_places_front_and_back(phone: Phone, username: str) -> None:
    phone.chip("numbness").click()
    phone.dot("numbness", 6).click()
    show_body(phone)
    tap(phone, "chest")
    phone.button("body.turn").click()
    tap(phone, "shoulders", "back")
    here(phone, "less").click()
    chip(phone, place("shoulders", text("body.more")), "back").click()
    entry = phone.keep()
    phone.open(f"/entry/{entry}")
    behind = text("body.behind", place=label("places", "shoulders"))
    behind = text("body.placeWith", place=behind, said=text("body.less"))
    expect(phone.quoted(f"{place('chest', text('body.more'))}; {behind}")).to_be_visible()
    assert kept_on(phone, username) == [
        mark("numbness", "chest", strength=6),
        mark("numbness", "shoulders", "back", strength=6, texture="less"),
    ]


def test_each_sensation_has_its_own_places(phone: Phone, username: str) -> None:
    for code in ("jaw-tension", "ease", "unsure"):
        phone.chip(code).click()
    show_body(phone)
    choose(phone, "ease")
    tap(phone, "hands")
    choose(phone, "unsure")
    phone.button("body.turn").click()
    tap(phone, "back", "back")
    phone.keep()
    assert kept_on(phone, username) == [
        mark("jaw-tension", None),
        mark("ease", "hands"),
        mark("unsure", "back", "back"),
    ]


def proposed(phone: Phone) -> Locator:
    """The place that is proposed, in words."""
    hint = phone.words("body.proposed").get_attribute("id")
    return phone.page.locator(f"[aria-describedby='{hint}']")


def outlined(phone: Phone) -> Locator:
    """The places with a dashed outline on the figure."""
    dashed = "nodes => nodes.filter((node) => getComputedStyle(node).strokeDasharray !== 'none').length"
    rings = figure(phone).locator(".ring")
    assert rings.evaluate_all(dashed) == figure(phone).locator(".proposed").count()
    return figure(phone).locator(".proposed")


def test_looking_at_the_body_records_nothing(phone: Phone, username: str) -> None:
    phone.chip("stomach-knot").click()
    show_body(phone)
    expect(proposed(phone)).to_have_text(label("places", "belly"))
    expect(outlined(phone)).to_have_count(1)
    expect(chip(phone, place("belly"))).to_have_attribute("aria-pressed", "false")
    phone.room("now")
    phone.keep()
    assert kept_on(phone, username) == [mark("stomach-knot", None)]


def test_one_tap_on_a_proposed_place_records_it(phone: Phone, username: str) -> None:
    phone.chip("chest-tightness").click()
    show_body(phone)
    expect(outlined(phone)).to_have_attribute("data-place", "chest")
    tap(phone, "chest")
    expect(phone.words("body.proposed")).to_be_hidden()
    expect(outlined(phone)).to_have_count(0)
    phone.keep()
    assert kept_on(phone, username) == [mark("chest-tightness", "chest")]


def test_the_proposed_place_belongs_to_the_selected_sensation(phone: Phone) -> None:
    for code in ("jaw-tension", "ease", "unsure"):
        phone.chip(code).click()
    show_body(phone)
    expect(proposed(phone)).to_have_text(label("places", "jaw"))
    choose(phone, "ease")
    expect(proposed(phone)).to_have_text(label("places", "chest"))
    choose(phone, "unsure")
    expect(phone.words("body.proposed")).to_be_hidden()


def test_a_proposed_place_comes_back_when_it_is_tapped_away(phone: Phone) -> None:
    phone.chip("stomach-knot").click()
    show_body(phone)
    tap(phone, "belly")
    tap(phone, "belly")
    expect(proposed(phone)).to_have_count(1)
    expect(chip(phone, place("belly"))).to_have_attribute("aria-pressed", "false")


def test_no_place_is_proposed_as_numb(phone: Phone) -> None:
    phone.chip("stomach-knot").click()
    show_body(phone)
    here(phone, "less").tap()
    expect(phone.words("body.proposed")).to_be_hidden()
    expect(outlined(phone)).to_have_count(0)


def test_only_chosen_sensations_can_be_placed(phone: Phone) -> None:
    show_body(phone)
    picker = phone.page.get_by_role("group", name=text("body.whose"), exact=True)
    expect(picker).to_have_count(0)
    phone.room("now")
    for code in ("jaw-tension", "ease"):
        phone.chip(code).click()
    show_body(phone)
    expect(picker.get_by_role("button")).to_have_text(
        [label("sensations", "jaw-tension"), label("sensations", "ease")]
    )


def test_a_screen_reader_hears_each_place_once(phone: Phone) -> None:
    phone.chip("ease").click()
    show_body(phone)
    main = phone.page.get_by_role("main")
    places = chips(phone).all_inner_texts()
    assert places
    for marked in (None, "feet"):
        if marked:
            tap(phone, marked)
        heard = [line for line in main.aria_snapshot().splitlines() if "button" in line or "text" in line]
        found = {name: sum(bool(re.search(rf"\b{name}\b", line)) for line in heard) for name in places}
        assert found == dict.fromkeys(places, 1)


def test_marks_on_the_other_side_are_still_heard(phone: Phone) -> None:
    show_body(phone)
    tap(phone, "feet")
    phone.button("body.turn").click()
    marks = phone.page.get_by_role("list", name=text("body.marked"), exact=True)
    expect(marks.get_by_role("listitem")).to_have_text(re.compile(label("places", "feet")))


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568)])
def test_the_whole_figure_and_keep_are_in_view(
    new_phone: Callable[..., Phone], width: int, height: int
) -> None:
    phone = new_phone(viewport={"width": width, "height": height})
    for code in ("chest-tightness", "jaw-tension", "ease"):
        phone.chip(code).tap()
    show_body(phone)
    boxes = {
        "figure": figure(phone).bounding_box(),
        "keep": phone.button("now.keep").bounding_box(),
        **{texture: here(phone, texture).bounding_box() for texture in ("more", "less")},
    }
    assert phone.page.evaluate("scrollY") == 0
    found = {name: box for name, box in boxes.items() if box}
    assert found.keys() == boxes.keys()
    for texture in ("more", "less"):
        assert min(found[texture]["width"], found[texture]["height"]) >= 48
        assert found[texture]["y"] + found[texture]["height"] <= found["figure"]["y"]
    assert found["figure"]["y"] + found["figure"]["height"] <= found["keep"]["y"]
    assert found["keep"]["y"] + found["keep"]["height"] <= height


def test_a_quick_check_in_records_no_place(phone: Phone, username: str) -> None:
    phone.notice("chest-tightness")
    assert kept_on(phone, username) == [mark("chest-tightness", None)]


def test_places_survive_a_reload_and_an_undo(phone: Phone) -> None:
    show_body(phone)
    tap(phone, "feet")
    phone.page.reload()
    expect(chip(phone, place("feet", text("body.more")))).to_be_visible()
    phone.keep()
    phone.button("kept.undo").click()
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.page.get_by_role("link", name=text("now.onBody", places=place("feet")))).to_be_visible()


def test_a_check_in_on_the_body_by_keyboard_alone(phone: Phone) -> None:
    press_until(phone, text("now.body"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("body.title")).to_be_focused()
    press_until(phone, label("places", "chest"))
    phone.page.keyboard.press("Space")
    expect(chip(phone, place("chest", text("body.more")))).to_be_focused()
    phone.page.keyboard.press("Enter")
    expect(chip(phone, place("chest"))).to_be_focused()
    phone.page.keyboard.press("Enter")
    expect(chip(phone, place("chest", text("body.more")))).to_be_focused()
    press_until(phone, text("now.keep"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("kept.title")).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 390])
def test_places_in_words_do_not_move_when_tapped(new_phone: Callable[..., Phone], width: int) -> None:
    phone = new_phone(viewport={"width": width, "height": 844})
    phone.chip("chest-tightness").tap()
    show_body(phone)
    words = chips(phone)
    where = "places => places.map((place) => [place.offsetLeft, place.offsetTop, place.offsetWidth])"
    before = words.evaluate_all(where)
    for code in ("arms", "chest"):
        chip(phone, place(code)).tap()
        expect(chip(phone, place(code, text("body.more")))).to_be_visible()
        assert words.evaluate_all(where) == before


def test_every_place_can_be_hit_with_a_finger(new_phone: Callable[..., Phone]) -> None:
    """At least 48 px in words; on the figure of a common phone at least 24 px (WCAG 2.5.8)."""
    for width, height, on_figure in ((320, 568, 0), (390, 844, 24)):
        phone = new_phone(viewport={"width": width, "height": height})
        show_body(phone)
        for side in ("front", "back"):
            for each in chips(phone, side).all():
                box = each.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= 48
            for hit in figure(phone, side).locator(".hit").all():
                box = hit.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= on_figure
            phone.button("body.turn").click()
