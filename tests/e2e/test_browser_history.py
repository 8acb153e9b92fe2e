"""What the browser stores about every screen: history, icons, and sessions that it could restore."""

from collections.abc import Callable, Iterator
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
from tests.e2e.test_lock import PASSPHRASE, give, put_on
from tests.e2e.test_passkeys import passkeys
from tests.e2e.texts import text
from tests.e2e.watch import Watch
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


Again = Callable[[], Phone]


@pytest.fixture
def again(
    profile: Path, server: Serving, browser_type: BrowserType, whole_chromium: dict[str, Any]
) -> Iterator[Again]:
    """Starts the browser with this profile."""
    watches: list[Watch] = []

    def start() -> Phone:
        context, watch = begin_with_profile(browser_type, whole_chromium, profile, server.origin)
        watch.expect(409, "/_allauth/browser/v1/auth/email/verify")  # a key that was made up
        watches.append(watch)
        return Phone(context, watch).open()

    yield start
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    assert not complaints, "\n".join(complaints)


def test_nothing_that_was_typed_is_in_the_browsers_history(again: Again, life: Life, profile: Path) -> None:
    phone = again()
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
    words = [*TYPED, TYPING, PASSKEY, link]
    # In this order: each way of hiding leaves the phone so that the next one is possible.
    for hide in (leave_quickly, close_the_lock, sign_out, erase):
        hide(phone, life)
        phone.context.close()
        history = profile / "Default" / "History"
        if not history.exists():
            pytest.skip("NOT TESTED. This Chromium writes no history: it is a headless shell.")
        assert b"/#/you/people/" in history.read_bytes()
        said = found_in(profile / "Default", words)
        assert not said, "\n".join([hide.__name__, *said])
        assert life.account.username.encode() not in history.read_bytes()
        phone = again()


def leave_quickly(phone: Phone, life: Life) -> None:
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    phone.open(f"/you/people/{life.person}")
    expect(phone.titled("Саша")).to_be_visible()
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")


def close_the_lock(phone: Phone, life: Life) -> None:
    put_on(phone)
    phone.open(f"/you/people/{life.person}")
    expect(phone.titled("Саша")).to_be_visible()
    phone.open("/you/lock")
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()


def sign_out(phone: Phone, life: Life) -> None:
    phone.open("/look-back")
    give(phone, PASSPHRASE)
    phone.wait_until_stored()
    phone.button("account.signOut").click()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible()


def erase(phone: Phone, life: Life) -> None:
    """Erase another account, since the first one asks for its passkey by now."""
    sign_in(phone, Account.sign_up(phone.origin, f"{life.account.username}-2"), PASSWORD)
    phone.open("/")
    phone.notice("ease")
    phone.answer_and_leave(TYPING)
    phone.wait_until_stored()
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    sure = phone.page.get_by_role("group", name=text("data.goneAsk"))
    sure.get_by_role("button", name=text("data.goneYes")).click()
    expect(phone.words("data.gone")).to_be_visible()


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
