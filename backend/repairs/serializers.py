from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import Choice, Text
from backend.api.serializers import StrictSerializer
from backend.content import catalogue
from backend.entries.bodies import Codes, DatedSerializer, PastInstant, Reference
from backend.people.models import KnownPerson
from backend.repairs.models import STATES

EXAMPLE = {
    "ruptured_at": "2026-11-21T20:10:00Z",
    "zone": "Europe/Lisbon",
    "whose": "both",
    "what": "We both went quiet after the call.",
    "expected": ["silence"],
    "came": "A message, the next morning.",
    "skills": ["share-feeling"],
    "say_it": {"when": "the call ended early", "felt": "left", "would_like": "to hear why"},
    "state": "open",
}


class SayItSerializer(StrictSerializer):
    """A complaint without criticism: when..., I felt..., I imagine..., I would like..."""

    when = Text()
    felt = Text()
    imagined = Text()
    would_like = Text()


@extend_schema_serializer(examples=[OpenApiExample("A repair", EXAMPLE, request_only=True)])
class RepairSerializer(DatedSerializer):
    """A rupture with a person. Only `ruptured_at` and `zone` are required."""

    ruptured_at = PastInstant()
    person = Reference(KnownPerson)
    whose = Choice(catalogue.WHOSE)
    state = Choice(STATES, default="open", allow_null=False)
    what = Text()
    expected = Codes(catalogue.BRACED_FOR)
    came = Text()
    skills = Codes(catalogue.REPAIR_SKILLS)
    say_it = SayItSerializer(required=False, allow_null=True, default=None)

    def validate_say_it(self, parts: dict[str, str | None] | None) -> dict[str, str | None] | None:
        return dict(parts) if parts and any(parts.values()) else None
