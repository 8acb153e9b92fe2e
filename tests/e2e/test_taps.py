"""Quick taps on the tiles choose exactly those tiles."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any
from uuid import uuid4

from playwright.sync_api import CDPSession, Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import codes, label, text

#: Number of pairs of each kind, on each of three phones.
PAIRS = 100
#: Seconds between the two taps of a pair, and at least between two pairs.
QUICK = (0.06, 0.35)
CALM = 0.05
#: The window's height for each width; nothing is scrolled.
WIDTHS = {320: 780, 360: 800, 390: 844}
#: Where each tile is, on the screen.
BOXES = """tiles => tiles.map((tile) => {
  const { x, y, width, height } = tile.getBoundingClientRect();
  return [x, y, width, height];
})"""
#: Returns the names of everything selected, including strengths, and the tiles' positions; then deselects the
#: tiles.
LOOK = f"""tiles => {{
  const on = [...document.querySelectorAll('main button[aria-pressed=true]')];
  const boxes = ({BOXES})(tiles);
  tiles.forEach((tile) => tile.querySelector('[aria-pressed=true]')?.click());
  return {{ on: on.map((button) => button.ariaLabel ?? button.innerText).sort(), boxes }};
}}"""


def tiles(phone: Phone) -> Locator:
    return phone.page.get_by_role("list", name=text("now.sensations")).get_by_role("listitem")


@dataclass
class Finger:
    """Taps pairs of tiles on one phone, and checks after each pair what is selected."""

    phone: Phone
    pick: random.Random
    #: Whether the two taps of a pair are on one tile.
    double: bool
    touch: CDPSession = field(init=False)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.touch = self.phone.context.new_cdp_session(self.phone.page)
        self.names = [label("sensations", code) for code in codes("sensations")]
        self.tiles = tiles(self.phone)
        expect(self.tiles).to_have_text(self.names)
        self.boxes = self.tiles.evaluate_all(BOXES)
        links = self.phone.link("now.body").bounding_box()
        assert links is not None
        assert max(y + height for _, y, _, height in self.boxes) <= links["y"]

    def tap(self, tile: int) -> None:
        """Tap anywhere on the tile except its round corners."""
        x, y, width, height = self.boxes[tile]
        at = {"x": x + width * self.pick.uniform(0.12, 0.88), "y": y + height * self.pick.uniform(0.05, 0.95)}
        self.touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
        self.touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def look(self, *tapped: int) -> None:
        """Check that only these are selected (none after a double tap) and that no tile has moved."""
        names = sorted(self.names[tile] for tile in tapped)
        found = self.tiles.evaluate_all(LOOK)
        if found["on"] != ([] if self.double else names):
            self.said.append(f"tapped {names}, and {found['on']} is on")
        if found["boxes"] != self.boxes:
            self.said.append(f"tapped {names}, and the tiles moved")

    def pairs(self) -> Iterator[float]:
        """Yields how many seconds to wait."""
        for _ in range(PAIRS):
            first, second = self.pick.sample(range(len(self.names)), 2)
            second = first if self.double else second
            self.tap(first)
            yield self.pick.uniform(*QUICK)
            self.tap(second)
            yield CALM
            self.look(first, second)


def take_turns(fingers: list[Finger]) -> None:
    """Run all of them concurrently, each with its own timing."""
    waiting: list[tuple[float, int, Any]] = [
        (time.monotonic(), number, finger.pairs()) for number, finger in enumerate(fingers)
    ]
    heapify(waiting)
    while waiting:
        due, number, pairs = heappop(waiting)
        time.sleep(max(0, due - time.monotonic()))
        wait = next(pairs, None)
        if wait is not None:
            heappush(waiting, (time.monotonic() + wait, number, pairs))


def test_quick_taps_choose_exactly_those_tiles(new_phone: Callable[..., Phone]) -> None:
    """A second tap anywhere on a tile deselects it; a tap on another tile also selects that one."""
    fingers = [
        Finger(new_phone(viewport={"width": width, "height": height}), random.Random(width + double), double)
        for width, height in WIDTHS.items()
        for double in (True, False)
    ]
    take_turns(fingers)
    assert [finger.said for finger in fingers] == [[]] * len(fingers)


def test_the_tiles_a_strength_and_keep_are_on_the_screen_without_scrolling(phone: Phone) -> None:
    top = phone.button("now.keep").bounding_box()
    assert top is not None
    phone.chip("chest-tightness").tap()
    all_dots = phone.dots("chest-tightness")
    expect(all_dots).to_have_count(5)
    assert phone.page.evaluate("scrollY") == 0
    for each in (*tiles(phone).all(), *all_dots.all()):
        box = each.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= top["y"]


def test_each_dot_can_be_hit_on_the_narrowest_phone(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(viewport={"width": 320, "height": 640})
    phone.chip("ease").tap()
    expect(phone.dots("ease")).to_have_count(5)
    for each in phone.dots("ease").all():
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48


def test_strength_applies_to_the_last_chosen_or_the_selected_sensation(phone: Phone) -> None:
    phone.chip("ease").tap()
    phone.chip("numbness").tap()
    phone.dot("numbness", 4).tap()
    phone.page.get_by_label(text("now.howStrong")).select_option(label("sensations", "ease"))
    phone.dot("ease", 10).tap()
    entry = phone.keep()
    phone.open(f"/entry/{entry}")
    main = phone.page.get_by_role("main")
    for code, strength in (("ease", 10), ("numbness", 4)):
        kept = main.get_by_role("listitem").filter(has_text=label("sensations", code))
        expect(kept).to_contain_text(text("entry.strength", strength=strength))


def test_strength_is_removed_by_another_tap_or_with_its_tile(phone: Phone) -> None:
    phone.chip("ease").tap()
    phone.dot("ease", 6).tap()
    shown = tiles(phone).get_by_role("img", name=text("now.strengthOf", strength=6))
    expect(shown).to_be_visible()
    phone.dot("ease", 6).tap()
    expect(shown).to_have_count(0)
    phone.dot("ease", 8).tap()
    phone.chip("ease").tap()
    expect(phone.dots("ease")).to_have_count(0)
    phone.chip("ease").tap()
    expect(phone.dot("ease", 8)).to_have_attribute("aria-pressed", "false")


def test_strength_stays_in_reach_beside_many_sensations_of_ones_own(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    for number in range(20):
        account.ask("PUT", f"/api/sensations/{uuid4()}/", {"label": f"A hum {number}", "hidden": False})
    phone.sign_in(username)
    phone.room("now")
    expect(tiles(phone)).to_have_count(28)
    before = tiles(phone).evaluate_all(BOXES)
    phone.chip("chest-tightness").tap()
    expect(phone.dots("chest-tightness").first).to_be_in_viewport(ratio=1)
    assert tiles(phone).evaluate_all(BOXES) == before
    phone.dot("chest-tightness", 2).tap()
    expect(phone.dot("chest-tightness", 2)).to_have_attribute("aria-pressed", "true")
