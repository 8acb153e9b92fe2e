"""The ledger in the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from backend.reminders.models import ACTIONS, EMAIL, PUSH, Reason, State

#: The channels on which we send. Nothing is sent for "calendar", so no nudge has it.
SENT_BY = (PUSH, EMAIL)
REASONS = tuple(reason.value for reason in Reason if reason is not Reason.ANSWERED)


class NudgeSchema(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reminder = serializers.UUIDField()
    due_at = serializers.DateTimeField()
    local_date = serializers.DateField()
    #: The ledger says no more about what a reminder was for.
    around_meeting = serializers.BooleanField()
    channel = serializers.ChoiceField(SENT_BY)
    state = serializers.ChoiceField(State.values)
    reason = serializers.ChoiceField(REASONS, allow_null=True)
    device = serializers.CharField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    response = serializers.ChoiceField(ACTIONS, allow_null=True)
    responded_at = serializers.DateTimeField(allow_null=True)
