from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import Choice, Text
from backend.checkins.models import CheckIn
from backend.content import catalogue
from backend.entries.bodies import Codes, DatedSerializer, PastInstant, Reference
from backend.people.models import KnownPerson

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
    """A small truth or a moment of receiving. It is pending until it has `happened` or `met`."""

    practice = Choice(catalogue.PRACTICES, required=True)
    practised_at = PastInstant()
    person = Reference(KnownPerson)
    bracing = Text()
    happened = Text()
    met = Choice(catalogue.MET)
    beliefs = Codes(catalogue.BELIEFS)
    before = Reference(CheckIn)
    after = Reference(CheckIn)
