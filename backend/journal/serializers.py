from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import MAX_TEXT, Choice, Text
from backend.content import catalogue
from backend.entries.bodies import DatedSerializer, PastInstant

EXAMPLE = {
    "written_at": "2026-11-22T07:30:00Z",
    "zone": "Europe/Lisbon",
    "prompt": "building-capacity-1",
    "text": "That I like it when they hum.",
}


@extend_schema_serializer(examples=[OpenApiExample("A page of the journal", EXAMPLE, request_only=True)])
class JournalEntrySerializer(DatedSerializer):
    """A journal entry; free writing if it has no `prompt`."""

    written_at = PastInstant()
    prompt = Choice(catalogue.JOURNAL_PROMPTS)
    text = Text(max_length=MAX_TEXT, required=True)
