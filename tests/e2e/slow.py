"""Everything slower than it is here, to find what comes too early: `make e2e SLOW=4`; `WHAT=network`: a part.

processor: the pages reckon that many times slower. network: each answer of the server comes late. storage: so
does each transaction of the phone's own store. story: the person takes their time: all else is quick.
"""

import os

from playwright.sync_api import BrowserContext, Page

FACTOR = float(os.environ.get("E2E_SLOW") or 1)
#: Not the processor, unless asked for: a page slowed so does not say that it is off-line after a reload,
#: so the stories that look for that end there.
WHAT = (os.environ.get("E2E_SLOW_WHAT") or "network,storage").split(",")
#: Milliseconds for each that the factor is over one.
ANSWER, TRANSACTION, ACTION = 40, 20, 60
#: In front of each transaction, another one holds the same stores for a while.
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
    """How long a story waits for what takes so long at the most here, in milliseconds."""
    return seconds * 1000 * FACTOR


def delay(part: str, milliseconds: float) -> float:
    return milliseconds * (FACTOR - 1) if part in WHAT else 0


def answers() -> float:
    """How late each answer of a server comes, in seconds."""
    return delay("network", ANSWER) / 1000


def actions() -> float:
    """How long a person waits before each action, in milliseconds."""
    return delay("story", ACTION)


def slow_store(context: BrowserContext) -> None:
    if wait := delay("storage", TRANSACTION):
        context.add_init_script(f"({LATE_TRANSACTIONS})({wait})")


def slow_page(page: Page) -> None:
    if FACTOR > 1 and "processor" in WHAT:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": FACTOR})
