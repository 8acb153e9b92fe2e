"""The base of all entries: an id chosen by the phone, a revision, and soft deletion by a tombstone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from backend import sql
from backend.accounts.models import Person
from backend.zones import zone_info

Content = dict[str, Any]


class Entry(models.Model):
    """One entry of one person. Ids are unique per person, so two people may use the same id."""

    pk = models.CompositePrimaryKey("person_id", "id")
    #: No index of its own, since every index below begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(app_label)s", db_index=False
    )
    id = models.UUIDField()
    revision = models.BigIntegerField()
    deleted_at = models.DateTimeField(null=True)

    #: The name in the API's path, and the entry's `kind` in the feed.
    kind: ClassVar[str]
    #: The API's name of the time that the entry is about; None if it has none.
    moment: ClassVar[str | None] = None
    #: The prefix of lookups of the marks `for_session` and `never_shared`.
    marks: ClassVar[str] = ""
    #: The columns that order a list. Ends with -id, so that the order is total and cursors work.
    list_order: ClassVar[tuple[str, ...]] = ("-id",)

    class Meta:
        abstract = True
        constraints = [
            # Serves as the change feed's index, too.
            models.UniqueConstraint(fields=["person", "revision"], name="%(app_label)s_feed")
        ]

    @classmethod
    def for_person(cls, person: Person) -> QuerySet[Self]:
        """The person's entries of this kind, tombstones included. Their `person` costs no query."""
        return cast("QuerySet[Self]", getattr(person, cls._meta.app_label).all())

    @classmethod
    def is_there(cls, person: Person, entry_id: UUID) -> bool:
        """Whether the person has an entry with this id, tombstones included."""
        id = sql.to_db_value(cls._meta.get_field("id"), entry_id)
        exists = f'SELECT 1 FROM "{cls._meta.db_table}" WHERE person_id = %s AND id = %s'  # noqa: S608  # our name
        return bool(sql.select([], exists, [person.pk, id]))

    @classmethod
    def blank(cls, person: Person, entry_id: object) -> Self:
        return cls(person=person, id=entry_id)

    def content(self) -> Content:
        """The normalised body of the PUT: equal bodies have equal contents."""
        raise NotImplementedError

    def structured(self) -> Content:
        """The unsealed part of the content, without its moment and zone; references as UUIDs."""
        raise NotImplementedError

    def worded(self) -> Content:
        """The part of the content that is sealed: what the person wrote."""
        raise NotImplementedError

    def fill(self, content: Mapping[str, Any]) -> None:
        """Set the columns from a validated body. Nothing is sealed until the entry is saved."""
        raise NotImplementedError

    def derived(self) -> Content:
        """Read-only fields that the server adds."""
        return {}

    def empty(self) -> None:
        """Clear the content from the row, for a tombstone."""
        raise NotImplementedError

    def as_data(self) -> Content:
        """The entry as the API shows it."""
        return {"id": str(self.id), "revision": self.revision, **self.content(), **self.derived()}

    def recheck(self) -> Content:
        """Read the whole entry again after it was set aside; returns the columns to change.

        Raises one of UNREADABLE (aside.py) if it still can't be read.
        """
        self.as_data()
        if zone := getattr(self, "zone", None):
            zone_info(zone)
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
        """Store the content, in the transaction that took `revision` from the person's counter."""
        self.fill(content)
        self.deleted_at = None
        self._store(revision)

    def soft_delete(self, revision: int, now: datetime | None = None) -> None:
        """Leave a tombstone, in the transaction that took `revision` from the person's counter."""
        self.empty()
        self.deleted_at = now or timezone.now()
        self._store(revision)

    def _store(self, revision: int) -> None:
        self.revision = revision
        self.save(force_insert=self._state.adding, force_update=not self._state.adding)


class SetAside(models.Model):
    """A record of a row (by kind and id) that couldn't be read, and why (aside.py)."""

    class Reason(models.TextChoices):
        DOES_NOT_OPEN = "does-not-open"
        UNKNOWN_ZONE = "unknown-zone"
        NOT_UNDERSTOOD = "not-understood"

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
    """Tells a restored database from the one before. A single row, created on first use.

    `manage.py restore` gives it a new value. Phones then send what the restored server lacks.
    """

    value = models.UUIDField(default=uuid4)

    @classmethod
    def current(cls) -> str:
        return str(cls.objects.get_or_create(pk=1)[0].value)
