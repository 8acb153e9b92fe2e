"""What a person lets somebody read, and each time it was read."""

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
#: A viewing ends when nothing was asked of it for this long.
IDLE = timedelta(minutes=60)
#: And after this in any case, counted from the part of the owner's day in which the link was opened. Whoever
#: reads on opens it anew, and its owner is told.
LONGEST = timedelta(hours=24)
#: With a wrong PIN; then the link is locked until its owner unlocks it.
TRIES = 5


def digest(secret: str) -> bytes:
    """What is stored of a capability secret. It has 256 random bits, so a plain SHA-256 can't be searched."""
    return hashlib.sha256(secret.encode()).digest()


class ShareQuerySet(models.QuerySet["Share"]):
    def open(self, now: datetime) -> "ShareQuerySet":
        """Those that may be read at `now`."""
        return self.filter(
            revoked_at=None,
            expires_at__gt=now,
            person__consent_version__isnull=False,
            person__erase_at__isnull=True,
        )

    def revoke_all(self, now: datetime) -> None:
        """Revoke all that aren't, and tell their owners of each."""
        mine = list(self.filter(revoked_at=None).select_related("person"))
        self.filter(pk__in=[share.pk for share in mine], revoked_at=None).update(revoked_at=now)
        Viewing.objects.filter(share__in=mine).end()
        for share in mine:
            Event.record(share.person, EventType.SHARE_STOPPED, now, share.pk)


class Share(models.Model):
    """One link: what it shows, until when. Everything about it may be changed by its owner, at once."""

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
    #: What the viewer chose to say with it: one of the catalogue's lines.
    acknowledged_line = models.CharField(max_length=40, null=True)
    #: Argon2's; null without a PIN.
    pin_hash = models.CharField(max_length=200, null=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    #: What it is called where it is set aside and in an export.
    kind: ClassVar[str] = "shares"
    #: Its sealed columns.
    WORDS: ClassVar[tuple[str, ...]] = ("label", "topic")
    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "created_at"], name="sharing_of_a_person")]

    def __str__(self) -> str:
        return f"share {self.pk}"

    def new_secret(self) -> str:
        """The link's secret, told once; only its digest stays."""
        secret = secrets.token_urlsafe(32)
        self.secret_digest = digest(secret)
        return secret

    def shows(self, section: str) -> bool:
        return section in self.sections

    def revoke(self, now: datetime) -> None:
        """No request after this one sees anything. Repeatable; the first time counts."""
        self.revoked_at = self.revoked_at or now
        self.save(update_fields=["revoked_at"])
        self.viewings.end()

    def acknowledge(self, line: str | None, now: datetime) -> None:
        """The viewer says "I have read this"; the first time counts, and the last line."""
        self.acknowledged_at = self.acknowledged_at or now
        self.acknowledged_line = line
        self.save(update_fields=["acknowledged_at", "acknowledged_line"])

    def set_pin(self, pin: str | None) -> None:
        """Another PIN, or none."""
        self.pin_hash = make_password(pin) if pin else None
        self.unlock()

    def unlock(self) -> None:
        self.pin_tries, self.locked_at = 0, None

    def spend_try(self, now: datetime) -> int | None:
        """Count one more try before the PIN is looked at, so that no number of requests at once has more
        than TRIES; returns how many are left, None when there was none."""
        mine = Share.objects.filter(pk=self.pk, pin_tries__lt=TRIES, locked_at=None)
        last = Case(When(pin_tries=TRIES - 1, then=Value(now)))
        if not mine.update(pin_tries=F("pin_tries") + 1, locked_at=last):
            return None
        self.refresh_from_db(fields=["pin_tries"])
        return TRIES - self.pin_tries

    def forget_tries(self) -> None:
        """The right PIN: the tries before it count no more."""
        Share.objects.filter(pk=self.pk).update(pin_tries=0, locked_at=None)

    def as_data(self, left_out: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """The share as its owner sees it; never the secret. Words that can't be read are null, and the share
        is named in `left_out`."""
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
        """That there was a viewing stays, with a rough time; its token and its last request go."""
        return self.update(token_digest=None, seen_at=F("opened_at"))


class Viewing(models.Model):
    """One opening of a link, until it is ended, idle for an hour or a day old. No address, no browser: only
    when, and that roughly: `opened_at` is when that part of the owner's day began."""

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
