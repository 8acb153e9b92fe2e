"""What a nudge says on the wire."""

from backend import keys
from backend.content import catalogue
from backend.push.message import here, payload
from backend.reminders.models import Delivery, Nudge


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


def topic(nudge: Nudge) -> str:
    """22 base64url characters (RFC 8030 section 5.4 allows 32): a repeat replaces what still waits."""
    return keys.encode(nudge.id.bytes)
