from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import Choice, Reference, Text
from backend.checkins.models import CheckIn
from backend.content import catalogue
from backend.entries.bodies import Codes, DatedSerializer, PastInstant, validate_references
from backend.people.models import KnownPerson

REFERENCES = {"person": KnownPerson, "before": CheckIn, "after": CheckIn}

EXAMPLE = {
    "practice": "express-preference",
    "practised_at": "2026-11-22T18:40:00Z",
    "zone": "Europe/Lisbon",
    "bracing": "That they would sigh.",
    "happened": "They asked which film I meant.",
    "met": "with-care",
    "for_session": True,
}


@extend_schema_serializer(examples=[OpenApiExample("A practice", EXAMPLE, request_only=True)])
class PracticeSerializer(DatedSerializer):
    """A small truth or a moment of receiving. It waits until `happened` or `met` is there."""

    practice = Choice(catalogue.PRACTICES, required=True)
    practised_at = PastInstant()
    person = Reference()
    bracing = Text()
    happened = Text()
    met = Choice(catalogue.MET)
    beliefs = Codes(catalogue.BELIEFS)
    before = Reference()
    after = Reference()

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        return validate_references(self.context["person"], body, REFERENCES)
