"""Serializers that take a body exactly as the contract says: names they do not know are faults, not noise."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know, ignores the read-only ones, and fills in what is absent."""

    ignored: ClassVar[frozenset[str]] = frozenset()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise ValidationError(
                {
                    api_settings.NON_FIELD_ERRORS_KEY: [
                        ErrorDetail("A JSON object is expected.", "not_an_object")
                    ]
                }
            )
        unknown = {
            name: [ErrorDetail("There is no such field.", "unknown_field")]
            for name in data
            if name not in self.fields and name not in self.ignored
        }
        try:
            value = super().to_internal_value(data)
        except ValidationError as faults:
            raise ValidationError({**faults.detail, **unknown}) from None  # type: ignore[dict-item]  # a dict here
        if unknown:
            raise ValidationError(unknown)
        return dict(value)


class EntrySerializer(StrictSerializer):
    """The body of an entry. Its `id`, if it is there, equals the path's."""

    ignored = frozenset({"id", "revision", "local_date"})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and "id" in data and data["id"] != self.context["id"]:
            raise ValidationError({"id": [ErrorDetail("This is not the id of the path.", "id_differs")]})
        return super().to_internal_value(data)
