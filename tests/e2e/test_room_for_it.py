"""What one needs stays in view: with many sensations, in landscape, with large type and above a keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import seen_as
from tests.e2e.texts import text

#: Words of tiles and of the bottom bar that are broken in two, or wider than their box.
BROKEN = """() => [...document.querySelectorAll('.chip button, nav a')].flatMap((box) => {
  const label = [...box.childNodes].find(({ nodeType, data }) => nodeType === 3 && data.trim());
  return [...label.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
    const range = document.createRange();
    range.setStart(label, index);
    range.setEnd(label, index + word.length);
    const { left, right } = range.getBoundingClientRect();
    const { left: start, right: end } = box.getBoundingClientRect();
    return range.getClientRects().length > 1 || left < start || right > end;
  }).map(({ 0: word }) => word);
})"""
COLUMNS = "list => getComputedStyle(list).gridTemplateColumns.split(' ').length"


def size(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})


def in_view(*every: Locator) -> None:
    for each in every:
        expect(each).to_be_in_viewport(ratio=1)


#: From the last line of a link's text to an element below it, in CSS pixels.
GAP = """([link, below]) => {
  const range = document.createRange();
  range.selectNodeContents(link);
  return below.getBoundingClientRect().top - range.getBoundingClientRect().bottom;
}"""


def keep_sensation(phone: Phone, label: str) -> None:
    phone.textbox(text("ownSensations.new")).fill(label)
    phone.button("ownSensations.add").click()
    expect(phone.textbox(text("ownSensations.new"))).to_have_value("")


def test_the_body_own_words_and_keep_are_in_view_with_many_sensations_and_in_landscape(phone: Phone) -> None:
    phone.open("/you/sensations")
    for number in range(8):
        keep_sensation(phone, f"A hum {number}")
    phone.open("/")
    expect(phone.page.get_by_role("button", name="A hum 7", exact=True)).to_be_attached()
    for width, height in ((390, 844), (320, 568), (844, 390)):
        size(phone.page, width, height)
        in_view(phone.link("now.body"), phone.link("now.ownWords"), phone.button("now.keep"))
    phone.chip("ease").click()
    size(phone.page, 390, 844)
    in_view(phone.link("now.body"), phone.dots("ease").first, phone.button("now.keep"))


def test_with_a_notice_the_strength_leaves_room_for_the_link_above_it(phone: Phone) -> None:
    phone.chip("ease").click()
    expect(phone.dots("ease")).to_have_count(5)
    strength = phone.words("now.howStrong")
    link = phone.link("now.sensationsOwn")
    phone.lose_network()
    expect(phone.notice_of("notices.offline")).to_be_visible()
    assert phone.page.evaluate(GAP, [link.element_handle(), strength.element_handle()]) >= 10
    in_view(link, phone.dots("ease").first, phone.link("now.body"), phone.button("now.keep"))


@pytest.mark.parametrize("locale", ["en", "es"])
def test_no_word_of_a_tile_or_of_the_bottom_bar_is_broken(
    new_phone: Callable[..., Phone], locale: str
) -> None:
    phone = new_phone(locale=locale)
    for width in (320, 360, 390):
        size(phone.page, width, 844)
        assert phone.page.evaluate(BROKEN) == [], width


def test_with_large_type_tiles_are_in_one_column(phone: Phone) -> None:
    tiles = phone.page.get_by_role("list", name=text("now.sensations"), exact=True)
    for width in (320, 390):
        with seen_as(phone.page, "light", width, 200):
            assert tiles.evaluate(COLUMNS) == 1
            broken: list[Any] = phone.page.evaluate(BROKEN.replace(", nav a", ""))
            assert broken == [], width
    assert tiles.evaluate(COLUMNS) == 2


@pytest.mark.parametrize("screen", ["now", "words"])
def test_above_a_keyboard_the_field_and_keep_are_in_view(phone: Phone, screen: str) -> None:
    """A keyboard of 300 px takes its height from the page (`interactive-widget` in index.html)."""
    phone.open("/words" if screen == "now" else f"/entry/{phone.notice('ease')}/words")
    size(phone.page, 390, 544)
    field = phone.textbox(text("ownWords.title" if screen == "now" else "more.wordsTitle"))
    field.click()
    in_view(phone.button("now.keep" if screen == "now" else "more.done"))
    expect(field).to_be_in_viewport()
