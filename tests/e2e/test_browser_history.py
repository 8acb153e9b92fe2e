"""What the browser stores about every screen: history, icons, and sessions that it could restore."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.authenticator import Authenticator
from tests.e2e.conftest import begin_with_profile
from tests.e2e.every_screen import TYPED, Life, sign_in
from tests.e2e.phone import Phone
from tests.e2e.test_languages import each_screen
from tests.e2e.test_lock import put_on
from tests.e2e.test_passkeys import passkeys
from tests.e2e.texts import text
from tests.services.serving import Serving

#: Files in a profile of Chromium, without those of IndexedDB.
FILES = (
    "History*",
    "Favicons*",
    "Web Data*",
    "Top Sites*",
    "Shortcuts*",
    "Sessions*/*",
    "Current *",
    "Last *",
)
#: The text entered into every field of every screen, and as a passkey's name.
TYPING, PASSKEY = "Zeilenwort", "Schlüsselname"
#: A browser fills these in by itself, so it may remember them; `docs/security.md` says so.
FIELDS = "main :is(textarea, input[type=text]):not([autocomplete=username])"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def life(server: Serving, username: str) -> Life:
    return Life(Account.sign_up(server.origin, username))


@pytest.fixture
def phone(
    profile: Path, server: Serving, browser_type: BrowserType, whole_chromium: dict[str, Any]
) -> Iterator[Phone]:
    context, watch = begin_with_profile(browser_type, whole_chromium, profile, server.origin)
    watch.expect(409, "/_allauth/browser/v1/auth/email/verify")  # a key that was made up
    yield Phone(context, watch).open()
    assert not watch.complaints, "\n".join(watch.complaints)


def test_nothing_that_was_typed_is_in_the_browsers_history(phone: Phone, life: Life, profile: Path) -> None:
    phone.page.evaluate("localStorage.setItem('noticing.plain', 'yes')")
    phone.page.reload()
    sign_in(phone, life.account, PASSWORD)
    named = headings(life)
    for path in each_screen(phone, life):
        if path in named:
            expect(phone.page.get_by_role("heading", level=1)).to_contain_text(named[path])
        for field in phone.page.locator(FIELDS).all():
            if field.is_editable():
                field.fill(TYPING)
    link = make_calendar_link(phone)
    name_a_passkey(phone)
    read_as_therapist(phone, life)
    put_on(phone)
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.context.close()

    history = profile / "Default" / "History"
    if not history.exists():
        pytest.skip("NOT TESTED. This Chromium writes no history: it is a headless shell.")
    assert b"/#/you/people/" in history.read_bytes()
    said = found_in(profile / "Default", [*TYPED, TYPING, PASSKEY, link])
    assert not said, "\n".join(said)
    assert life.account.username.encode() not in history.read_bytes()


def headings(life: Life) -> dict[str, str]:
    """The screens whose heading is a name entered by the person, with that name."""
    person = f"/you/people/{life.person}"
    of_person = [f"{person}{step}" for step in ("", "/safe", "/color", "/let-go")]
    about_them = [*of_person, f"/repair/{life.repair}"]
    return dict.fromkeys(about_them, "Саша") | {f"/look-back/sensation/own:{life.sensation}": "Гул"}


def make_calendar_link(phone: Phone) -> str:
    phone.open("/you/reminders/calendar")
    phone.button("feed.make").click()
    return phone.textbox(text("link.label")).input_value()


def name_a_passkey(phone: Phone) -> None:
    Authenticator(phone)
    phone.open("/you/passkeys")
    phone.button("passkeys.add").click()
    phone.page.wait_for_url("**/#/you/codes")
    phone.open("/you/passkeys")
    passkeys(phone).click()
    phone.textbox(text("passkeys.name")).fill(PASSKEY)
    phone.button("passkeys.rename").click()
    expect(phone.words("passkeys.renamed")).to_be_visible()
    phone.page.reload()
    expect(phone.titled(PASSKEY)).to_be_visible()


def read_as_therapist(phone: Phone, life: Life) -> None:
    page = phone.context.new_page()
    page.goto(life.link)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("article").get_by_text(TYPED[0]).first).to_be_visible()
    page.close()


def found_in(folder: Path, words: list[str]) -> list[str]:
    """The browser's files that contain any of the words."""
    files = sorted({file for pattern in FILES for file in folder.glob(pattern) if file.is_file()})
    return [
        f"{word} in {file.relative_to(folder)}"
        for file in files
        for word in words
        if any(word.encode(code) in file.read_bytes() for code in ("utf-8", "utf-16-le"))
    ]
