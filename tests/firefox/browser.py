"""An unmodified Firefox, controlled by WebDriver BiDi (W3C) without a driver process.

It is taken from PATH, else installed from the system's packages, as root on Debian or a derivative. `make
firefox` runs it, and `make test` doesn't: unlike Chromium, npm has no Firefox for a host without one.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.services.chromium import locked

NAMES = ("firefox-esr", "firefox")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PATIENCE = 30
#: Nothing but the pages that a test opens, and none of the preferences that remote control sets by itself:
#: some of these change what a profile keeps.
PREFERENCES = {
    "remote.prefs.recommended": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.preonboarding.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "startup.homepage_welcome_url": "",
    "termsofuse.bypassNotification": True,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.unified": False,
    # The session is saved each second instead of every 15.
    "browser.sessionstore.interval": 1000,
}
#: The position of a visible button on the page.
MIDDLE = """(name) => {
  const all = [...document.querySelectorAll('button')].filter((each) => each.checkVisibility());
  const button = all.find((each) => each.innerText.trim() === name);
  if (!button) return null;
  button.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = button.getBoundingClientRect();
  return JSON.stringify([left + width / 2, top + height / 2]);
}"""


class NoFirefoxError(RuntimeError):
    """No Firefox was found or could be installed."""


class Firefox:
    """One window with a temporary profile, or with one that stays."""

    def __init__(self, profile: Path | None = None) -> None:
        self._profile = profile
        self._numbers = count(1)
        self._ending = ExitStack()

    def __enter__(self) -> "Firefox":
        with ExitStack() as ending:
            folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="noticing-firefox-")))
            profile = self._profile or folder / "profile"
            profile.mkdir(exist_ok=True)
            lines = [
                f"user_pref({json.dumps(name)}, {json.dumps(is_)});\n" for name, is_ in PREFERENCES.items()
            ]
            (profile / "user.js").write_text("".join(lines))
            command = [find(), "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
            with (folder / "log").open("wb") as log:
                self._process = subprocess.Popen(command, stdout=log, stderr=log)
            ending.callback(self._process.wait)
            ending.callback(self._process.kill)
            address = waited(lambda: LISTENS.search((folder / "log").read_text(errors="replace")))[1]
            self._socket = ending.enter_context(connect(f"{address}/session", max_size=None))
            self.ask("session.new", capabilities={})
            self._context = self.ask("browsingContext.getTree")["contexts"][0]["context"]
            self._ending = ending.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def quit(self) -> None:
        """Quit as a person does: files are written that killing it would leave unwritten."""
        self.ask("browser.close")
        self._process.wait(PATIENCE)

    def ask(self, method: str, **params: Any) -> Any:
        """The result of one command; raises AssertionError with Firefox's error."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=PATIENCE))
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]

    def goes_to(self, url: str) -> None:
        self.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def size(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self.ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression: a string, number, boolean or null."""
        target = {"context": self._context}
        said = self.ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        assert said["type"] == "success", said
        return said["result"].get("value")

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return str(self.evaluate("document.body.innerText"))

    def reads(self, text: str) -> None:
        """Wait until the page contains the text."""
        assert waited(lambda: text in self.text), f"{text!r} is not there: {self.text}"

    def press(self, name: str) -> None:
        """Click the button of this name with the mouse."""
        place = waited(lambda: self.evaluate(f"({MIDDLE})({json.dumps(name)})"))
        x, y = (round(each) for each in json.loads(place))
        self._click({"type": "pointerMove", "x": x, "y": y})

    def click(self, selector: str) -> None:
        """Click the first element of this CSS selector with the mouse."""
        self._click_on({"type": "css", "value": selector})

    def click_named(self, role: str, name: str) -> None:
        """Click the last element of this role and accessible name with the mouse."""
        self._click_on({"type": "accessibility", "value": {"role": role, "name": name}})

    def _click_on(self, locator: dict[str, Any]) -> None:
        look = {"context": self._context, "locator": locator}
        found = waited(lambda: self.ask("browsingContext.locateNodes", **look)["nodes"])
        assert found, f"{locator} is not there: {self.text}"
        element = {"sharedId": found[0 if locator["type"] == "css" else -1]["sharedId"]}
        self.ask(
            "script.callFunction",
            functionDeclaration="(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })",
            arguments=[element],
            target={"context": self._context},
            awaitPromise=False,
        )
        self._click(
            {"type": "pointerMove", "x": 0, "y": 0, "origin": {"type": "element", "element": element}}
        )

    def _click(self, move: dict[str, Any]) -> None:
        mouse = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        source = {"type": "pointer", "id": "mouse", "actions": mouse}
        self.ask("input.performActions", context=self._context, actions=[source])

    def close_tab(self) -> None:
        """Close the tab and go on in another one."""
        closed = self._context
        self._context = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("browsingContext.close", context=closed)

    def types(self, keys: str) -> None:
        """Type into the focused element."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("input.performActions", context=self._context, actions=[source])

    def shot(self, file: Path) -> None:
        """Save the whole page as a PNG."""
        taken = self.ask("browsingContext.captureScreenshot", context=self._context, origin="document")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(taken["data"]))

    def sheets(self) -> bytes:
        """The page as a PDF, on A4."""
        page = {"width": 21.0, "height": 29.7}
        printed = self.ask("browsingContext.print", context=self._context, page=page)
        return base64.b64decode(printed["data"])


def preferences() -> str:
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(to)});\n" for name, to in PREFERENCES.items())


def find() -> str:
    """The path of a Firefox; raises NoFirefoxError if there is none."""
    if found := on_path():
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoFirefoxError(
            f"None of {', '.join(NAMES)} is on PATH, and its package takes root and apt-get."
        )
    with locked("apt"):
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "firefox-esr"]):
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "--quiet=2", *arguments], check=True, capture_output=True, env=quiet)
    if found := on_path():
        return found
    raise NoFirefoxError("The package firefox-esr brought none.")


def on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def waited(ask: Callable[[], Any]) -> Any:
    """The first truthy result, or the last result when the time is over."""
    deadline = time.monotonic() + PATIENCE
    while not (found := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found
