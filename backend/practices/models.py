"""A small step towards closeness: what was braced for, what happened, how it was met."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from backend import zones
from backend.entries.columns import JSONColumn
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField

WORDS = ("bracing", "happened")


class Practice(Entry):
    """Chosen before it happens, and come back to afterwards: then `practised_at` moves to when it was."""

    practised_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    practice = models.CharField(max_length=40)
    #: How it was met; nothing while it waits.
    met = models.CharField(max_length=40, null=True)
    beliefs = JSONColumn(default=list)
    with_person = models.UUIDField(null=True)
    #: The check-ins that the person laid beside it.
    before = models.UUIDField(null=True)
    after = models.UUIDField(null=True)
    for_session = models.BooleanField(default=False)
    never_shared = models.BooleanField(default=False)
    words = SealedField(null=True)

    kind = "practices"
    list_order = ("-practised_at", "-id")

    class Meta(Entry.Meta):
        indexes = [
            models.Index(
                fields=["person", "-practised_at", "-id"],
                condition=Q(deleted_at=None),
                name="practices_newest_first",
            ),
            models.Index(
                fields=["person", "local_date", "met"],
                condition=Q(deleted_at=None),
                name="practices_by_day",
            ),
        ]

    def content(self) -> Content:
        words = self.words or {}
        return {
            "practice": self.practice,
            "practised_at": zones.rfc3339(self.practised_at),
            "zone": self.zone,
            "person": self.with_person and str(self.with_person),
            **{name: words.get(name) for name in WORDS},
            "met": self.met,
            "beliefs": self.beliefs,
            "before": self.before and str(self.before),
            "after": self.after and str(self.after),
            "for_session": self.for_session,
            "never_shared": self.never_shared,
        }

    def derived(self) -> Content:
        return {"local_date": self.local_date.isoformat()}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.practised_at = zones.instant(content["practised_at"])
        self.zone = content["zone"]
        self.local_date = zones.local_date(self.practised_at, self.zone)
        self.with_person = content["person"]
        for name in ("practice", "met", "beliefs", "before", "after", "for_session", "never_shared"):
            setattr(self, name, content[name])
        self.words = {name: content[name] for name in WORDS if content[name] is not None} or None

    def empty(self) -> None:
        self.practised_at, self.zone, self.local_date = zones.EARLIEST, "UTC", zones.EARLIEST.date()
        self.practice, self.beliefs = "", []
        self.met = self.with_person = self.before = self.after = self.words = None
        self.for_session = self.never_shared = False
