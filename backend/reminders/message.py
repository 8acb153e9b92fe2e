"""The payload of a nudge."""

from backend import keys
from backend.content import catalogue
from backend.push.message import app_url, payload
from backend.reminders.models import Delivery, Nudge, Reminder


def nudge_payload(delivery: Delivery) -> bytes:
    """The push payload, at most 1 KB so that padding hides its length.

    `round` lets the phone tell whether the person has answered this round already.
    """
    nudge = delivery.nudge
    language = nudge.person.known_language
    texts = catalogue.texts(language)["nudge"]
    opens = link(nudge)
    actions = [
        {"action": action, "title": texts["actions"][action], "navigate": app_url()}
        for action in ("check-in", "later", "not-today")
        if opens == app_url() or action != "check-in"
    ]
    data = {"nudge": str(nudge.id), "reminder": str(nudge.reminder), "round": delivery.round}
    more = {"navigate": opens, "actions": actions, "data": data}
    return payload(texts["title"], language, topic(nudge), more)


def link(nudge: Nudge) -> str:
    """What a tap on the nudge opens: the app's first screen, or settling."""
    return f"{app_url()}#/settle" if opens_settling(nudge) else app_url()


def opens_settling(nudge: Nudge) -> bool:
    """Whether it is around a meeting with somebody who is "not now". Costs a query around a meeting only."""
    if not nudge.around_meeting:
        return False
    mine = Reminder.objects.filter(person=nudge.person_id, id=nudge.reminder)
    return mine.filter(plan__meeting__settle=True).exists()


def topic(nudge: Nudge) -> str:
    """The push Topic: a later push with the same topic replaces one that is still queued.

    22 base64url characters; RFC 8030 section 5.4 allows 32.
    """
    return keys.encode(nudge.id.bytes)
