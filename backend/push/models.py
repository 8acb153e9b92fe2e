"""The devices that agreed to be nudged, and how the services that carry pushes are doing."""

from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, F, OuterRef

from backend import zones
from backend.push.encryption import Recipient
from backend.push.endpoints import Endpoint, parse
from backend.push.vapid import private_key
from backend.sealing.fields import SealedField


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def reachable(self, now: datetime) -> "SubscriptionQuerySet":
        """Those whose session still lives: signing a device out, here or from afar, ends its pushes."""
        alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
        return self.filter(Exists(alive))


class Subscription(models.Model):
    """One browser's push subscription (RFC 8030 section 4). An endpoint has one row, and so one person."""

    number = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push")
    #: Made on the phone, unique per person, like an entry's.
    id = models.UUIDField()
    label = SealedField(null=True)
    endpoint = models.TextField()
    p256dh = models.BinaryField(max_length=65)
    auth = models.BinaryField(max_length=16)
    #: The VAPID public key that it was subscribed with: no other key may send to it (RFC 8292 section 4.2).
    key = models.CharField(max_length=100)
    session_key = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    #: The last time the phone said that it is there.
    used_at = models.DateTimeField()
    #: The last time its push service took a push.
    accepted_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "id"], name="push_own_id"),
            models.UniqueConstraint(fields=["endpoint"], name="push_endpoint"),
        ]

    def __str__(self) -> str:
        return f"subscription {self.number}"

    @property
    def recipient(self) -> Recipient:
        return Recipient.parse(bytes(self.p256dh), bytes(self.auth))

    @property
    def checked_endpoint(self) -> Endpoint:
        """Parsed anew, since the hosts that are allowed may have changed; RefusedEndpointError then."""
        return parse(self.endpoint, settings.PUSH_EXTRA_HOSTS)

    @property
    def sender(self) -> ec.EllipticCurvePrivateKey | None:
        """The private key that may send to it; None when the operator has dropped it."""
        return private_key(self.key)

    def as_data(self) -> dict[str, Any]:
        """The device as its owner sees it; the endpoint stays here."""
        return {
            "id": str(self.id),
            "label": self.label,
            "key": self.key,
            "created_at": zones.rfc3339(self.created_at),
            "used_at": zones.rfc3339(self.used_at),
            "accepted_at": self.accepted_at and zones.rfc3339(self.accepted_at),
        }


#: Refusals in a row, over all devices, after which a service is left alone for a while: one device's
#: damaged subscription stops nobody else's nudges.
REFUSALS = 5
#: How long it is left alone. Short, so that mending the cause is enough.
PAUSE = timedelta(minutes=1)
#: No service keeps us waiting longer than this, whatever its Retry-After says.
LONGEST_PAUSE = timedelta(hours=1)


class PushOrigin(models.Model):
    """A circuit breaker for one push service, shared by every worker."""

    origin = models.CharField(max_length=300, primary_key=True)
    #: In a row; back to 0 with the first push that is accepted.
    refusals = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    #: The status that paused it last.
    status = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.origin

    @classmethod
    def paused(cls, now: datetime) -> dict[str, datetime]:
        """Until when each of the paused services is left alone."""
        return dict(cls.objects.filter(paused_until__gt=now).values_list("origin", "paused_until"))

    @classmethod
    def wait(cls, origin: str, status: int, until: datetime) -> None:
        """The service asked for time (RFC 9110 section 10.2.3)."""
        cls.objects.update_or_create(origin=origin, defaults={"status": status, "paused_until": until})

    @classmethod
    def refuse(cls, origin: str, times: int, status: int, now: datetime) -> None:
        """Count refusals; with the fifth in a row, pause."""
        cls.objects.get_or_create(origin=origin)
        row = cls.objects.filter(origin=origin)
        row.update(refusals=F("refusals") + times, status=status)
        row.filter(refusals__gte=REFUSALS).update(paused_until=now + PAUSE)

    @classmethod
    def accept(cls, origin: str) -> None:
        cls.objects.filter(origin=origin, refusals__gt=0).update(refusals=0)
