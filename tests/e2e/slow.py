"""Slows everything down, to find tests that act too early: `make e2e SLOW=4`, or a part of it with
`WHAT=network`.

processor: pages compute that many times slower. network: each response is delayed. storage: each transaction
of the phone's store is delayed. story: the person acts slowly, and everything else is fast.
"""

import os

from playwright.sync_api import BrowserContext, Page

FACTOR = float(os.environ.get("E2E_SLOW") or 1)
#: Without the processor by default: a page slowed that way doesn't report being off-line after a reload, so
#: the stories that check this would fail.
WHAT = (os.environ.get("E2E_SLOW_WHAT") or "network,storage").split(",")
#: Milliseconds per unit of the factor above one.
ANSWER, TRANSACTION, ACTION = 40, 20, 60
#: Before each transaction, another one occupies the same stores for a while.
LATE_TRANSACTIONS = """(wait) => {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, ...rest) {
    const end = performance.now() + wait;
    const store = begin.call(this, stores, 'readwrite').objectStore([stores].flat()[0]);
    const hold = () => {
      if (performance.now() < end) store.get(0).onsuccess = hold;
    };
    hold();
    return begin.call(this, stores, ...rest);
  };
}"""


def patience(seconds: float) -> float:
    """A timeout in milliseconds for something that takes at most `seconds` at normal speed."""
    return seconds * 1000 * FACTOR


def delay(part: str, milliseconds: float) -> float:
    return milliseconds * (FACTOR - 1) if part in WHAT else 0


def answers() -> float:
    """The delay of each response in seconds."""
    return delay("network", ANSWER) / 1000


def actions() -> float:
    """The delay before each action in milliseconds."""
    return delay("story", ACTION)


def slow_store(context: BrowserContext) -> None:
    if wait := delay("storage", TRANSACTION):
        context.add_init_script(f"({LATE_TRANSACTIONS})({wait})")


def slow_page(page: Page) -> None:
    if FACTOR > 1 and "processor" in WHAT:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": FACTOR})
