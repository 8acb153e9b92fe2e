"""Zoom (WCAG 1.4.10, 2.4.11): a window of 1280 x 1024 has 320 x 256 CSS pixels left at 400 %.

A narrow phone has 320 x 568.
"""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.conftest import LAPTOP, Browsing
from tests.e2e.every_screen import Life, sign_in
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import TOO_WIDE
from tests.e2e.test_languages import each_screen
from tests.e2e.texts import label, text
from tests.services.serving import Serving

ZOOMED, NARROW = (320, 256), (320, 568)
#: The share of the window's height that bars which stay in view cover. The strength is content, not a bar.
COVERED = """() => {
  const stuck = (node) => ['sticky', 'fixed'].includes(getComputedStyle(node).position);
  const bars = [...document.querySelectorAll('body :not(.strength)')].filter(stuck);
  return bars.reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0) / innerHeight;
}"""
#: Each control, focused, is in the window, and nothing lies over its upper, middle or lower part. Of what is
#: higher than most of the window, and of a text field, which scrolls to the cursor, two may be hidden.
HIDDEN = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const controls = 'a[href], button, input, select, textarea, summary';
  const seen = (node, y) => {
    const { left, right } = node.getBoundingClientRect();
    const there = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, y);
    return there !== null && (node.contains(there) || Boolean(there.closest('label')?.contains(node)));
  };
  const hidden = (node) => {
    const { top, bottom } = node.getBoundingClientRect();
    const high = bottom - top > innerHeight * 0.6 || node.localName === 'textarea';
    const over = [top + 4, (top + bottom) / 2, bottom - 4].filter((y) => !seen(node, y)).length;
    return over > (high ? 2 : 0) ? over : 0;
  };
  const faults = [];
  for (const node of document.querySelectorAll(controls)) {
    if (node.tabIndex < 0 || !node.checkVisibility({ visibilityProperty: true })) continue;
    const focus = async () => {
      document.activeElement.blur(); // the one that has the focus already isn't scrolled to
      node.focus();
      await painted();
    };
    await focus();
    if (document.activeElement !== node) continue;
    if (hidden(node)) {
      await new Promise((done) => setTimeout(done, 300)); // what arrived above it meanwhile moved it away
      await focus();
    }
    const { left, right } = node.getBoundingClientRect();
    const about = node.outerHTML.replace(/\\s+/g, ' ').slice(0, 90);
    if (hidden(node)) faults.push(`hidden at ${hidden(node)} of 3: ${about}`);
    if (left < -1 || right > innerWidth + 1) faults.push(`cut off: ${about}`);
  }
  return faults;
}"""
#: Whether the focused element's middle can be seen.
SEEN = """() => {
  const node = document.activeElement;
  const { left, right, top, bottom } = node.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return node === document.body || node.contains(there);
}"""
#: Texts wider than the box that cuts them off.
CUT = """() => [...document.querySelectorAll('body *')].filter((node) => {
  const { overflowX, textOverflow } = getComputedStyle(node);
  const cuts = ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis';
  return cuts && !node.closest('.unseen, svg, progress') && node.scrollWidth > node.clientWidth + 1;
}).map((node) => `cut off: ${node.outerHTML.slice(0, 90)}`)"""


def faults(page: Page, size: tuple[int, int]) -> list[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    said = [f"it scrolls sideways: {html}" for html in page.evaluate(TOO_WIDE)]
    if page.evaluate("document.scrollingElement.scrollWidth") > size[0]:
        said.append("it scrolls sideways")
    if (covered := page.evaluate(COVERED)) > 1 / 3:
        said.append(f"bars cover {covered:.0%}")
    return [f"{size[0]} x {size[1]}: {fault}" for fault in said + page.evaluate(CUT) + page.evaluate(HIDDEN)]


def loaded(page: Page) -> Page:
    """The page once nothing that arrives late moves a control away."""
    page.wait_for_load_state("networkidle")
    return page


@pytest.fixture
def life(server: Serving) -> Life:
    return Life(Account.sign_up(server.origin, str(uuid4().int)[:12]))


@pytest.fixture
def window(browsing: Browsing, server: Serving) -> Phone:
    """A window on a computer, where a control is reached with the keyboard."""
    return Phone(*browsing.begin(server.origin, LAPTOP | {"reduced_motion": "reduce"}))


def test_every_screen_fits_and_hides_no_focus(
    browsing: Browsing, server: Serving, window: Phone, life: Life
) -> None:
    window.watch.expect(409, "/_allauth/browser/v1/auth/email/verify")
    sign_in(window, life.account, PASSWORD)
    said = [
        f"{path} {fault}"
        for path in each_screen(window, life)
        for size in (ZOOMED, NARROW)
        for fault in faults(loaded(window.page), size)
    ]
    reader = Phone(*browsing.begin(server.origin, LAPTOP))
    reader.page.goto(life.link)
    reader.button("therapist.open").click()
    expect(reader.button("therapist.close")).to_be_visible()
    said += [f"the shared page {fault}" for size in (ZOOMED, NARROW) for fault in faults(reader.page, size)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("size", [ZOOMED, NARROW, (390, 844)])
def test_no_bar_hides_the_focus_on_now(window: Phone, size: tuple[int, int]) -> None:
    """With a chosen sensation, whose strength stays in view too, and what was kept earlier below Keep."""
    window.open("/")
    window.notice("ease", strength=4)
    window.open("/")
    window.chip("chest-tightness").click()
    expect(window.dots("chest-tightness")).to_have_count(5)
    said = faults(window.page, size)
    assert not said, "\n".join(said)
    reached = set()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(30):
            window.page.keyboard.press(key)
            reached.add(window.page.evaluate("document.activeElement.textContent.trim()"))
            assert window.page.evaluate(SEEN), window.page.evaluate("document.activeElement.outerHTML")
    assert {label("sensations", "unsure"), text("now.keep"), text("app.tooMuch")} <= reached
