"""Accessibility: keyboard, screen reader, large type, the smallest phone, the dark theme."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import make_share
from tests.e2e.test_rooms import a_quarter
from tests.e2e.texts import label, text

#: All of axe's rules, including best practices; injected into a page once.
AXE = f"if (!window.axe) {{ {Axe().axe_script} }}"
RUN = """axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`)))"""
#: The innermost elements that cause horizontal scrolling.
TOO_WIDE = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const right = node => node.getBoundingClientRect().right;
  const beyond = [...document.querySelectorAll('main *')].filter(node => right(node) > clientWidth);
  return beyond.filter(node => !beyond.some(other => other !== node && node.contains(other)))
    .map(node => node.outerHTML.slice(0, 120)).concat(beyond.length ? [] : ['something outside of main']);
}"""
#: Theme, width in CSS pixels, and size of the text in percent.
VIEWS = [("light", 390, 100), ("dark", 320, 100), ("light", 320, 200)]
#: The screens without an account, with one saved check-in whose id is `{id}`.
OPEN = {
    "now": "/",
    "words": "/words",
    "kept": "/kept/{id}",
    "question-1": "/curious/{id}/feeling",
    "question-2": "/curious/{id}/protecting",
    "question-3": "/curious/{id}/learned",
    "entry": "/entry/{id}",
    "edit": "/entry/{id}/edit",
    "moment": "/entry/{id}/moment",
    "how-now": "/entry/{id}/now",
    "let-go": "/entry/{id}/let-go",
    "body": "/body",
    "sensations": "/sensations",
    "where": "/more/{id}/where",
    "who": "/more/{id}/who",
    "closeness": "/more/{id}/closeness",
    "responses": "/more/{id}/responses",
    "words-after": "/more/{id}/words",
    "when": "/entry/{id}/when",
    "look-back-without-account": "/look-back",
    "practise": "/practise",
    "practise-truths": "/practise/choose/micro-authenticity",
    "practise-try": "/practise/try/ask-for-help",
    "practise-ledger-empty": "/practise/ledger",
    "repair-empty": "/practise/repairs",
    "journal-empty": "/practise/journal",
    "journal-new": "/journal/new/free",
    "settle": "/settle",
    "too-much": "/too-much",
    "help": "/too-much/help",
    "you": "/you",
    "account-none": "/you/account",
    "consent": "/you/consent",
    "sign-in": "/you/sign-in",
    "about": "/you/about",
    "people": "/you/people",
    "appearance": "/you/appearance",
    "nowhere": "/nowhere",
}
SIGNED_IN = {
    "look-back": "/look-back",
    "day": "/look-back/{date}",
    "account": "/you/account",
    "email": "/you/email",
    "quiet-hours": "/you/reminders/quiet",
    "calendar": "/you/reminders/calendar",
    "sharing": "/you/sharing",
    "share-new": "/you/sharing/new",
    "privacy": "/you/privacy",
    "discreet": "/you/discreet",
    "limits": "/you/discreet/limits",
    "data": "/you/data",
}


@contextmanager
def seen_as(page: Page, theme: str, width: int, size: int) -> Iterator[None]:
    """The same screen in another theme, width and type size."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    # The browser's font size preference, which media queries in `em` also follow.
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16 * size // 100}})
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    session.detach()


def faults(page: Page) -> list[str]:
    """Axe's findings, and elements that cause horizontal scrolling."""
    page.evaluate(AXE)
    said: list[str] = page.evaluate(RUN)
    said += [f"it scrolls sideways: {html}" for html in page.evaluate(TOO_WIDE)]
    return said


def look_at(phone: Phone, name: str) -> list[str]:
    """Check every view of the open screen, with a screenshot of each."""
    expect(phone.page.get_by_role("main")).not_to_have_attribute("aria-busy", "true")
    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
    said = []
    for theme, width, size in VIEWS:
        with seen_as(phone.page, theme, width, size):
            said += [f"{name} {theme} {width} px {size} %: {fault}" for fault in faults(phone.page)]
            phone.screenshot(f"{name}-{theme}-{width}-{size}", scale="css")
    return said


def test_every_screen_without_an_account_is_accessible(phone: Phone) -> None:
    entry = phone.notice("chest-tightness", "ease", strength=6)
    phone.answer_and_leave("Like a hand, resting there")
    said = []
    for name, path in OPEN.items():
        phone.open(path.format(id=entry))
        said += look_at(phone, name)
    assert not said, "\n".join(said)


def test_every_screen_of_an_account_is_accessible(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    a_quarter(account)
    phone.sign_in(username)
    make_share(phone, words=True)
    said = look_at(phone, "share-made")
    for name, path in SIGNED_IN.items():
        phone.open(path.format(date=account.check_ins()[-1]["local_date"]))
        phone.page.wait_for_load_state("networkidle")
        said += look_at(phone, name)
    assert not said, "\n".join(said)


def test_intermediate_states_are_accessible(phone: Phone, username: str) -> None:
    """States between the screens: chosen chips, an invitation, an error, a question, no network."""
    said = []
    phone.button("now.keep").click()
    said += look_at(phone, "now-invite")
    phone.chip("numbness").click()
    phone.dot("numbness", 4).click()
    said += look_at(phone, "now-chosen")
    phone.keep()
    phone.open("/you/sign-in")
    phone.button("signIn.submit").click()
    said += look_at(phone, "sign-in-empty")
    phone.sign_up(username)
    said += look_at(phone, "account-asked")
    phone.button("notices.sendNo").click()
    expect(phone.words("apart.unclaimed", n=1)).to_be_visible()
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort("connectionreset"))
    phone.room("now")
    phone.notice("ease")
    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.words("account.unsent", n=1)).to_be_visible()
    said += look_at(phone, "account-unsent")
    phone.lose_network()
    expect(phone.notice_of("notices.offline")).to_be_visible()
    phone.room("now")
    said += look_at(phone, "now-off-line")
    assert not said, "\n".join(said)


def test_the_therapists_page_is_accessible(phone: Phone, username: str, laptop: Phone) -> None:
    account = Account.sign_up(phone.origin, username)
    a_quarter(account)
    account.keep(note="On the way home it was quieter", for_session=True, moment="after")
    phone.sign_in(username)
    laptop.page.goto(make_share(phone, words=True))
    said = look_at(laptop, "therapist-before")
    laptop.button("therapist.open").click()
    expect(laptop.button("therapist.close")).to_be_visible()
    said += look_at(laptop, "therapist")
    laptop.page.set_viewport_size({"width": 1280, "height": 800})
    for theme in ("light", "dark"):
        with seen_as(laptop.page, theme, 1280, 100):
            said += faults(laptop.page)
            laptop.screenshot(f"therapist-{theme}-1280", full_page=True)
    laptop.page.emulate_media(media="print", color_scheme="light")
    laptop.page.set_viewport_size({"width": 794, "height": 1123})
    laptop.screenshot("therapist-print", full_page=True)
    assert not said, "\n".join(said)


def press_until(phone: Phone, name: str, limit: int = 40) -> None:
    """Tab to the element with this name, and check that its focus is visible."""
    for _ in range(limit):
        phone.page.keyboard.press("Tab")
        focused = phone.page.locator(":focus")
        if (focused.get_attribute("aria-label") or focused.inner_text()).strip().startswith(name):
            assert focused.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            return
    pytest.fail(f"no way to {name} by keyboard")


def test_a_check_in_and_an_answer_by_keyboard_alone(phone: Phone) -> None:
    press_until(phone, label("sensations", "stomach-knot"))
    phone.page.keyboard.press("Space")
    press_until(phone, text("now.strengthOf", strength=8))
    phone.page.keyboard.press("Space")
    press_until(phone, text("now.keep"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("kept.title")).to_be_focused()
    press_until(phone, text("kept.curious"))
    phone.page.keyboard.press("Enter")
    expect(phone.titled(label("questions", "feeling"))).to_be_focused()
    expect(phone.textbox(label("questions", "feeling"))).to_be_visible()
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("a stone, warm on one side")
    press_until(phone, text("curious.enough"))
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("main").get_by_role("time")).to_have_count(1)
    press_until(phone, text("rooms.lookBack"))
    phone.page.keyboard.press("Enter")
    expect(phone.heading("lookBack.title")).to_be_focused()


def test_a_whole_check_in_fits_on_the_smallest_phone(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(viewport={"width": 320, "height": 568})
    phone.notice("restlessness", strength=2)
    phone.button("kept.undo").click()
    expect(phone.heading("now.title")).to_be_visible()
