"""The people who send requests while the API is fuzzed. Irreversible requests are sent by a person created
for that, so that all others come from an existing person with consent and a recent proof."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.e2e.texts import sections
from tests.services.account import Account
from tests.services.serving import from_elsewhere

#: A proof lasts five minutes (docs/security.md).
FRESH = 200


class Somebody:
    """A person behind one of the run's tokens, replaced by a new one when necessary."""

    def __init__(self, account: Account) -> None:
        self.given = account.session.headers["X-Session-Token"]
        self.account, self.since = account, time.monotonic()

    @property
    def token(self) -> Any:
        if time.monotonic() - self.since > FRESH:
            self.account, self.since = Account(self.account.origin), time.monotonic()
        return self.account.session.headers["X-Session-Token"]


def viewing(origin: str) -> tuple[str, str]:
    """The share and the cookie of a viewer of all sections, whose owner sends no requests."""
    owner = Account(origin)
    expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    made = owner.ask("POST", "/api/shares/", {"label": "M.", "sections": sections(), "expires_at": expires})
    id, secret = made["link"].split("#")[1].split(".")
    answer = requests.post(
        f"{origin}/api/viewings/",
        json={"share": id, "secret": secret},
        headers=from_elsewhere(),
        timeout=30,
    )
    return id, str(answer.cookies["noticing-shared"])
