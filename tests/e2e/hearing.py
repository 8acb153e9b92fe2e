"""What a screen reader hears: announcements, the focus, and the accessibility tree in reading order."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.phone import Phone

#: Records each change of the text of a live region as `heard`. The text of a region that was inserted or
#: shown together with its text is `unheard`, since screen readers often miss it; on a new screen it is read
#: in its place.
RECORD = """(() => {
  const LIVE = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  const heard = [], unheard = [];
  let regions = new Map(), screen = null;
  function saidIn(region) {
    const seen = region.cloneNode(true);
    for (const hidden of seen.querySelectorAll('[aria-hidden=true]')) hidden.remove();
    return seen.textContent.replace(/\\s+/g, ' ').trim();
  }
  function look() {
    const now = new Map(), main = document.querySelector('main');
    for (const region of document.querySelectorAll(LIVE)) {
      if (!region.checkVisibility()) continue;
      const said = saidIn(region), before = regions.get(region);
      now.set(region, said);
      if (!said || said === before) continue;
      if (before !== undefined) heard.push(said);
      else if (main === screen) unheard.push(said);
    }
    [regions, screen] = [now, main];
  }
  const attributeFilter = ['class', 'hidden', 'open'];
  const changes = { subtree: true, childList: true, characterData: true, attributeFilter };
  new MutationObserver(look).observe(document, changes);
  Object.assign(window, { heard, unheard });
})()"""
GONE = "control => !control.isConnected || !control.checkVisibility()"
#: The roles that say nothing of their own.
SILENT = ("none", "generic", "InlineTextBox", "LabelText", "paragraph")


def listen(context: BrowserContext) -> None:
    """Record announcements in every page that is loaded from now on."""
    context.add_init_script(RECORD)


def forget(phone: Phone) -> None:
    """Forget what was heard up to now."""
    phone.page.evaluate("heard.length = unheard.length = 0")


def expect_heard(phone: Phone, said: str) -> None:
    """Wait until this was announced, alone or within a longer text."""
    phone.page.wait_for_function("said => heard.some(each => each.includes(said))", arg=said)


def press(phone: Phone, control: Locator) -> None:
    """Press a control by keyboard, and wait until it has disappeared."""
    handle = control.element_handle()
    forget(phone)
    control.focus()
    control.press("Enter")
    phone.page.wait_for_function(GONE, arg=handle)


def expect_focus_kept(phone: Phone) -> None:
    """Wait until the focus is within the screen, on any heading, message or control."""
    expect(phone.page.locator("main :focus")).to_be_visible()


def expect_focus(phone: Phone, words: str) -> None:
    """Wait until the focus is on a heading or message with these words."""
    expect(phone.page.locator("main :focus")).to_contain_text(words)


def expect_focus_on_title(phone: Phone, title: str) -> None:
    """Wait until the focus is on the heading of the screen with this title."""
    expect(phone.titled(title)).to_be_focused()


def read_aloud(phone: Phone) -> list[str]:
    """The accessibility tree in reading order, by role and name: "heading Account", "button Sign out"."""
    session = phone.context.new_cdp_session(phone.page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}

    def read(node: dict[str, Any]) -> list[str]:
        role, name = (str(node.get(part, {}).get("value", "")) for part in ("role", "name"))
        said = [] if node["ignored"] or role in SILENT else [f"{role} {name}".strip()]
        below = [by_id[child] for child in node.get("childIds", []) if child in by_id]
        return said + [line for child in below for line in read(child)]

    return read(nodes[0])
