"""A person's calendar feed, protected by a secret URL. Only the secret's hash is stored."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models

from backend import zones

#: Length of the secret: 256 random bits.
SECRET_BYTES = 32


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class Calendar(models.Model):
    """Whoever has the secret can read when the reminders fall due, and nothing else, until it is replaced."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar", primary_key=True
    )
    secret_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    #: Whether the feed also has the moments around meetings. Others may read a calendar.
    meetings = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"calendar of person {self.person_id}"

    @classmethod
    def open(cls, person_id: int, now: datetime) -> str:
        """Create and return a new secret. It replaces the previous one, and can't be read again."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        cls.objects.update_or_create(
            person_id=person_id,
            defaults={"secret_hash": hash_of(secret), "created_at": now, "fetched_at": None},
        )
        return secret

    @classmethod
    def of(cls, secret: str) -> "Calendar | None":
        return cls.objects.select_related("person").filter(secret_hash=hash_of(secret)).first()

    def as_data(self) -> dict[str, str | bool | None]:
        return {
            "created_at": zones.rfc3339(self.created_at),
            "fetched_at": zones.rfc3339(self.fetched_at) if self.fetched_at else None,
            "meetings": self.meetings,
        }
