"""What stays in the browser's own files once words were sealed or deleted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from tests.e2e.account import Account
from tests.e2e.conftest import begin_with_profile
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_lock import PIN, WORDS, days, give, put_on, type_new
from tests.e2e.texts import text
from tests.services.serving import Serving

#: A page of the journal, begun and not kept.
BEGUN = "a draft about the staircase"
NAMES = "() => navigator.storageBuckets.keys()"
#: Moves the rows to the database of an earlier version, which was outside of any bucket.
AS_BEFORE = """async () => {
  const db = await openStore();
  const tables = [...db.objectStoreNames];
  const layout = tables.map((name) => {
    const table = db.transaction(name).objectStore(name);
    const { keyPath, autoIncrement } = table;
    const indexes = [...table.indexNames].map((one) => [one, table.index(one).keyPath]);
    return { name, keyPath, autoIncrement, indexes };
  });
  const read = (name, how) => new Promise((resolve) => {
    const reading = db.transaction(name).objectStore(name)[how]();
    reading.onsuccess = () => resolve(reading.result);
  });
  const rows = await Promise.all(tables.map((name) =>
    Promise.all([read(name, 'getAllKeys'), read(name, 'getAll')])));
  const opening = indexedDB.open('noticing', db.version);
  opening.onupgradeneeded = () => {
    for (const { name, keyPath, autoIncrement, indexes } of layout) {
      const table = opening.result.createObjectStore(name, { keyPath, autoIncrement });
      for (const [one, path] of indexes) table.createIndex(one, path);
    }
  };
  const old = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
  const writing = old.transaction(tables, 'readwrite', { durability: 'strict' });
  layout.forEach(({ name, keyPath }, at) => rows[at][1].forEach((row, number) =>
    writing.objectStore(name).put(row, keyPath === null ? rows[at][0][number] : undefined)));
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  old.close();
  db.close();
  for (const name of await navigator.storageBuckets.keys()) await navigator.storageBuckets.delete(name);
}"""

Open = Callable[[], Phone]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def opened(
    profile: Path, server: Serving, browser_type: BrowserType, whole_chromium: dict[str, Any]
) -> Iterator[Open]:
    """Starts the browser with this profile, ending it first if it runs."""
    running: list[Phone] = []

    def start() -> Phone:
        for phone in running:
            phone.context.close()
        context, watch = begin_with_profile(browser_type, whole_chromium, profile, server.origin)
        running[:] = [Phone(context, watch).open()]
        return running[0]

    yield start
    for phone in running:
        phone.context.close()
        assert not phone.watch.complaints, "\n".join(phone.watch.complaints)


def holding(profile: Path, *words: str) -> list[str]:
    """The browser's files that contain any of the words, without its session storage (docs/privacy.md)."""
    return [
        f"{word} in {file.relative_to(profile)}"
        for file in sorted(profile.rglob("*"))
        if file.is_file() and file.parent.name != "Session Storage"
        for word in words
        if any(word.encode(code) in file.read_bytes() for code in ("utf-8", "utf-16-le"))
    ]


def write(phone: Phone, profile: Path) -> None:
    """Keep words, and begin others."""
    phone.open("/")
    phone.notice("chest-tightness")
    phone.answer_and_leave(WORDS)
    phone.open("/journal/new/free")
    phone.page.get_by_role("main").get_by_role("textbox").fill(BEGUN)
    phone.open("/you")
    found = " ".join(holding(profile, WORDS, BEGUN))
    assert WORDS in found
    assert BEGUN in found


def test_with_the_lock_on_no_file_of_the_browser_has_earlier_words(opened: Open, profile: Path) -> None:
    phone = opened()
    write(phone, profile)
    put_on(phone, "pin", PIN)
    assert not holding(profile, WORDS, BEGUN)
    phone.button("lock.change").click()
    phone.page.get_by_label(text("lock.yours.pin"), exact=True).fill(PIN)
    phone.button("password.submit").click()
    expect(phone.page.get_by_role("radio", name=text("lock.passphrase"))).to_be_visible(timeout=patience(20))
    before = phone.page.evaluate(NAMES)
    phone.page.get_by_role("radio", name=text("lock.pin")).check()
    type_new(phone, "pin", "97531")
    phone.button("lock.change").click()
    expect(phone.words("lock.changed")).to_be_visible(timeout=patience(20))
    assert phone.page.evaluate(NAMES) != before, "The old PIN still opens the old database."
    phone = opened()
    assert not holding(profile, WORDS, BEGUN)
    phone.open("/look-back")
    give(phone, "97531", "pin")
    expect(days(phone)).to_have_count(1, timeout=patience(20))
    phone.open("/journal/new/free")
    expect(phone.page.get_by_role("main").get_by_role("textbox")).to_have_value(BEGUN)
    assert not holding(profile, WORDS, BEGUN)


def sign_out(phone: Phone) -> None:
    phone.wait_until_stored()
    phone.button("account.signOut").click()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible()


def erase(phone: Phone) -> None:
    phone.wait_until_stored()
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    sure = phone.page.get_by_role("group", name=text("data.goneAsk"))
    sure.get_by_role("button", name=text("data.goneYes")).click()
    expect(phone.words("data.gone")).to_be_visible()


@pytest.mark.parametrize("leave", [sign_out, erase])
def test_after_leaving_no_file_of_the_browser_has_earlier_words(
    opened: Open, profile: Path, username: str, leave: Callable[[Phone], None]
) -> None:
    phone = opened()
    Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    write(phone, profile)
    leave(phone)
    assert not holding(profile, WORDS, BEGUN)
    opened().open("/look-back")
    assert not holding(profile, WORDS, BEGUN)


def test_a_database_of_an_earlier_version_leaves_no_words_once_the_browser_was_restarted(
    opened: Open, profile: Path
) -> None:
    phone = opened()
    write(phone, profile)
    phone.page.goto(f"{phone.origin}/healthz")
    phone.page.evaluate(AS_BEFORE)
    phone = opened()
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1)
    assert phone.page.evaluate(NAMES) == []
    put_on(phone, "pin", PIN)
    phone = opened()
    phone.open("/look-back")
    give(phone, PIN, "pin")
    expect(days(phone)).to_have_count(1, timeout=patience(20))
    phone.context.close()
    assert not holding(profile, WORDS, BEGUN)


@pytest.mark.parametrize("locked", [True, False])
def test_after_leaving_quickly_words_are_in_our_database_at_most(
    opened: Open, profile: Path, locked: bool
) -> None:
    phone = opened()
    if locked:
        put_on(phone, "pin", PIN)
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    phone.open("/")
    phone.notice("chest-tightness")
    phone.answer_and_leave(WORDS)
    phone.open("/journal/new/free")
    phone.page.get_by_role("main").get_by_role("textbox").fill(BEGUN)
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    phone.context.close()
    found = holding(profile, WORDS, BEGUN)
    if locked:
        assert not found
    else:
        assert found
        assert not [each for each in found if "/IndexedDB/" not in each]
