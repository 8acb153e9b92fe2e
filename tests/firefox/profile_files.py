"""What stays in Firefox's own files once words were sealed or deleted (docs/security.md; `make firefox`)."""

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import GO, SCREEN
from tests.e2e.texts import label, text
from tests.firefox.browser import Firefox, waited
from tests.firefox.files import holding
from tests.services.serving import Serving

PIN = "2580"
TAB = "\ue004"
DATABASE = "storage/default/idb/918681824ngontiic.sqlite"
SESSIONS = "sessionstore"
#: Firefox saves the open session in the first file, and first renames that to the second.
OPEN_SESSION = {"sessionstore-backups/recovery.jsonlz4", "sessionstore-backups/recovery.baklz4"}


def unique() -> str:
    """A word that no compression shortens."""
    return "".join(random.choices("bcdfghjklmnpqrstvwxz", k=24))


class Phone:
    """The app in Firefox at a phone's size, with a profile that stays."""

    def __init__(self, profile: Path, origin: str) -> None:
        self.profile, self.origin = profile, origin
        #: An entry's words, and a journal page that was begun.
        self.words = [unique(), unique()]
        self.firefox = self._start()

    def _start(self) -> Firefox:
        firefox = Firefox(self.profile).__enter__()
        firefox.size(390, 844)
        return firefox

    def quit(self) -> None:
        self.firefox.quit()
        self.firefox.__exit__()

    def restart(self) -> None:
        self.quit()
        self.firefox = self._start()

    def open(self, path: str) -> Firefox:
        """Open a screen and wait until it is shown."""
        if not self.firefox.evaluate(f"({GO})({json.dumps(path)})"):
            self.firefox.goes_to(f"{self.origin}/#{path}")
        shown = f"!!document.querySelector({json.dumps(SCREEN)})"
        assert waited(lambda: self.firefox.evaluate(shown)), self.firefox.text
        return self.firefox

    def begin_words(self, words: str) -> None:
        """Check in, and write about it without leaving the field."""
        self.open("/").click_named("button", label("sensations", "chest-tightness"))
        self.firefox.press(text("now.keep"))
        self.firefox.reads(text("kept.title"))
        self.firefox.click("a[href*=curious]")
        self.firefox.click_named("textbox", label("questions", "feeling"))
        self.firefox.types(words)

    def write(self) -> None:
        """Keep words, and begin others; both are found."""
        kept, begun = self.words
        self.begin_words(kept)
        self.firefox.press(text("curious.enough"))
        self.firefox.reads(text("now.title"))
        self.open("/journal/new/free").click("main textarea")
        self.firefox.types(begun)
        self.open("/you")
        assert waited(lambda: all(DATABASE in self.holding(word) for word in self.words)), (
            "They aren't found."
        )

    def holding(self, *words: str) -> set[str]:
        return holding(self.profile, *(words or self.words))

    def put_lock_on(self) -> None:
        self.open("/you/lock").click("input[value=pin]")
        self.firefox.click("main input[type=password]")
        self.firefox.types(PIN + TAB + PIN)
        self.firefox.press(text("lock.putOn"))
        self.firefox.reads(text("lock.isOn"))

    def sign_in(self, username: str) -> None:
        self.open("/you/account").click("a[href='#/sign-in'], a[href*=sign-in]")
        self.firefox.click_named("textbox", text("form.username"))
        self.firefox.types(username)
        self.firefox.click("input[type=password]")
        self.firefox.types(PASSWORD)
        self.firefox.press(text("signIn.submit"))
        self.firefox.reads(text("account.in", username=username))

    def switch_leave_on(self) -> None:
        self.open("/you/discreet").click_named("switch", text("discreet.leaveSwitch"))

    def leave(self) -> None:
        self.firefox.press(text("app.leave"))
        assert waited(lambda: self.firefox.evaluate("location.href") == "about:blank")

    def nowhere(self, *words: str) -> None:
        """In the open session as saved before, at most; in no file after quitting and further starts."""
        assert waited(lambda: self.holding(*words) <= OPEN_SESSION), self.holding(*words)
        time.sleep(3)
        assert self.holding(*words) <= OPEN_SESSION
        for path in ("/you", "/look-back"):
            self.quit()
            assert not self.holding(*words)
            self.firefox = self._start()
            self.open(path)
            assert not self.holding(*words)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    serving = Serving(tmp_path_factory.mktemp("firefox")).start()
    yield serving.origin
    serving.stop()


