"""What every kept thing shares: an id made on the phone, a revision, and a tombstone when it is deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from backend import sql
from backend.accounts.models import Person

Content = dict[str, Any]


class Entry(models.Model):
    """One kept thing of one person. Ids are unique per person: somebody else's id is simply free."""

    pk = models.CompositePrimaryKey("person_id", "id")
    #: Every index below begins with it: one of its own would only be written, never needed.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(app_label)s", db_index=False
    )
    id = models.UUIDField()
    revision = models.BigIntegerField()
    deleted_at = models.DateTimeField(null=True)

    #: The path's word in the API, and the entry's `kind` in the feed.
    kind: ClassVar[str]
    #: What the API calls the time that the entry is about; None for what stands on no day.
    moment: ClassVar[str | None] = None
    #: Where the marks `for_session` and `never_shared` are kept: a prefix of lookups.
    marks: ClassVar[str] = ""
    #: The order of a list, as columns; it ends with -id, so that it is total and a cursor can continue it.
    list_order: ClassVar[tuple[str, ...]] = ("-id",)

    class Meta:
        abstract = True
        constraints = [
            # Also the index of the change feed.
            models.UniqueConstraint(fields=["person", "revision"], name="%(app_label)s_feed")
        ]

    @classmethod
    def for_person(cls, person: Person) -> QuerySet[Self]:
        """The person's entries of this kind, tombstones included; each knows its person without a query."""
        return cast("QuerySet[Self]", getattr(person, cls._meta.app_label).all())

    @classmethod
    def is_there(cls, person: Person, entry_id: UUID) -> bool:
        """Whether the person has such an entry, be it a tombstone."""
        id = sql.to_db_value(cls._meta.get_field("id"), entry_id)
        there = f'SELECT 1 FROM "{cls._meta.db_table}" WHERE person_id = %s AND id = %s'  # noqa: S608  # our name
        return bool(sql.select([], there, [person.pk, id]))

    @classmethod
    def blank(cls, person: Person, entry_id: object) -> Self:
        return cls(person=person, id=entry_id)

    def content(self) -> Content:
        """The body as it was put, after normalisation: equal bodies have equal contents."""
        raise NotImplementedError

    def structured(self) -> Content:
        """The part of the content that is not sealed."""
        raise NotImplementedError

    def worded(self) -> Content:
        """The part of the content that is sealed: what the person wrote."""
        raise NotImplementedError

    def fill(self, content: Mapping[str, Any]) -> None:
        """Take over a validated body; seals nothing yet."""
        raise NotImplementedError

    def derived(self) -> Content:
        """Read-only fields that the server adds."""
        return {}

    def empty(self) -> None:
        """Leave nothing of the content in the row: what a tombstone keeps."""
        raise NotImplementedError

    def as_data(self) -> Content:
        """The entry as the API shows it."""
        return {"id": str(self.id), "revision": self.revision, **self.content(), **self.derived()}

    def opened_again(self) -> Content:
        """Read everything of it; returns the columns that have to change now that it can be read again."""
        self.as_data()
        if zone := getattr(self, "zone", None):
            ZoneInfo(zone)
        return {}

    @property
    def happened_at(self) -> datetime:
        """When it was, of a kind that stands on a day: what its list is ordered by."""
        moment: datetime = getattr(self, self.list_order[0].removeprefix("-"))
        return moment

    @property
    def is_tombstone(self) -> bool:
        return self.deleted_at is not None

    def write(self, content: Mapping[str, Any], revision: int) -> None:
        """Store this content, within the transaction that took `revision` from the person's counter."""
        self.fill(content)
        self.deleted_at = None
        self._store(revision)

    def soft_delete(self, revision: int, now: datetime | None = None) -> None:
        """Leave a tombstone, within the transaction that took `revision` from the person's counter."""
        self.empty()
        self.deleted_at = now or timezone.now()
        self._store(revision)

    def _store(self, revision: int) -> None:
        self.revision = revision
        self.save(force_insert=self._state.adding, force_update=not self._state.adding)


class SetAside(models.Model):
    """A row of that kind and id that could not be read, and why (aside.py)."""

    DOES_NOT_OPEN, UNKNOWN_ZONE, NOT_UNDERSTOOD = REASONS = (
        "does-not-open",
        "unknown-zone",
        "not-understood",
    )

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    entry = models.UUIDField()
    reason = models.CharField(max_length=16)
    since = models.DateTimeField()
    tried_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "entry"], name="entries_set_aside_once")
        ]

    def __str__(self) -> str:
        return f"set aside {self.pk}"


class Epoch(models.Model):
    """One row, made when it is first asked for.

    `manage.py restore` gives it a new value; phones then send what the restored server lacks.
    """

    value = models.UUIDField(default=uuid4)

    @classmethod
    def current(cls) -> str:
        return str(cls.objects.get_or_create(pk=1)[0].value)
