"""Shares in the OpenAPI document."""

from typing import Any

from rest_framework import serializers

from backend.api.fields import Text
from backend.content import catalogue
from backend.patterns.views import CheckInCountsSchema, CountSchema
from backend.sharing.kinds import SHARED
from backend.sharing.serializers import ShareSerializer


class ShareSchema(ShareSerializer):
    """A share as its owner sees it. `label` is null when it can't be read."""

    label = Text(max_length=80, required=True, allow_null=True)
    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_line = serializers.ChoiceField(catalogue.RECEIVED, allow_null=True)
    has_pin = serializers.BooleanField()
    locked_at = serializers.DateTimeField(allow_null=True)


class MadeShareSchema(ShareSchema):
    """The response to POST. Only this one contains the link with its secret."""

    link = serializers.URLField()


class SharedKindSchema(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    entries = serializers.ListField(child=serializers.DictField())


class PractisedSchema(SharedKindSchema):
    met = CountSchema(many=True)


#: The schemas of sections with further counts (COUNTS in kinds.py).
COUNTED: dict[str, type[SharedKindSchema]] = {"practices": PractisedSchema}


class ReportSchema(serializers.Serializer[Any]):
    """What a viewer gets. Entries contain what the share's sections allow. `reach` is the longest period that
    can be requested. `check_ins` and `days` count all check-ins if sensations are shared, those with words if
    only words are, and are null otherwise. The report is limited to 2 MB: entries marked for the session come
    first, then the newest. `entries_left` is how many entries, of all kinds, didn't fit."""

    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class
    audience = serializers.CharField()
    topic = serializers.CharField(allow_null=True)
    sections = serializers.ListField(child=serializers.CharField())
    expires_on = serializers.DateField()
    acknowledged = serializers.BooleanField()
    line = serializers.ChoiceField(catalogue.RECEIVED, allow_null=True)
    rests = serializers.ListField(child=serializers.DictField(child=serializers.DateField()))
    reach = serializers.DictField(child=serializers.DateField())
    period = serializers.DictField(child=serializers.DateField())
    check_ins = serializers.IntegerField(allow_null=True)
    days = serializers.IntegerField(allow_null=True)
    patterns = CheckInCountsSchema(allow_null=True)
    entries = serializers.ListField(child=serializers.DictField())
    entries_left = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        sections = {word: COUNTED.get(word, SharedKindSchema)(allow_null=True) for word in SHARED}
        return {**super().get_fields(), **sections}
