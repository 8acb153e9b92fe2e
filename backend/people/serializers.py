"""Validates the body of a person in somebody's life."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

from backend.api.fields import Choice, Text, WholeNumber
from backend.api.serializers import EntrySerializer, StrictSerializer
from backend.content import catalogue
from backend.entries.bodies import at

#: The highest count of one sign. Daily for ten years is fewer.
MOST_NOTICED = 9999


class SignSerializer(StrictSerializer):
    """How often a sign was noticed with a person."""

    unique_by = ("code",)
    most = len(catalogue.SIGNS)

    code = Choice(catalogue.SIGNS, required=True)
    count = WholeNumber(least=1, most=MOST_NOTICED, required=True)


EXAMPLE = {
    "nickname": "J.",
    "safe": "unsure",
    "color": "moss",
    "signs": [{"code": "curiosity", "count": 3}, {"code": "refuses-repair", "count": 1}],
}


@extend_schema_serializer(examples=[OpenApiExample("Somebody", EXAMPLE, request_only=True)])
class KnownPersonSerializer(EntrySerializer):
    nickname = Text(max_length=60, required=True)
    safe = Choice(catalogue.SAFE)
    color = Choice(catalogue.COLORS)
    signs = SignSerializer(many=True, required=False, default=list)

    def validate_signs(self, signs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Sort by the catalogue's order, so that equal signs give equal bodies. Refuses duplicates."""
        seen = set()
        for place, sign in enumerate(signs):
            if sign["code"] in seen:
                raise at(place, "This sign is there twice.", "not_unique")
            seen.add(sign["code"])
        return [dict(sign) for sign in sorted(signs, key=lambda sign: catalogue.SIGNS.index(sign["code"]))]
