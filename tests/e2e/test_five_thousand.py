"""Interaction to next paint with years of check-ins on one phone and a processor slowed to a quarter.

The figures are printed but not checked, since they depend on the machine. The test checks that everything is
found.
"""

import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.kept_before import ROBIN, SAM, check_in, days_ago, felt, fill
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.texts import codes, text

MANY = 5_000
A_DAY = 4
SLOWER = 4
#: Milliseconds: before an interaction, and between two keys.
CALM = 300
BETWEEN_KEYS = 120
WORDS = (
    "rain on the window, and nobody asked",
    "a hand on the shoulder, for a while",
    "the kettle, the hall, the door",
    None,
)
#: As in web-vitals: the longest event of each interaction, from the input to the next paint.
OBSERVE = """() => {
  const longest = window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId: id, duration } of list.getEntries()) {
      if (id) longest.set(id, Math.max(duration, longest.get(id) ?? 0));
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""
#: The paint after the last input, and the observer's report of it.
SETTLE = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 250)))"
TAKE = "() => { const all = [...window.interactions.values()]; window.interactions.clear(); return all; }"


def five_thousand() -> list[dict[str, Any]]:
    """The same check-ins each time."""
    pick = random.Random(MANY)
    return [
        check_in(
            days_ago(number // A_DAY, hour=8 + 4 * (number % A_DAY)),
            sensations=[
                felt(code, pick.choice([None, *range(11)])) for code in pick.sample(codes("sensations"), 2)
            ],
            note=pick.choice(WORDS),
            person=pick.choice((ROBIN, None, SAM)),
            moment=pick.choice(("before", None, "after", "during", None)),
            longing=pick.randrange(11),
            fear=pick.randrange(11),
        )
        for number in range(MANY)
    ]


class Stopwatch:
    """Measures interaction to next paint by action; Playwright locates elements before the measurement."""

    def __init__(self, phone: Phone) -> None:
        self.page = phone.page
        self.figures: dict[str, float] = {}
        self.page.evaluate(OBSERVE)
        session = phone.context.new_cdp_session(phone.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def tap(self, what: str, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box is not None
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.time(what, lambda: self.page.touchscreen.tap(*middle))

    def keys(self, what: str, target: Locator, *keys: str) -> None:
        target.focus()
        self.time(what, lambda: [self.key(key) for key in keys])

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(BETWEEN_KEYS)

    def time(self, what: str, act: Callable[[], object]) -> None:
        """Record the slowest interaction of `act` in milliseconds; 16 stands for anything faster."""
        self.page.wait_for_timeout(CALM)
        self.page.evaluate(TAKE)
        act()
        self.page.evaluate(SETTLE)
        self.figures[what] = max([16.0, *self.page.evaluate(TAKE)])


def test_everything_is_found_among_five_thousand_check_ins(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = five_thousand()
    rainy = sum(body["note"] == WORDS[0] for body in kept)
    fill(phone, kept)
    phone.page.reload()
    watch, page = Stopwatch(phone), phone.page
    main = page.get_by_role("main")

    watch.tap("a sensation on Now", phone.chip("ease"))
    rooms = page.get_by_role("navigation", name=text("app.rooms"))
    watch.tap("to Look back", rooms.get_by_role("link", name=text("rooms.lookBack")))
    expect(phone.words("patterns.here")).to_be_visible(timeout=patience(30))
    watch.tap("the month before", phone.button("calendar.before"))
    month = page.get_by_role("combobox", name=text("calendar.month"))
    watch.keys("the oldest month", month, "End")
    day = page.get_by_role("grid").get_by_role("link")
    watch.keys("a key in the calendar", day.first, "ArrowDown", "ArrowUp")
    watch.tap("a day", day.last)
    expect(main.get_by_role("time")).to_have_count(A_DAY)

    phone.room("lookBack")
    watch.tap("to search", phone.link("lookBack.find"))
    box = phone.textbox(text("search.words"))
    watch.keys("typing while it still reads", box, *"rain")
    expect(phone.words("search.found", n=f"{rainy:,}")).to_be_visible(timeout=patience(30))
    watch.keys("typing when it has read all", box, *" win")
    watch.keys(
        "a sensation to search by", page.get_by_role("combobox", name=text("search.sensation")), "ArrowDown"
    )
    watch.tap("more of what was found", phone.button("search.more"))

    phone.open("/look-back/pictures")
    expect(phone.words("patterns.here")).to_be_visible(timeout=patience(30))
    periods = page.get_by_role("combobox", name=text("pictures.period"))
    lead = main.get_by_role("status")
    watch.keys("pictures of a year", periods, "ArrowDown")
    expect(lead).to_contain_text("364 days", timeout=patience(30))
    watch.keys("pictures of all", periods, "ArrowDown")
    watch.tap("a tap while it counts", phone.link("app.tooMuch"))
    expect(phone.heading("tooMuch.title")).to_be_visible()
    phone.open("/look-back/pictures")
    expect(lead).to_contain_text(f"{MANY:,}", timeout=patience(30))

    lines = [f"  {figure:5.0f}  {what}" for what, figure in watch.figures.items()]
    title = f"{MANY} check-ins, {SLOWER}x slower: interaction to next paint, in milliseconds"
    with capsys.disabled():
        sys.stdout.write("\n".join(["", title, *lines, ""]))
