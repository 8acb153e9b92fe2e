"""Push subscriptions in the OpenAPI document."""

from typing import Any

from rest_framework import serializers


class SubscriptionSchema(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class
    key = serializers.CharField()
    created_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
