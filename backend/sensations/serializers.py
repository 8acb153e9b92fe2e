from backend.api.fields import Flag, Text
from backend.api.serializers import EntrySerializer


class OwnSensationSerializer(EntrySerializer):
    label = Text(max_length=60, required=True)  # type: ignore[assignment]  # DRF takes fields off the class
    hidden = Flag()
