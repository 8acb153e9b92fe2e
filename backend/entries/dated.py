"""What is told of a day: its moment on a clock, sealed words, and how far it may go."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from backend import zones
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField


class Dated(Entry):
    """A kind says what it is made of; from that its content follows. Check-ins, which are counted by the
    thousand, have columns of their own instead.
    """

    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    for_session = models.BooleanField(default=False)
    never_shared = models.BooleanField(default=False)
    words = SealedField(null=True)

    #: What the API calls `at`.
    moment: ClassVar[str]
    #: What the API calls the ids of the person's own -> their columns.
    references: ClassVar[Mapping[str, str]] = {}
    #: Columns that are shown as they are -> what an empty one holds.
    plain: ClassVar[Mapping[str, Any]] = {}
    #: What is sealed.
    texts: ClassVar[tuple[str, ...]]

    list_order = ("-at", "-id")

    class Meta(Entry.Meta):
        abstract = True
        indexes = [
            models.Index(
                fields=["person", "-at", "-id"],
                condition=Q(deleted_at=None),
                name="%(app_label)s_newest_first",
            ),
            models.Index(
                fields=["person", "local_date"], condition=Q(deleted_at=None), name="%(app_label)s_by_day"
            ),
        ]

    def content(self) -> Content:
        ids = {name: getattr(self, column) for name, column in self.references.items()}
        return {
            self.moment: zones.rfc3339(self.at),
            "zone": self.zone,
            **{name: id and str(id) for name, id in ids.items()},
            **{name: getattr(self, name) for name in self.plain},
            **self.worded(),
            "for_session": self.for_session,
            "never_shared": self.never_shared,
        }

    def structured(self) -> Content:
        return {name: getattr(self, name) for name in (*self.plain, "for_session", "never_shared")}

    def worded(self) -> Content:
        words = self.words or {}
        return {name: words.get(name) for name in self.texts}

    def derived(self) -> Content:
        return {"local_date": self.local_date.isoformat()}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.at, self.zone = zones.instant(content[self.moment]), content["zone"]
        self.local_date = zones.local_date(self.at, self.zone)
        for name, column in self.references.items():
            setattr(self, column, content[name])
        for name in (*self.plain, "for_session", "never_shared"):
            setattr(self, name, content[name])
        self.words = {name: content[name] for name in self.texts if content[name] is not None} or None

    def empty(self) -> None:
        self.at, self.zone, self.local_date = zones.EARLIEST, "UTC", zones.EARLIEST.date()
        self.words, self.for_session, self.never_shared = None, False, False
        for column in self.references.values():
            setattr(self, column, None)
        for name, nothing in self.plain.items():
            setattr(self, name, nothing)
