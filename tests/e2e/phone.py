"""A phone in somebody's hand: what they tap and what they read, by the names that a screen reader says."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.account import PASSWORD
from tests.e2e.slow import patience, slow_page
from tests.e2e.texts import consent, label, text
from tests.e2e.watch import Watch
from tests.services.chromium import BUILD

SCREENSHOTS = BUILD / "screenshots"
#: Goes to another screen of the app, and marks the one that is left; false where the app isn't open.
GO = """path => {
  const screen = document.querySelector('main');
  if (!screen || location.pathname !== '/') return false;
  if ((location.hash.slice(1) || '/') === path) return true;
  screen.dataset.left = '';
  location.hash = path;
  return true;
}"""
#: A screen that is neither about to be left nor still being fetched.
SCREEN = "main:not([data-left]):not([aria-busy])"


class Phone:
    """One tab of one browser profile; `another_tab` shares the profile."""

    def __init__(self, context: BrowserContext, watch: Watch) -> None:
        self.context, self.watch, self.origin = context, watch, watch.origin
        self.page: Page = context.new_page()
        slow_page(self.page)

    # -- getting about

    def open(self, path: str = "/") -> "Phone":
        """Until that screen is there: what comes next is never about the one that was left."""
        if not self.page.evaluate(GO, path):
            self.page.goto(f"{self.origin}/#{path}")
        self.page.locator(SCREEN).wait_for(state="attached")
        return self

    def room(self, name: str) -> None:
        """One of the four in the bottom bar: now, lookBack, practise, you."""
        rooms = self.page.get_by_role("navigation", name=text("app.rooms"))
        door = rooms.get_by_role("link", name=text(f"rooms.{name}"), exact=True)
        door.click()
        expect(door).to_have_attribute("aria-current", "page")
        self.page.locator(SCREEN).wait_for(state="attached")

    def another_tab(self) -> "Phone":
        return Phone(self.context, self.watch)

    def wait_for_shell(self) -> None:
        """Until what one needs without a network is on the phone, and this page gets it from there."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
        self.page.wait_for_load_state("networkidle")

    def lose_network(self) -> None:
        """Never in the middle of the first visit: without the shell, no screen that wasn't open could be."""
        self.wait_for_shell()
        self.watch.expect_no_network()
        self.context.set_offline(True)

    def find_network(self) -> None:
        self.context.set_offline(False)

    # -- what is on the screen

    def heading(self, key: str, **values: str | int) -> Locator:
        return self.titled(text(key, **values))

    def titled(self, title: str) -> Locator:
        return self.page.get_by_role("heading", name=title, level=1, exact=True)

    def button(self, key: str, **values: str | int) -> Locator:
        return self.page.get_by_role("button", name=text(key, **values), exact=True)

    def link(self, key: str) -> Locator:
        """By how its name begins: a door's name goes on with a hint."""
        return self.page.get_by_role("link", name=re.compile(rf"^{re.escape(text(key))}"))

    def words(self, key: str, **values: str | int) -> Locator:
        return self.quoted(text(key, **values))

    def notice_of(self, key: str, **values: str | int) -> Locator:
        """In the place for what needs a word, above the screen."""
        notices = self.page.get_by_role("status", name=text("notices.label"))
        return notices.get_by_text(text(key, **values))

    def quoted(self, words: str) -> Locator:
        """Exactly these words."""
        return self.page.get_by_text(words, exact=True)

    def textbox(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    def chip(self, code: str) -> Locator:
        return self.page.get_by_role("button", name=label("sensations", code), exact=True)

    def dots(self, code: str) -> Locator:
        name = text("now.strength", sensation=label("sensations", code))
        return self.page.get_by_role("group", name=name, exact=True).get_by_role("button")

    def dot(self, code: str, strength: int) -> Locator:
        name = text("now.strengthOf", strength=strength)
        return self.dots(code).and_(self.page.get_by_role("button", name=name, exact=True))

    # -- what one does with it

    def notice(self, *codes: str, strength: int | None = None) -> str:
        """A whole check-in from Now; returns its id."""
        for code in codes:
            self.chip(code).click()
            if strength is not None:
                self.dot(code, strength).click()
        return self.keep()

    def keep(self) -> str:
        self.button("now.keep").click()
        expect(self.heading("kept.title")).to_be_visible()
        return self.page.url.rsplit("/", 1)[1]

    def answer(self, question: str, words: str) -> None:
        """On the question's screen."""
        self.textbox(label("questions", question)).fill(words)

    def answer_and_leave(self, words: str) -> None:
        """After Keep: the first of the three questions, and no more of them."""
        self.link("kept.curious").click()
        self.answer("feeling", words)
        self.button("curious.enough").click()
        expect(self.heading("now.title")).to_be_visible()

    def fill_credentials(self, username: str) -> None:
        self.textbox(text("form.username")).fill(username)
        self.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)

    def sign_up(self, username: str) -> None:
        """From You, by the consent page, to the account's page."""
        self.room("you")
        self.link("you.account").click()
        self.link("account.create").click()
        self.page.get_by_role("checkbox", name=consent()["agree"]).check()
        self.page.get_by_role("checkbox", name=consent()["age"]).check()
        self.button("consent.continue").click()
        self.fill_credentials(username)
        self.button("signUp.submit").click()
        expect(self.words("account.in", username=username)).to_be_visible()

    def sign_in(self, username: str) -> None:
        self.room("you")
        self.link("you.account").click()
        self.link("account.signIn").click()
        self.fill_credentials(username)
        self.button("signIn.submit").click()
        expect(self.words("account.in", username=username)).to_be_visible()

    def wait_until_stored(self) -> None:
        """Until the account's page says that nothing waits."""
        self.open("/you/account")
        expect(self.words("account.allStored")).to_be_visible(timeout=patience(20))

    # -- evidence

    def screenshot(self, name: str, **options: Any) -> None:
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", **options)
