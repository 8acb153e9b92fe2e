from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import Flag, Text
from backend.api.serializers import EntrySerializer

EXAMPLE = {"label": "A hum under the ribs", "hidden": False}


@extend_schema_serializer(examples=[OpenApiExample("A sensation", EXAMPLE, request_only=True)])
class OwnSensationSerializer(EntrySerializer):
    label = Text(max_length=60, required=True)  # type: ignore[assignment]  # DRF takes fields off the class
    hidden = Flag()
