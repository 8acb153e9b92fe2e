"""Sharing screen by screen, and opening a link without a browser."""

from typing import Any

import requests
from playwright.sync_api import Locator, expect

from tests.e2e.account import TIMEOUT, Account
from tests.e2e.phone import Phone
from tests.e2e.texts import text
from tests.services.serving import from_elsewhere

STEPS = ("who", "what", "from", "until", "preview")


def begin(phone: Phone, label: str = "M.") -> None:
    """Start a share and enter its name in the first step."""
    phone.open("/you/sharing")
    phone.link("sharing.new").click()
    phone.textbox(text("newShare.label")).fill(label)


def step(phone: Phone) -> str:
    """The name of the current step."""
    return STEPS[int(phone.page.locator(".step").inner_text().split()[0]) - 1]


def go_on(phone: Phone, to: str) -> None:
    """Press Next until this step is shown."""
    for name in STEPS[STEPS.index(step(phone)) + 1 : STEPS.index(to) + 1]:
        phone.button("more.next").click()
        expect(phone.heading(f"newShare.{name}")).to_be_visible()


def switch(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_role("switch", name=text(key), exact=True)


def made_link(phone: Phone) -> str:
    """Create the link from the preview, and return it."""
    phone.button("newShare.submit").click()
    expect(phone.heading("newShare.madeTitle")).to_be_visible()
    return phone.textbox(text("link.label")).input_value()


def make_share(phone: Phone, *, words: bool) -> str:
    """Create a share through the five steps; returns the link."""
    begin(phone)
    go_on(phone, "what")
    if words:
        switch(phone, "newShare.words").check()
    go_on(phone, "preview")
    return made_link(phone)


def card(phone: Phone, label: str = "M.") -> Locator:
    phone.open("/you/sharing")
    return phone.page.get_by_role("article", name=label, exact=True)


def shares(account: Account) -> list[dict[str, Any]]:
    """The account's shares on the server, newest first."""
    found: list[dict[str, Any]] = account.ask("GET", "/api/shares/")["results"]
    return found


class Reader:
    """A reader with a link, and perhaps its PIN."""

    def __init__(self, link: str) -> None:
        self.origin, fragment = link.split("/s#")
        self.share, self.secret = fragment.split(".")
        self.session = requests.Session()
        self.session.headers.update(from_elsewhere())

    def open(self, pin: str | None = None) -> int:
        """Try to open the link; returns the status."""
        body = {"share": self.share, "secret": self.secret, "pin": pin}
        return self.session.post(f"{self.origin}/api/viewings/", json=body, timeout=TIMEOUT).status_code

    def report(self) -> dict[str, Any]:
        answer = self.session.get(f"{self.origin}/api/shared/{self.share}/report/", timeout=TIMEOUT)
        answer.raise_for_status()
        report: dict[str, Any] = answer.json()
        return report

    def say(self, line: str | None) -> None:
        """Send "I have read this", with or without a kind line."""
        url = f"{self.origin}/api/shared/{self.share}/acknowledgement/"
        self.session.put(url, json={"line": line}, timeout=TIMEOUT).raise_for_status()
