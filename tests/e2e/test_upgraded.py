"""A phone and a server of an earlier build go on with this one: nothing is lost, and all of it syncs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.conftest import PHONE, Browsing
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_journal import field
from tests.e2e.test_lock import give
from tests.services.serving import Serving
from tests.upgrades import earlier

#: Puts the store there as that build made it (its tables, version 4).
LAY = """async ({ version, stores, local }) => {
  const bytes = (value) => {
    if (Array.isArray(value)) return value.map(bytes);
    if (value === null || typeof value !== 'object') return value;
    if ('$bytes' in value) return Uint8Array.from(atob(value.$bytes), (letter) => letter.charCodeAt(0));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bytes(one)]));
  };
  const db = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('noticing', version);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result);
    opening.onupgradeneeded = () => {
      const made = opening.result;
      made.createObjectStore('entries', { keyPath: ['kind', 'id'] }).createIndex('date', ['kind', 'date']);
      const outbox = made.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
      outbox.createIndex('place', ['kind', 'id']);
      outbox.createIndex('order', ['status', 'rank']);
      made.createObjectStore('meta');
      made.createObjectStore('errand');
      made.createObjectStore('answers', { keyPath: 'nudge' });
      made.createObjectStore('drafts', { keyPath: 'name' });
      made.createObjectStore('lock');
    };
  });
  const writing = db.transaction(Object.keys(stores), 'readwrite');
  for (const [name, rows] of Object.entries(stores)) {
    for (const [key, row] of rows) writing.objectStore(name).put(bytes(row), ...(key === null ? [] : [key]));
  }
  await new Promise((resolve, reject) => { writing.oncomplete = resolve; writing.onerror = reject; });
  db.close();
  for (const [name, value] of Object.entries(local)) localStorage.setItem(name, value);
}"""


def check_ins() -> list[dict[str, Any]]:
    """As the server had them then."""
    return [one for one in earlier.server()["changes"]["changes"] if one["kind"] == "check-ins"]


@pytest.fixture
def earlier_server(chromium_path: Path, tmp_path: Path) -> Iterator[Serving]:
    earlier.unpack(tmp_path)
    serving = Serving(tmp_path).start()
    yield serving
    serving.stop()


@pytest.fixture
def upgraded(earlier_server: Serving, browsing: Browsing) -> Phone:
    phone = Phone(*browsing.begin(earlier_server.origin, PHONE))
    phone.watch.expect(404, "/favicon.ico")
    phone.page.goto(f"{phone.origin}/healthz")
    phone.page.evaluate(LAY, earlier.phone())
    return phone.open()


def test_locked_it_opens_with_the_same_words_and_what_waited_is_sent(upgraded: Phone) -> None:
    upgraded.open("/look-back")
    expect(upgraded.heading("lock.closedTitle")).to_be_visible()
    give(upgraded, earlier.PASSPHRASE)
    expect(upgraded.heading("lookBack.title")).to_be_visible(timeout=patience(20))
    [entry] = [one for one in check_ins() if one["data"]["note"]]
    upgraded.open(f"/entry/{entry['id']}")
    expect(upgraded.quoted(entry["data"]["note"])).to_be_visible()
    upgraded.open("/journal/new/free")
    expect(field(upgraded)).to_have_value(earlier.BEGUN)
    upgraded.open("/you/sign-in")
    upgraded.fill_credentials(earlier.USERNAME)
    upgraded.button("signIn.submit").click()
    expect(upgraded.words("account.in", username=earlier.USERNAME)).to_be_visible(timeout=patience(20))
    upgraded.wait_until_stored()
    robin = Account.sign_in(upgraded.origin, earlier.USERNAME)
    assert earlier.UNSENT in [each["answers"]["feeling"] for each in robin.check_ins()]
    assert len(robin.check_ins()) == len(check_ins()) + 1
