"""The audit log: security-relevant events of an account, shown to its owner.

Database triggers prevent changes to events, and deletion except with their person (migration 0002).
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models

from backend import zones

if TYPE_CHECKING:
    from backend.accounts.models import Person


class EventType(models.TextChoices):
    """The codes of events, as stored in rows and used in the API and the app's texts."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT_ELSEWHERE = "signed-out-elsewhere"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  # no secret
    PASSWORD_RESET = "password-reset"  # noqa: S105  # no secret
    ADDRESS_ADDED = "address-added"
    ADDRESS_CONFIRMED = "address-confirmed"
    ADDRESS_REMOVED = "address-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODES_REMOVED = "recovery-codes-removed"
    RECOVERY_CODE_USED = "recovery-code-used"
    LOCK_PUT_ON = "lock-put-on"
    EXPORTED = "exported"
    SHARE_MADE = "share-made"
    SHARE_CHANGED = "share-changed"
    SHARE_STOPPED = "share-stopped"
    SHARE_UNLOCKED = "share-unlocked"
    SHARE_FORGOTTEN = "share-forgotten"
    SHARE_OPENED = "share-opened"
    SHARE_LOCKED = "share-locked"
    ERASE_ASKED = "erase-asked"
    ERASE_TAKEN_BACK = "erase-taken-back"
    SET_ASIDE = "set-aside"


#: A viewer's actions. Only the date and the part of the day are stored and shown.
BY_A_READER = (EventType.SHARE_OPENED, EventType.SHARE_LOCKED)


class Event(models.Model):
    """One event: what happened, when, and to which share. Stores no IP address, no browser and no words.

    Listed by id, since rough times can't be ordered among exact ones.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    at = models.DateTimeField()
    what = models.CharField(max_length=32)
    #: Not a foreign key, since the event outlives the share.
    share = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="audit_of_a_person")]

    def __str__(self) -> str:
        return f"event {self.pk}"

    @classmethod
    def record(cls, person: "Person", what: EventType, now: datetime, share: UUID | None = None) -> None:
        at = zones.part_began(now, person.known_zone) if what in BY_A_READER else now
        cls.objects.create(person=person, at=at, what=what, share=share)

    def as_data(self) -> dict[str, Any]:
        """The event as its owner sees it. `at` is null if only a rough time is stored."""
        zone = self.person.known_zone
        return {
            "id": self.id,
            "what": self.what,
            "at": None if self.what in BY_A_READER else zones.rfc3339(self.at),
            "date": zones.local_date(self.at, zone).isoformat(),
            "part": zones.part_of_day(self.at, zone),
            "share": self.share and str(self.share),
        }


class Leaving(models.Model):
    """While it exists, the triggers let the person's events be deleted. It exists only within the
    transaction of the erasure."""

    person_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"leaving of person {self.pk}"


def delete_events(person: "Person") -> None:
    """Delete a person's events. Needs the transaction that erases the person."""
    leaving = Leaving.objects.create(person_id=person.pk)
    Event.objects.filter(person=person).delete()
    leaving.delete()
