"""Validates a push subscription: the body of `PushSubscription.toJSON()`, plus `label` and `key`."""

from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError

from backend.api.fields import Bytes, Text
from backend.api.serializers import StrictSerializer
from backend.push import vapid
from backend.push.encryption import Recipient
from backend.push.endpoints import LONGEST, RefusedEndpointError, parse


class EndpointField(Text):
    """An https URL, port 443, no user info, of a known push service (security.md, "Push endpoints")."""

    default_error_messages = {"refused": "This is not the address of a push service known here."}

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST, required=True)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return parse(text or "", settings.PUSH_EXTRA_HOSTS).url
        except RefusedEndpointError:
            self.fail("refused")


class KeysSerializer(StrictSerializer):
    """An uncompressed P-256 point and a secret of 16 bytes (RFC 8291 section 3.2)."""

    p256dh = Bytes()
    auth = Bytes()

    def validate_auth(self, auth: bytes) -> bytes:
        if len(auth) != 16:
            raise ValidationError("16 bytes are expected.", code="length")
        return auth

    def validate_p256dh(self, p256dh: bytes) -> bytes:
        try:
            Recipient.parse(p256dh, bytes(16))
        except ValueError:
            raise ValidationError("This is not a point on P-256.", code="not_a_point") from None
        return p256dh


class SubscriptionSerializer(StrictSerializer):
    """`key` is the VAPID public key of the subscription; the server's newest key if it is absent."""

    endpoint = EndpointField()
    keys = KeysSerializer()
    label = Text(max_length=60)  # type: ignore[assignment]  # DRF takes fields off the class
    key = Text(max_length=100)

    ignored = frozenset({"id", "expirationTime", "created_at", "used_at", "accepted_at"})

    def validate_key(self, key: str | None) -> str:
        if key is not None and key not in vapid.own_keys():
            raise ValidationError("This is not a key of this server's.", code="unknown_key")
        return key or vapid.newest()
