"""What a person lets somebody read, and each time it was read."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend import zones
from backend.sealing.fields import SealedField

SECTIONS = ("sensations", "words", "people")
AUDIENCES = ("therapist", "group", "trusted")
#: A viewing ends when nothing was asked of it for this long.
IDLE = timedelta(minutes=60)


def digest(secret: str) -> bytes:
    """What is stored of a capability secret. It has 256 random bits, so a plain SHA-256 can't be searched."""
    return hashlib.sha256(secret.encode()).digest()


class ShareQuerySet(models.QuerySet["Share"]):
    def open(self, now: datetime) -> "ShareQuerySet":
        """Those that may be read at `now`."""
        return self.filter(revoked_at=None, expires_at__gt=now, person__consent_version__isnull=False)


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

    def acknowledge(self, now: datetime) -> None:
        """The viewer says "I have read this"; the first time counts."""
        self.acknowledged_at = self.acknowledged_at or now
        self.save(update_fields=["acknowledged_at"])

    def as_data(self) -> dict[str, Any]:
        """The share as its owner sees it; never the secret."""
        return {
            "id": str(self.id),
            "label": self.label,
            "audience": self.audience,
            "topic": self.topic,
            "sections": self.sections,
            "from": self.starts_on and self.starts_on.isoformat(),
            "hold_back_days": self.hold_back_days,
            "created_at": zones.rfc3339(self.created_at),
            "expires_at": zones.rfc3339(self.expires_at),
            "revoked_at": self.revoked_at and zones.rfc3339(self.revoked_at),
            "acknowledged_at": self.acknowledged_at and zones.rfc3339(self.acknowledged_at),
        }


class Viewing(models.Model):
    """One opening of a link, until it is ended or idle for an hour. No address, no browser: only when."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="viewings")
    token_digest = models.BinaryField(max_length=32, null=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], condition=Q(token_digest__isnull=False), name="sharing_viewing_token"
            )
        ]

    def __str__(self) -> str:
        return f"viewing {self.pk} of share {self.share_id}"
