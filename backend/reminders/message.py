"""What a nudge says on the wire: one constant text a language, nothing of the person, no token.

The shape is Declarative Web Push's, which Safari shows by itself; in every other browser our service worker
reads the same JSON.
"""

from typing import Any

import orjson
from django.conf import settings

from backend import keys
from backend.content import catalogue
from backend.reminders.models import Delivery, Nudge

#: RFC 8030's number marks the declarative form.
DECLARATIVE = 8030


def nudge_payload(delivery: Delivery) -> bytes:
    """At most 1 KB, so that padding hides the rest. By the round a phone knows whether it was answered."""
    nudge = delivery.nudge
    language = nudge.person.known_language
    texts = catalogue.texts(language)["nudge"]
    actions = [
        {"action": action, "title": texts["actions"][action], "navigate": here()}
        for action in ("check-in", "later", "not-today")
    ]
    data = {"nudge": str(nudge.id), "reminder": str(nudge.reminder), "round": delivery.round}
    return payload(texts["title"], language, topic(nudge), {"actions": actions, "data": data})


def test_payload(language: str) -> bytes:
    return payload(catalogue.texts(language)["nudge"]["test"], language, "test", {})


def payload(title: str, language: str, tag: str, more: dict[str, Any]) -> bytes:
    notification = {
        "title": title,
        "lang": language,
        "dir": catalogue.direction(language),
        "navigate": here(),
        "tag": tag,
        "silent": False,
    }
    return orjson.dumps({"web_push": DECLARATIVE, "notification": notification | more, "mutable": True})


def topic(nudge: Nudge) -> str:
    """22 base64url characters (RFC 8030 section 5.4 allows 32): a repeat replaces what still waits."""
    return keys.encode(nudge.id.bytes)


def here() -> str:
    """Now, the first room. Without a public address a phone resolves it against its own."""
    return f"{settings.PUBLIC_URL or ''}/"
