"""Nested ModelSerializers. Names that nobody knows are refused, as the contract has it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from backend import zones
from backend.content import catalogue
from tests.load.plain.models import CheckIn, Response, Sensation

READ_ONLY = ("id", "revision", "local_date")


class RefusesUnknownNames:
    """A mixin: `unknown_field` at each name that is no field."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)  # type: ignore[misc]  # the serializer's
        unknown = set(data) - set(self.fields)  # type: ignore[attr-defined]  # the serializer's
        if unknown:
            fault = [ErrorDetail("There is no such field.", "unknown_field")]
            raise ValidationError(dict.fromkeys(sorted(unknown), fault))
        return value


class Words(serializers.CharField):
    """Text as it was written; blank is null."""

    def __init__(self, **options: Any) -> None:
        optional = {"required": False, "allow_null": True, "allow_blank": True, "default": None}
        super().__init__(max_length=20_000, trim_whitespace=False, **optional, **options)

    def run_validation(self, data: Any = empty) -> str | None:
        text: str | None = super().run_validation(data)
        return text if text and text.strip() else None


def one_of(choices: Any, **options: Any) -> serializers.ChoiceField:
    """A code of the catalogue's, or null."""
    return serializers.ChoiceField(choices, **{"allow_null": True, "default": None, **options})


def up_to_ten() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=10, allow_null=True, default=None)


class SensationSerializer(RefusesUnknownNames, serializers.ModelSerializer[Sensation]):
    code = serializers.ChoiceField(catalogue.SENSATIONS)
    strength = up_to_ten()
    place = one_of(catalogue.PLACES)
    side = one_of(catalogue.SIDES)
    texture = one_of(catalogue.TEXTURES)

    class Meta:
        model = Sensation
        fields = ("code", "strength", "place", "side", "texture")


class Codes(serializers.ListField):
    """Child rows that hold nothing but a code."""

    child = serializers.ChoiceField(catalogue.RESPONSES)

    def to_representation(self, rows: Any) -> list[str]:
        return [row.code for row in rows.all()]


class AnswersSerializer(RefusesUnknownNames, serializers.Serializer[Any]):
    feeling = Words()
    protecting = Words()
    learned = Words()


class CheckInSerializer(RefusesUnknownNames, serializers.ModelSerializer[CheckIn]):
    sensations = SensationSerializer(many=True, default=list)
    responses = Codes(default=list)
    moment = one_of(catalogue.MOMENTS)
    person = serializers.UUIDField(default=None, allow_null=True, source="nobody")
    longing = up_to_ten()
    fear = up_to_ten()
    answers = AnswersSerializer(allow_null=True, default=None)
    note = Words()
    now = one_of(catalogue.NOW)

    class Meta:
        model = CheckIn
        fields = (
            *READ_ONLY, "felt_at", "zone", "sensations", "responses", "moment", "person", "longing", "fear",
            "answers", "note", "now", "for_session", "never_shared",
        )  # fmt: skip
        read_only_fields = READ_ONLY

    def validate_felt_at(self, felt_at: Any) -> Any:
        if felt_at > timezone.now() + timedelta(days=1):
            raise ValidationError("This is more than a day ahead.", code="in_future")
        return felt_at

    def validate_zone(self, zone: str) -> str:
        if zone not in zones.names():
            raise ValidationError("This zone is not known here.", code="unknown_zone")
        return zone

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        answers = attrs.pop("answers") or dict.fromkeys(catalogue.QUESTIONS)
        attrs["words"] = {**answers, "note": attrs.pop("note")}
        if not any([attrs["sensations"], attrs["responses"], attrs["moment"], *attrs["words"].values()]):
            raise ValidationError("Nothing is said.", code="empty")
        attrs.pop("nobody")
        return attrs

    def create(self, validated_data: dict[str, Any]) -> CheckIn:
        sensations, responses = validated_data.pop("sensations"), validated_data.pop("responses")
        check_in = CheckIn.objects.create(**self.dated(validated_data))
        self.add_children(check_in, sensations, responses)
        return check_in

    def update(self, instance: CheckIn, validated_data: dict[str, Any]) -> CheckIn:
        sensations, responses = validated_data.pop("sensations"), validated_data.pop("responses")
        for name, value in self.dated(validated_data).items():
            setattr(instance, name, value)
        instance.save()
        instance.sensations.all().delete()
        instance.responses.all().delete()
        self.add_children(instance, sensations, responses)
        return instance

    def dated(self, validated: dict[str, Any]) -> dict[str, Any]:
        return validated | {"local_date": zones.local_date(validated["felt_at"], validated["zone"])}

    def add_children(self, check_in: CheckIn, sensations: list[dict[str, Any]], responses: list[str]) -> None:
        Sensation.objects.bulk_create([Sensation(check_in=check_in, **given) for given in sensations])
        Response.objects.bulk_create([Response(check_in=check_in, code=given) for given in responses])
