"""What a push says on the wire: one constant text a language, nothing of the person, no token.

The shape is Declarative Web Push's, which Safari shows by itself; in every other browser our service worker
reads the same JSON.
"""

from typing import Any

import orjson
from django.conf import settings

from backend.content import catalogue

#: RFC 8030's number marks the declarative form.
DECLARATIVE = 8030


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


def here() -> str:
    """Now, the first room. Without a public address a phone resolves it against its own."""
    return f"{settings.PUBLIC_URL or ''}/"
