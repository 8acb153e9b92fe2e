"""The models of shares (read-only links to a person's data) and of their viewings."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Case, F, Q, Value, When

from backend import zones
from backend.audit.models import Event, EventType
from backend.entries.aside import opened
from backend.sealing.fields import SealedField

AUDIENCES = ("therapist", "group", "trusted")
#: A viewing ends after this long without a request.
IDLE = timedelta(minutes=60)
#: The longest that a viewing lasts, from the beginning of the part of the owner's day in which the link was
#: opened. After that the viewer opens the link again, which is recorded for the owner.
LONGEST = timedelta(hours=24)
#: Tries at the PIN; after that the link is locked until its owner unlocks it.
TRIES = 5


def digest(secret: str) -> bytes:
    """The stored hash of a link's secret. With 256 random bits, a plain SHA-256 can't be brute-forced."""
    return hashlib.sha256(secret.encode()).digest()


class ShareQuerySet(models.QuerySet["Share"]):
    def open(self, now: datetime) -> "ShareQuerySet":
        """Shares that may be read at `now`."""
        return self.filter(
            revoked_at=None,
            expires_at__gt=now,
            person__consent_version__isnull=False,
            person__erase_at__isnull=True,
        )

    def revoke_all(self, now: datetime) -> None:
        """Revoke those that aren't revoked yet, and record an event for each owner."""
        mine = list(self.filter(revoked_at=None).select_related("person"))
        self.filter(pk__in=[share.pk for share in mine], revoked_at=None).update(revoked_at=now)
        Viewing.objects.filter(share__in=mine).end()
        for share in mine:
            Event.record(share.person, EventType.SHARE_STOPPED, now, share.pk)


class Share(models.Model):
    """One link: what it shows, and until when. The owner's changes take effect at once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sharing")
    created_at = models.DateTimeField()
    label = SealedField()
    audience = models.CharField(max_length=16)
    topic = SealedField(null=True)
    sections = models.JSONField()
    starts_on = models.DateField(null=True)
    hold_back_days = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    secret_digest = models.BinaryField(max_length=32)
    revoked_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    #: The catalogue's line that the viewer chose to send with it.
    acknowledged_line = models.CharField(max_length=40, null=True)
    #: Argon2 hash; null without a PIN.
    pin_hash = models.CharField(max_length=200, null=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    #: Its name in exports and among rows that were set aside.
    kind: ClassVar[str] = "shares"
    #: The sealed columns.
    WORDS: ClassVar[tuple[str, ...]] = ("label", "topic")
    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "created_at"], name="sharing_of_a_person")]

    def __str__(self) -> str:
        return f"share {self.pk}"

    def new_secret(self) -> str:
        """Create and return the link's secret. Only its digest is stored."""
        secret = secrets.token_urlsafe(32)
        self.secret_digest = digest(secret)
        return secret

    def shows(self, section: str) -> bool:
        return section in self.sections

    def revoke(self, now: datetime) -> None:
        """Revoke the share at once. Idempotent; keeps the first time."""
        self.revoked_at = self.revoked_at or now
        self.save(update_fields=["revoked_at"])
        self.viewings.end()

    def acknowledge(self, line: str | None, now: datetime) -> None:
        """Record that the viewer has read it. Keeps the first time and the latest line."""
        self.acknowledged_at = self.acknowledged_at or now
        self.acknowledged_line = line
        self.save(update_fields=["acknowledged_at", "acknowledged_line"])

    def set_pin(self, pin: str | None) -> None:
        """Set or remove the PIN, and unlock the link."""
        self.pin_hash = make_password(pin) if pin else None
        self.unlock()

    def unlock(self) -> None:
        self.pin_tries, self.locked_at = 0, None

    def spend_try(self, now: datetime) -> int | None:
        """Count one try before the PIN is checked, so that concurrent requests can't exceed TRIES.

        Returns how many are left, or None if none was left. The last one locks the link.
        """
        mine = Share.objects.filter(pk=self.pk, pin_tries__lt=TRIES, locked_at=None)
        last = Case(When(pin_tries=TRIES - 1, then=Value(now)))
        if not mine.update(pin_tries=F("pin_tries") + 1, locked_at=last):
            return None
        self.refresh_from_db(fields=["pin_tries"])
        return TRIES - self.pin_tries

    def reset_tries(self) -> None:
        """Reset the count of tries, after the right PIN."""
        Share.objects.filter(pk=self.pk).update(pin_tries=0, locked_at=None)

    def as_data(self, left_out: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """The share as its owner sees it, without the secret.

        Sealed columns that can't be read are null, and the share is then added to `left_out`.
        """
        return {
            "id": str(self.id),
            **opened(self, self.WORDS, left_out),
            "audience": self.audience,
            "sections": self.sections,
            "from": self.starts_on and self.starts_on.isoformat(),
            "hold_back_days": self.hold_back_days,
            "created_at": zones.rfc3339(self.created_at),
            "expires_at": zones.rfc3339(self.expires_at),
            "revoked_at": self.revoked_at and zones.rfc3339(self.revoked_at),
            "acknowledged_at": self.acknowledged_at and zones.rfc3339(self.acknowledged_at),
            "acknowledged_line": self.acknowledged_line,
            "has_pin": self.pin_hash is not None,
            "locked_at": self.locked_at and zones.rfc3339(self.locked_at),
        }


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def end(self) -> int:
        """End the viewings: deletes the token and the time of the last request, and keeps the rough time."""
        return self.update(token_digest=None, seen_at=F("opened_at"))


class Viewing(models.Model):
    """One viewing of a link, until it is ended, idle for IDLE or older than LONGEST.

    Stores no address and no browser. `opened_at` is rough: when that part of the owner's day began.
    """

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="viewings")
    token_digest = models.BinaryField(max_length=32, null=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], condition=Q(token_digest__isnull=False), name="sharing_viewing_token"
            )
        ]

    def __str__(self) -> str:
        return f"viewing {self.pk} of share {self.share_id}"
