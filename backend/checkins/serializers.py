"""The body of a check-in, validated once."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework.exceptions import ValidationError

from backend.api.fields import UUID_PATTERN, Choice, Text, WholeNumber, canonical_uuid
from backend.api.serializers import StrictSerializer
from backend.content import catalogue
from backend.entries.bodies import (
    NOT_THERE,
    Codes,
    DatedSerializer,
    PastInstant,
    Reference,
    at,
    known,
)
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation

OWN = "own:"
MAX_SENSATIONS = 100


class SensationCode(Text):
    """A code of the catalogue's, or `own:` and the id of a sensation that the person named."""

    default_error_messages = {"invalid_choice": "There is no such code."}

    pattern = f"^({'|'.join(catalogue.SENSATIONS)}|{OWN}{UUID_PATTERN})$"
    extensions = {"x-refers-to": OwnSensation.kind, "x-prefix": OWN}

    def to_internal_value(self, data: Any) -> str:
        try:
            return sensation_code(super().to_internal_value(data) or "")
        except ValueError:
            self.fail("invalid_choice")


class SensationSerializer(StrictSerializer):
    """One sensation at one place."""

    #: No two of one check-in are alike in all of these.
    unique_by = ("code", "place", "side")
    most = MAX_SENSATIONS

    code = SensationCode(max_length=60, required=True)
    strength = WholeNumber(least=0, most=10)
    place = Choice(catalogue.PLACES)
    side = Choice(("front", "back"))
    texture = Choice(("more", "less"))


class AnswersSerializer(StrictSerializer):
    """What the person wrote to the three curiosity questions; each may be skipped."""

    feeling = Text()
    protecting = Text()
    learned = Text()


EXAMPLE = {
    "felt_at": "2026-11-22T09:14:03Z",
    "zone": "Europe/Lisbon",
    "sensations": [
        {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"}
    ],
    "responses": ["shutdown"],
    "moment": "before",
    "longing": 7,
    "fear": 8,
    "answers": {"feeling": "Tight, and warm under it."},
    "now": "eased",
    "for_session": True,
}


@extend_schema_serializer(examples=[OpenApiExample("A check-in", EXAMPLE, request_only=True)])
class CheckInSerializer(DatedSerializer):
    """At least one of sensations, responses, answers, note or moment is present."""

    at_least_one = ("sensations", "responses", "moment", "note", "answers")

    felt_at = PastInstant()
    sensations = SensationSerializer(
        many=True,
        required=False,
        default=list,
        max_length=MAX_SENSATIONS,  # type: ignore[call-arg]  # the list's
    )
    responses = Codes(catalogue.RESPONSES)
    moment = Choice(catalogue.MOMENTS)
    person = Reference(KnownPerson)
    longing = WholeNumber(least=0, most=10)
    fear = WholeNumber(least=0, most=10)
    note = Text()
    answers = AnswersSerializer(required=False, allow_null=True, default=None)
    now = Choice(catalogue.NOW)

    def validate_sensations(self, sensations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seen = set()
        for place, sensation in enumerate(sensations):
            key = tuple(sensation[name] for name in SensationSerializer.unique_by)
            if key in seen:
                raise at(place, "This sensation is there twice at one place.", "not_unique")
            seen.add(key)
        return [dict(sensation) for sensation in sensations]

    def validate_answers(self, answers: dict[str, str | None] | None) -> dict[str, str | None]:
        return dict(answers) if answers else {"feeling": None, "protecting": None, "learned": None}

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        if not any(has_content(body[name]) for name in self.at_least_one):
            raise ValidationError(
                "At least one of sensations, responses, answers, note or moment.", code="empty"
            )
        self.refuse_unknown_own(body)
        return super().validate(body)

    def refuse_unknown_own(self, body: dict[str, Any]) -> None:
        """A sensation of one's own has to be there, be it a tombstone."""
        own = {place: own_id(sensation["code"]) for place, sensation in enumerate(body["sensations"])}
        wanted = {place: id for place, id in own.items() if id is not None}
        there = known(self.context["person"], OwnSensation, set(wanted.values()))
        for place, id in wanted.items():
            if id not in there:
                raise ValidationError({"sensations": {str(place): {"code": [NOT_THERE]}}})


def has_content(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


def sensation_code(code: str) -> str:
    """A code of the catalogue's or `own:<uuid>`, as it is; ValueError otherwise."""
    if code in catalogue.SENSATIONS or own_id(code) is not None:
        return code
    raise ValueError(code)


def own_id(code: str) -> Any:
    """The id in `own:<uuid>`, else None."""
    try:
        return canonical_uuid(code.removeprefix(OWN)) if code.startswith(OWN) else None
    except ValueError:
        return None
