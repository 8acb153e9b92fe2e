"""Everything of one person, as one JSON document that another account can take in."""

from typing import Any

from django.utils import timezone

from backend import zones
from backend.accounts.models import Person
from backend.entries.kinds import KINDS

FORMAT, VERSION = "noticing", 1


def everything(person: Person) -> dict[str, Any]:
    """`{"format", "version", "exported_at", "account", "entries": {kind: [...]}, "shares"}`, words opened."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": zones.rfc3339(timezone.now()),
        "account": {"username": person.username, "zone": person.zone, "language": person.language},
        "entries": {
            kind.model.kind: [
                entry.as_data() for entry in kind.model.of(person).filter(deleted_at=None).order_by("id")
            ]
            for kind in KINDS
        },
        "shares": [share.as_data() for share in person.sharing.order_by("created_at")],
    }
