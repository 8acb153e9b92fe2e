from backend.api.fields import Choice, Text
from backend.api.serializers import EntrySerializer
from backend.content import catalogue


class KnownPersonSerializer(EntrySerializer):
    nickname = Text(max_length=60, required=True)
    safe = Choice(catalogue.SAFE)
