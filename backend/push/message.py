"""The payload of a push: a constant text per language, without anything about the person and without tokens.

The format is Declarative Web Push, which Safari displays by itself; in other browsers our service worker
reads the same JSON.
"""

from typing import Any

import orjson
from django.conf import settings

from backend.content import catalogue

#: The value of `web_push` that marks a declarative message: the number of RFC 8030.
DECLARATIVE = 8030


def test_payload(language: str) -> bytes:
    return payload(catalogue.texts(language)["nudge"]["test"], language, "test", {})


def payload(title: str, language: str, tag: str, more: dict[str, Any]) -> bytes:
    notification = {
        "title": title,
        "lang": language,
        "dir": catalogue.direction(language),
        "navigate": app_url(),
        "tag": tag,
        "silent": False,
    }
    return orjson.dumps({"web_push": DECLARATIVE, "notification": notification | more, "mutable": True})


def app_url() -> str:
    """The URL of the app's first screen. Without PUBLIC_URL it is relative, and the phone resolves it."""
    return f"{settings.PUBLIC_URL or ''}/"
