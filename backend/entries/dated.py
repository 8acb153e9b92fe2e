"""The base of entries that belong to a day: a moment with a zone, sealed words and sharing flags."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from backend import zones
from backend.entries.models import Content, Entry
from backend.sealing.fields import SealedField


class Dated(Entry):
    """A kind declares its columns below, and its content is derived from them.

    Check-ins don't use this: they have columns of their own, since thousands of them are counted at once.
    """

    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    local_date = models.DateField()
    for_session = models.BooleanField(default=False)
    never_shared = models.BooleanField(default=False)
    words = SealedField(null=True)

    #: The API's name of `at`.
    moment: ClassVar[str]
    #: The API's name of each reference to another entry -> its column.
    references: ClassVar[Mapping[str, str]] = {}
    #: Columns that the API shows unchanged -> their value in a tombstone.
    plain: ClassVar[Mapping[str, Any]] = {}
    #: The sealed texts, stored together in `words`.
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
        ids = {name: getattr(self, column) for name, column in self.references.items()}
        return {**ids, **{name: getattr(self, name) for name in (*self.plain, "for_session", "never_shared")}}

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
