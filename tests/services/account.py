"""A person with an account, over HTTP only, as behind a proxy that terminates TLS."""

from typing import Any
from uuid import uuid4

import requests

from tests.services.serving import from_elsewhere

PASSWORD = "a long quiet sentence"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Account:
    """Signs up and consents at once, through the app client, which needs no cookies."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.session = requests.Session()
        self.session.headers.update(from_elsewhere() | {"X-Forwarded-Proto": "https"})
        self.username = f"robin{uuid4().hex[:8]}"
        signed_up = self.ask(
            "POST", "/_allauth/app/v1/auth/signup", {"username": self.username, "password": PASSWORD}
        )
        self.session.headers["X-Session-Token"] = signed_up["meta"]["session_token"]
        version = self.ask("GET", "/api/content/")["consent"]["version"]
        self.ask("PATCH", "/api/me/", {"consent": version, "zone": "UTC"})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The response's JSON; any error status raises."""
        answer = self.session.request(method, self.origin + path, json=body, timeout=30)
        assert answer.ok, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def remind(self, **changes: Any) -> str:
        """A reminder for every day, far from any quiet hours; returns its id."""
        id = str(uuid4())
        self.ask("PUT", f"/api/reminders/{id}/", {"days": DAYS, "at": "20:30", "active": True} | changes)
        return id

    def subscribe(self, subscription: dict[str, Any]) -> str:
        """Register a device; returns its id."""
        id = str(uuid4())
        key = self.ask("GET", "/api/push/key/")["key"]
        self.ask("PUT", f"/api/push/subscriptions/{id}/", subscription | {"label": "a phone", "key": key})
        return id

    def ledger(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", "/api/nudges/")["results"]
        return found