@pytest.fixture
def phone(tmp_path: Path, origin: str) -> Iterator[Phone]:
    phone = Phone(tmp_path / "profile", origin)
    yield phone
    phone.firefox.__exit__()


def sign_out(phone: Phone) -> None:
    phone.firefox.press(text("account.signOut"))
    phone.firefox.press(text("account.discard"))
    phone.firefox.reads(text("you.title"))


def erase(phone: Phone) -> None:
    phone.open("/you/data").press(text("data.goneYes"))
    phone.firefox.reads(text("data.goneSure"))
    phone.firefox.click_named("button", text("data.goneYes"))
    phone.firefox.reads(text("data.gone"))


def test_with_the_lock_on_no_file_has_earlier_words(phone: Phone) -> None:
    phone.write()
    phone.put_lock_on()
    phone.nowhere()


def test_clearing_the_phone_leaves_no_words(phone: Phone) -> None:
    phone.write()
    phone.put_lock_on()
    for key in ("lock.closeNow", "lock.cannot", "lock.cannotClear"):
        phone.firefox.press(text(key))
    phone.firefox.reads(text("lock.clearSure"))
    phone.firefox.press(text("lock.cannotClear"))
    phone.firefox.reads(text("lock.cleared"))
    phone.nowhere()


@pytest.mark.parametrize("leave", [sign_out, erase])
def test_signing_out_and_erasing_leave_no_words(phone: Phone, leave: Callable[[Phone], None]) -> None:
    username = f"robin{uuid4().hex[:8]}"
    account = Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    phone.write()
    label_of_share = unique()
    phone.open("/you/sharing/new/who").click_named("textbox", text("newShare.label"))
    phone.firefox.types(label_of_share)
    assert waited(lambda: DATABASE in phone.holding(label_of_share))
    phone.open("/look-back")
    phone.open("/you/account")
    assert waited(lambda: account.check_ins())
    leave(phone)
    phone.nowhere(*phone.words, label_of_share)


@pytest.mark.parametrize("locked", [True, False])
def test_after_leaving_quickly_words_are_in_our_database_at_most(phone: Phone, locked: bool) -> None:
    phone.switch_leave_on()
    if locked:
        phone.put_lock_on()
        phone.begin_words(phone.words[0])
    else:
        phone.write()
    phone.open("/journal/new/free").click("main textarea")
    phone.firefox.types(phone.words[1])
    phone.leave()
    phone.restart()
    assert phone.holding() == (set() if locked else {DATABASE})


def test_what_is_being_typed_leaves_the_sessions_once_the_browser_was_closed(phone: Phone) -> None:
    words = unique()
    phone.begin_words(words)
    phone.firefox.types(" and on" * 20)
    assert waited(lambda: phone.firefox.evaluate("sessionStorage.length") == 0)
    phone.restart()
    assert phone.holding(words) == {DATABASE}
    phone.put_lock_on()
    phone.nowhere(words)


def test_the_last_words_of_a_closed_tab_stay_in_the_sessions(phone: Phone) -> None:
    """Not what one would wish, but what docs/security.md and the lock's screen say."""
    words = unique()
    phone.begin_words(words)
    phone.firefox.close_tab()
    phone.restart()
    phone.put_lock_on()
    phone.restart()
    found = phone.holding(words)
    assert found
    assert all(file.startswith(SESSIONS) for file in found), found
