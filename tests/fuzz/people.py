"""Who asks while the API is fuzzed. What can't be undone is done by somebody made for it, so that all else is
asked by somebody who is there, has agreed, and has just proved who they are."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.services.account import Account
from tests.services.serving import from_elsewhere

#: A proof of who one is lasts five minutes (security.md, "Sign-in").
FRESH = 200


class Somebody:
    """Signed in by a token that the run was given; behind it is always somebody fresh."""

    def __init__(self, account: Account) -> None:
        self.given = account.session.headers["X-Session-Token"]
        self.account, self.since = account, time.monotonic()

    @property
    def token(self) -> Any:
        if time.monotonic() - self.since > FRESH:
            self.account, self.since = Account(self.account.origin), time.monotonic()
        return self.account.session.headers["X-Session-Token"]


def viewing(origin: str) -> tuple[str, str]:
    """The share and the cookie of somebody with a link, to everything of one who is left alone."""
    owner = Account(origin)
    expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    sections = ["sensations", "words", "practices", "repairs", "journal", "people"]
    made = owner.ask("POST", "/api/shares/", {"label": "M.", "sections": sections, "expires_at": expires})
    id, secret = made["link"].split("#")[1].split(".")
    answer = requests.post(
        f"{origin}/api/viewings/",
        json={"share": id, "secret": secret},
        headers=from_elsewhere(),
        timeout=30,
    )
    return id, str(answer.cookies["noticing-shared"])
