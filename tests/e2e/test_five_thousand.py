"""Years of check-ins on one phone, with a processor a quarter as fast: how long a tap waits for the next paint.

The figures are printed, not judged: they depend on the machine. What is asserted is that everything is found.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.kept_before import ROBIN, SAM, check_in, days_ago, felt, fill
from tests.e2e.phone import Phone
from tests.e2e.texts import codes, label, text

MANY = 5_000
A_DAY = 4
SLOWER = 4
WORDS = ("rain on the window, and nobody asked", "a hand on the shoulder, for a while", "the kettle, the hall, the door", None)
#: As web-vitals counts it: the longest event of each interaction, from the input to the paint after it.
OBSERVE = """() => {
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) window.interactions.set(interactionId, Math.max(duration, window.interactions.get(interactionId) ?? 0));
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""
#: The paint after the last input, and the observer's report of it.
SETTLE = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 250)))"
TAKE = "() => { const all = [...window.interactions.values()]; window.interactions.clear(); return all; }"


def five_thousand() -> list[dict[str, Any]]:
    """The same ones each time."""
    pick = random.Random(MANY)
    return [
        check_in(
            days_ago(number // A_DAY, hour=8 + 4 * (number % A_DAY)),
            sensations=[felt(code, pick.choice([None, *range(11)])) for code in pick.sample(codes("sensations"), 2)],
            note=pick.choice(WORDS),
            person=pick.choice((ROBIN, None, SAM)),
            moment=pick.choice(("before", None, "after", "during", None)),
            longing=pick.randrange(11),
            fear=pick.randrange(11),
        )
        for number in range(MANY)
    ]


class Stopwatch:
    """Interaction to next paint, by what was done."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.figures: dict[str, float] = {}
        phone.page.evaluate(OBSERVE)
        session = phone.context.new_cdp_session(phone.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def time(self, what: str, act: Callable[[], object]) -> None:
        """The slowest interaction of what `act` does, in milliseconds; 16 stands for all that is quicker."""
        self.phone.page.evaluate(TAKE)
        act()
        self.phone.page.evaluate(SETTLE)
        self.figures[what] = max([16.0, *self.phone.page.evaluate(TAKE)])


def test_a_tap_is_answered_at_once_with_five_thousand_check_ins(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = five_thousand()
    rainy = sum(body["note"] == WORDS[0] for body in kept)
    fill(phone, kept)
    phone.page.reload()
    watch, page = Stopwatch(phone), phone.page
    main = page.get_by_role("main")

    watch.time("a sensation on Now", phone.chip("ease").click)
    watch.time("to Look back", lambda: phone.room("lookBack"))
    expect(phone.words("patterns.here")).to_be_visible(timeout=30_000)
    watch.time("the month before", phone.button("calendar.before").click)
    month = page.get_by_role("combobox", name=text("calendar.month"))
    oldest = month.locator("option").last.get_attribute("value")
    watch.time("the oldest month", lambda: month.select_option(oldest))
    day = page.get_by_role("grid").get_by_role("link").first
    watch.time("a key in the calendar", lambda: day.press("ArrowDown"))
    watch.time("a day", day.click)
    expect(main.get_by_role("time")).to_have_count(A_DAY)

    phone.room("lookBack")
    watch.time("to search", phone.link("lookBack.find").click)
    box = phone.textbox(text("search.words"))
    watch.time("typing while it still reads", lambda: box.press_sequentially("rain", delay=120))
    expect(phone.words("search.found", n=f"{rainy:,}")).to_be_visible(timeout=30_000)
    watch.time("typing when it has read all", lambda: box.press_sequentially(" window", delay=120))
    sensations = page.get_by_role("combobox", name=text("search.sensation"))
    watch.time("a sensation to search by", lambda: sensations.select_option(label=label("sensations", "ease")))
    expect(main.get_by_role("listitem").first).to_be_visible()
    watch.time("more of what was found", phone.button("search.more").click)

    phone.open("/look-back/pictures")
    expect(phone.words("patterns.here")).to_be_visible(timeout=30_000)
    periods = page.get_by_role("combobox", name=text("pictures.period"))
    lead = main.get_by_role("status")
    watch.time("pictures of a year", lambda: (periods.select_option("year"), expect(lead).to_contain_text("364 days")))
    watch.time("pictures of all", lambda: (periods.select_option("all"), expect(lead).to_contain_text(f"{MANY:,}")))
    watch.time("a tap while it counts", lambda: (periods.select_option("year"), phone.link("app.tooMuch").click()))

    with capsys.disabled():
        print(f"\n{MANY} check-ins, {SLOWER}x slower: interaction to next paint, in milliseconds")
        for what, figure in watch.figures.items():
            print(f"  {figure:5.0f}  {what}")
