"""The devices that agreed to be nudged, and how the services that carry pushes are doing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from backend import zones
from backend.push.breaker import PROBE, Answer, Breaker, Failure
from backend.push.encryption import Recipient
from backend.push.endpoints import Endpoint, parse
from backend.push.vapid import private_key
from backend.sealing.cipher import SealBrokenError
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
    #: Its push service asked for time (Retry-After of a 429 or 503); it concerns this device alone.
    paused_until = models.DateTimeField(null=True)

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

    @property
    def shown_label(self) -> str | None:
        """None when it doesn't open."""
        try:
            label: str | None = self.label
        except SealBrokenError:
            return None
        return label

    def as_data(self) -> dict[str, Any]:
        """The device as its owner sees it; the endpoint stays here."""
        return {
            "id": str(self.id),
            "label": self.shown_label,
            "key": self.key,
            "created_at": zones.rfc3339(self.created_at),
            "used_at": zones.rfc3339(self.used_at),
            "accepted_at": self.accepted_at and zones.rfc3339(self.accepted_at),
        }


#: A service's acceptances are noted so often; of a busy one, not each batch's.
NOTED = timedelta(seconds=10)


def opaque(person_id: int) -> str:
    """Tells people apart, and names none of them."""
    return salted_hmac("backend.push.breaker", str(person_id)).hexdigest()[:16]


class PushOrigin(models.Model):
    """The circuit breaker of one push service (`breaker.py`), shared by every worker."""

    origin = models.CharField(max_length=300, primary_key=True)
    #: `[person, at, status, until]` each; the person by `opaque`.
    failures = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    #: The status that paused it.
    status = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.origin

    @property
    def breaker(self) -> Breaker:
        failures = tuple(
            Failure(person, zones.instant(at), status, zones.instant(until))
            for person, at, status, until in self.failures
        )
        return Breaker(failures, self.accepted_at, self.paused_until, self.status)

    @classmethod
    def open_ones(cls) -> dict[str, Breaker]:
        """Those that are paused or half-open."""
        return {row.origin: row.breaker for row in cls.objects.exclude(paused_until=None)}

    @classmethod
    def claim_probe(cls, origin: str, now: datetime) -> bool:
        """Whether the one probe of a service whose pause is over is the caller's to send."""
        over = cls.objects.filter(origin=origin, paused_until__lte=now)
        return over.update(paused_until=now + PROBE) == 1

    @classmethod
    def hear(cls, origin: str, answers: Sequence[Answer], now: datetime) -> None:
        """Note what the service answered."""
        if all(each.accepted for each in answers) and cls._accepts(origin, now):
            return
        with transaction.atomic():
            row, _ = cls.objects.select_for_update().get_or_create(origin=origin)
            before = row.breaker
            if (after := before.after(answers, now)) != before:
                row._become(after)

    @classmethod
    def _accepts(cls, origin: str, now: datetime) -> bool:
        """Another acceptance would change nothing."""
        closed = cls.objects.filter(origin=origin, paused_until=None)
        return closed.filter(accepted_at__gt=now - NOTED).exists()

    def _become(self, breaker: Breaker) -> None:
        self.failures = [
            [each.person, zones.rfc3339(each.at), each.status, zones.rfc3339(each.until)]
            for each in breaker.failures
        ]
        self.accepted_at, self.paused_until = breaker.accepted_at, breaker.paused_until
        self.status = breaker.status
        self.save()
