"""Watches a browser during a story: forbidden behaviour fails the test."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

REFUSED = re.compile(r"^Failed to load resource: the server responded with a status of (\d{3})")
UNREACHED = re.compile(r"^Failed to load resource: net::ERR_\w+")
OWN_SCHEMES = ("blob:", "data:", "about:")


@dataclass(frozen=True)
class Refusal:
    """An error response that the story expects; Chromium logs every 4xx as an error."""

    status: int
    path: str

    def is_it(self, status: int, path: str) -> bool:
        return status == self.status and re.fullmatch(self.path, path) is not None


#: A 401 tells the phone that it isn't signed in; allauth also answers "signed out" with 401.
ALWAYS = (Refusal(401, "/api/me/"), Refusal(401, "/_allauth/browser/v1/auth/session"))


class Watch:
    """Collects complaints about one browser context, and its requests."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self._refusals = list(ALWAYS)
        self._off_line = False
        context.on("console", self._heard)
        context.on("weberror", self._thrown)
        context.on("request", self._asked)

    def expect(self, status: int, path: str) -> None:
        """Expect this error response from now on; `path` is a regular expression for the whole path."""
        self._refusals.append(Refusal(status, path))

    def expect_no_network(self) -> None:
        """From now on the API may be out of reach, and only the API: the shell has to come from the phone.

        But for the tab's icon, which a browser fetches past a service worker that came after the page.
        """
        self._off_line = True

    def writes(self) -> list[tuple[str, str]]:
        """The methods and paths of what was sent to the API, apart from signing in."""
        return [(method, path) for method, path in self.sent if method not in ("GET", "HEAD")]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def _is_expected(self, message: ConsoleMessage) -> bool:
        path = message.location["url"].removeprefix(self.origin).split("?")[0]
        if refused := REFUSED.match(message.text):
            return any(each.is_it(int(refused[1]), path) for each in self._refusals)
        far = path.startswith(("/api/", "/_allauth/", "/icons/icon.svg"))
        return self._off_line and far and bool(UNREACHED.match(message.text))

    def _thrown(self, error: WebError) -> None:
        self.complaints.append(f"page error: {error.error}")

    def _asked(self, request: Request) -> None:
        if request.url.startswith(f"{self.origin}/"):
            path = request.url.removeprefix(self.origin)
            if path.startswith("/api/"):
                self.sent.append((request.method, path))
        elif not request.url.startswith(OWN_SCHEMES):
            self.complaints.append(f"another origin: {request.method} {request.url}")
