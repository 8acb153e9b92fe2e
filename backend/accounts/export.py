"""Everything of one person, as one JSON document that another account can take in."""

from typing import Any

from django.utils import timezone

from backend import zones
from backend.accounts.models import Person
from backend.entries.kinds import KINDS

FORMAT, VERSION = "noticing", 1


def everything(person: Person) -> dict[str, Any]:
    """`{"format", "version", "exported_at", "account", "entries": {kind: [...]}, "rests", "nudges",
    "shares"}`, words opened."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": zones.rfc3339(timezone.now()),
        "account": person.as_data(),
        "entries": {
            kind.model.kind: [
                entry.as_data() for entry in kind.model.of(person).filter(deleted_at=None).order_by("id")
            ]
            for kind in KINDS
        },
        "rests": [rest.as_data() for rest in person.rests.order_by("begins_at")],
        "nudges": [
            nudge.as_data() for nudge in person.nudges.select_related("device").order_by("due_at", "id")
        ],
        "shares": [share.as_data() for share in person.sharing.order_by("created_at")],
    }
