"""A client for the server's data that uses allauth's app client (X-Session-Token)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import requests

from tests.e2e.texts import CONSENT_VERSION
from tests.services.serving import from_elsewhere

PASSWORD = "a long quiet sentence"
TIMEOUT = 20


class Account:
    """One person's account. Every call opens a new connection, since the server may have been killed."""

    def __init__(self, origin: str, username: str, token: str) -> None:
        self.origin, self.username, self.token = origin, username, token

    @classmethod
    def sign_up(cls, origin: str, username: str) -> "Account":
        """A new account that has consented."""
        account = cls._enter(origin, "signup", username)
        account.ask("PATCH", "/api/me/", {"consent": CONSENT_VERSION, "zone": "Europe/Lisbon"})
        return account

    @classmethod
    def sign_in(cls, origin: str, username: str) -> "Account":
        return cls._enter(origin, "login", username)

    @classmethod
    def _enter(cls, origin: str, way: str, username: str) -> "Account":
        answer = enter(origin, way, username)
        answer.raise_for_status()
        return cls(origin, username, answer.json()["meta"]["session_token"])

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """The response's JSON; raises for any error status."""
        headers = {"X-Session-Token": self.token, **(headers or {})}
        answer = requests.request(method, self.origin + path, json=body, headers=headers, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def check_ins(self) -> list[dict[str, Any]]:
        """All check-ins, oldest first."""
        page = self.ask("GET", "/api/check-ins/")
        assert page["next"] is None, "more than a page: these tests keep few"
        return sorted(page["results"], key=lambda each: str(each["felt_at"]))

    def revision(self) -> int:
        """The person's revision: the number of writes that the server has accepted."""
        return int(self.ask("GET", "/api/changes/?after=0&limit=1")["revision"])

    def keep(self, felt_at: datetime | None = None, **changes: Any) -> str:
        """Save a check-in as another device of the same person; returns the id."""
        at = (felt_at or datetime.now(UTC)).astimezone(UTC)
        body = {"felt_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "zone": "Europe/Lisbon"} | changes
        entry_id = str(uuid4())
        self.ask("PUT", f"/api/check-ins/{entry_id}/", body)
        return entry_id


def enter(origin: str, way: str, username: str) -> requests.Response:
    """The response of `signup` or `login`, with any status."""
    body = {"username": username, "password": PASSWORD}
    url = f"{origin}/_allauth/app/v1/auth/{way}"
    return requests.post(url, json=body, headers=from_elsewhere(), timeout=TIMEOUT)
