"""Push subscriptions of devices, and the circuit breakers of push services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from backend import zones
from backend.push.breaker import ACCEPTED_EVERY, Answer, Breaker, Failure, Meaning
from backend.push.encryption import Recipient
from backend.push.endpoints import Endpoint, parse
from backend.push.vapid import private_key
from backend.sealing.cipher import SealBrokenError
from backend.sealing.fields import SealedField


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def reachable(self, now: datetime) -> "SubscriptionQuerySet":
        """Subscriptions whose session is alive: signing a device out, from any device, ends its pushes."""
        alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
        return self.filter(Exists(alive))


class Subscription(models.Model):
    """One browser's push subscription (RFC 8030 section 4). Endpoints are unique across all people."""

    number = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push", db_index=False
    )
    #: Chosen by the phone and unique per person, like an entry's id.
    id = models.UUIDField()
    label = SealedField(null=True)
    endpoint = models.TextField()
    p256dh = models.BinaryField(max_length=65)
    auth = models.BinaryField(max_length=16)
    #: The VAPID public key of the subscription: no other key may send to it (RFC 8292 section 4.2).
    key = models.CharField(max_length=100)
    session_key = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    #: When the phone last registered the subscription.
    used_at = models.DateTimeField()
    #: When the push service last accepted a push.
    accepted_at = models.DateTimeField(null=True)
    #: From Retry-After of a 429 or 503; concerns this device only.
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
        """Checks the endpoint again, since the allow-list may have changed. Raises RefusedEndpointError."""
        return parse(self.endpoint, settings.PUSH_EXTRA_HOSTS)

    @property
    def sender(self) -> ec.EllipticCurvePrivateKey | None:
        """The private key that may send to it; None if the operator has removed it."""
        return private_key(self.key)

    @property
    def shown_label(self) -> str | None:
        """The label; None if it can't be unsealed."""
        try:
            label: str | None = self.label
        except SealBrokenError:
            return None
        return label

    def as_data(self) -> dict[str, Any]:
        """The device as its owner sees it, without the endpoint."""
        return {
            "id": str(self.id),
            "label": self.shown_label,
            "key": self.key,
            "created_at": zones.rfc3339(self.created_at),
            "used_at": zones.rfc3339(self.used_at),
            "accepted_at": self.accepted_at and zones.rfc3339(self.accepted_at),
        }


def opaque(person_id: int) -> str:
    """A keyed hash of the person's id: distinguishes people without identifying them."""
    return salted_hmac("backend.push.breaker", str(person_id)).hexdigest()[:16]


class PushOrigin(models.Model):
    """The circuit breaker of one push service (`breaker.py`), shared by every worker."""

    origin = models.CharField(max_length=300, primary_key=True)
    #: A list of `[person, at, status, until]`, with the person as `opaque` gives it.
    failures = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    #: The status that paused it.
    status = models.PositiveSmallIntegerField(null=True)
    #: Whether it is half-open.
    probing = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return self.origin

    @property
    def breaker(self) -> Breaker:
        failures = tuple(
            Failure(person, zones.instant(at), status, zones.instant(until))
            for person, at, status, until in self.failures
        )
        return Breaker(failures, self.accepted_at, self.paused_until, self.status, self.probing)

    @classmethod
    def not_closed(cls) -> dict[str, Breaker]:
        """The breakers that are open or half-open, by origin."""
        return {row.origin: row.breaker for row in cls.objects.exclude(paused_until=None)}

    @classmethod
    def claim_probe(cls, origin: str, breaker: Breaker, now: datetime) -> bool:
        """Make an open breaker half-open (compare-and-swap with the state that was read).

        Returns whether the caller may send the probe.
        """
        after = breaker.while_probing(now)
        unchanged = cls.objects.filter(origin=origin, paused_until=breaker.paused_until)
        return unchanged.update(paused_until=after.paused_until, probing=after.probing) == 1

    @classmethod
    def record(cls, origin: str, answers: Sequence[Answer], now: datetime) -> None:
        """Update the breaker with these answers."""
        if all(each.meaning is Meaning.ACCEPTS for each in answers) and cls._accepts(origin, now):
            return
        with transaction.atomic():
            row, _ = cls.objects.select_for_update().get_or_create(origin=origin)
            before = row.breaker
            if (after := before.after(answers, now)) != before:
                row._store(after)

    @classmethod
    def _accepts(cls, origin: str, now: datetime) -> bool:
        """Whether another acceptance would change nothing."""
        closed = cls.objects.filter(origin=origin, paused_until=None)
        return closed.filter(accepted_at__gt=now - ACCEPTED_EVERY).exists()

    def _store(self, breaker: Breaker) -> None:
        self.failures = [
            [each.person, zones.rfc3339(each.at), each.status, zones.rfc3339(each.until)]
            for each in breaker.failures
        ]
        self.accepted_at, self.paused_until = breaker.accepted_at, breaker.paused_until
        self.status, self.probing = breaker.status, breaker.probing
        self.save()
