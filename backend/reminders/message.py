"""The payload of a nudge."""

from backend import keys
from backend.content import catalogue
from backend.push.message import app_url, payload
from backend.reminders.models import Delivery, Nudge


def nudge_payload(delivery: Delivery) -> bytes:
    """The push payload, at most 1 KB so that padding hides its length.

    `round` lets the phone tell whether the person has answered this round already.
    """
    nudge = delivery.nudge
    language = nudge.person.known_language
    texts = catalogue.texts(language)["nudge"]
    actions = [
        {"action": action, "title": texts["actions"][action], "navigate": app_url()}
        for action in ("check-in", "later", "not-today")
    ]
    data = {"nudge": str(nudge.id), "reminder": str(nudge.reminder), "round": delivery.round}
    return payload(texts["title"], language, topic(nudge), {"actions": actions, "data": data})


def topic(nudge: Nudge) -> str:
    """The push Topic: a later push with the same topic replaces one that is still queued.

    22 base64url characters; RFC 8030 section 5.4 allows 32.
    """
    return keys.encode(nudge.id.bytes)
