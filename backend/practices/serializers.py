from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from backend.api.fields import Choice, Flag, Reference, Text, Zone
from backend.api.serializers import EntrySerializer
from backend.checkins.models import CheckIn
from backend.content import catalogue
from backend.entries.bodies import Happened, refuse_repeated, refuse_strangers
from backend.people.models import KnownPerson

REFERENCES = ("person", "before", "after")

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
class PracticeSerializer(EntrySerializer):
    """A small truth or a moment of receiving. It waits until `happened` or `met` is there."""

    practice = Choice(catalogue.PRACTICES, required=True)
    practised_at = Happened()
    zone = Zone()
    person = Reference()
    bracing = Text()
    happened = Text()
    met = Choice(catalogue.MET)
    beliefs = serializers.ListField(
        child=Choice(catalogue.BELIEFS, required=True), required=False, default=list, max_length=50
    )
    before = Reference()
    after = Reference()
    for_session = Flag()
    never_shared = Flag()

    def validate_beliefs(self, beliefs: list[str]) -> list[str]:
        return refuse_repeated(beliefs, "This belief is there twice.")

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self.context["person"]
        refuse_strangers(person, KnownPerson, body, ("person",))
        refuse_strangers(person, CheckIn, body, ("before", "after"))
        return body | {name: body[name] and str(body[name]) for name in REFERENCES}
