"""A phone, operated and read through accessible names, as by a screen reader."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.account import PASSWORD
from tests.e2e.slow import patience, slow_page
from tests.e2e.texts import consent, label, text
from tests.e2e.watch import Watch
from tests.services.chromium import BUILD

SCREENSHOTS = BUILD / "screenshots"
#: Goes to another screen of the app and marks the one being left; returns false if the app isn't open.
GO = """path => {
  const screen = document.querySelector('main');
  if (!screen || location.pathname !== '/') return false;
  if ((location.hash.slice(1) || '/') === path) return true;
  screen.dataset.left = '';
  location.hash = path;
  return true;
}"""
#: A screen that is neither being left nor still loading.
SCREEN = "main:not([data-left]):not([aria-busy])"


class Phone:
    """One tab of one browser profile; `another_tab` shares the profile."""

    def __init__(self, context: BrowserContext, watch: Watch) -> None:
        self.context, self.watch, self.origin = context, watch, watch.origin
        self.page: Page = context.new_page()
        slow_page(self.page)

    # -- navigation

    def open(self, path: str = "/") -> "Phone":
        """Open a screen and wait until it is shown, so that later steps don't see the previous one."""
        if not self.page.evaluate(GO, path):
            self.page.goto(f"{self.origin}/#{path}")
        self.page.locator(SCREEN).wait_for(state="attached")
        return self

    def room(self, name: str) -> None:
        """Go to one of the four rooms in the bottom bar: now, lookBack, practise, you."""
        rooms = self.page.get_by_role("navigation", name=text("app.rooms"))
        door = rooms.get_by_role("link", name=text(f"rooms.{name}"), exact=True)
        door.click()
        expect(door).to_have_attribute("aria-current", "page")
        self.page.locator(SCREEN).wait_for(state="attached")

    def another_tab(self) -> "Phone":
        return Phone(self.context, self.watch)

    def wait_for_shell(self) -> None:
        """Wait until the app shell is cached for off-line use and the service worker controls this page."""
        self.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
        self.page.wait_for_load_state("networkidle")

    def lose_network(self) -> None:
        """Go off-line, once the shell is cached; without it, no further screen could be opened."""
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
        """A link by the start of its name, since a hint may follow."""
        return self.page.get_by_role("link", name=re.compile(rf"^{re.escape(text(key))}"))

    def words(self, key: str, **values: str | int) -> Locator:
        return self.quoted(text(key, **values))

    def notice_of(self, key: str, **values: str | int) -> Locator:
        """A notice in the area above the screen."""
        notices = self.page.get_by_role("status", name=text("notices.label"))
        return notices.get_by_text(text(key, **values))

    def quoted(self, words: str) -> Locator:
        """An element with exactly these words."""
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

    # -- actions

    def notice(self, *codes: str, strength: int | None = None) -> str:
        """Make a whole check-in on Now; returns its id."""
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
        """Answer a question on its screen."""
        self.textbox(label("questions", question)).fill(words)

    def answer_and_leave(self, words: str) -> None:
        """After Keep, answer the first of the three questions and leave the others."""
        self.link("kept.curious").click()
        self.answer("feeling", words)
        self.button("curious.enough").click()
        expect(self.heading("now.title")).to_be_visible()

    def fill_credentials(self, username: str) -> None:
        self.textbox(text("form.username")).fill(username)
        self.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)

    def sign_up(self, username: str) -> None:
        """Sign up from You through the consent page, up to the account's page."""
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
        """Wait until the account's page says that all entries are sent."""
        self.open("/you/account")
        stored = self.words("account.allStored").or_(self.words("account.keptStored"))
        expect(stored).to_be_visible(timeout=patience(20))

    # -- evidence

    def screenshot(self, name: str, **options: Any) -> None:
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", **options)
