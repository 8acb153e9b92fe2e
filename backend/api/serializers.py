"""Serializers that take a body exactly as the contract says: names they do not know are faults, not noise."""

from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import SkipField, empty
from rest_framework.settings import api_settings


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know, ignores the read-only ones, and fills in what is absent."""

    ignored: ClassVar[frozenset[str]] = frozenset()
    # Rules for the whole body, for the OpenAPI document; a serializer's `validate` keeps to them.
    #: At least one of these fields says something.
    at_least_one: ClassVar[tuple[str, ...]] = ()
    #: Exactly one of these fields isn't null.
    exactly_one: ClassVar[tuple[str, ...]] = ()
    #: In a list of these, no two are alike in all of these fields.
    unique_by: ClassVar[tuple[str, ...]] = ()
    #: In a list of these, at most so many.
    most: ClassVar[int | None] = None

    @property
    def fields(self) -> Any:
        return fields_of(type(self))

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise ValidationError(
                {
                    api_settings.NON_FIELD_ERRORS_KEY: [
                        ErrorDetail("A JSON object is expected.", "not_an_object")
                    ]
                }
            )
        faults: dict[Any, Any] = {}
        value = {}
        for name, field in self.fields.items():
            try:
                value[name] = self.checked(name, field, data.get(name, empty))
            except ValidationError as wrong:
                faults[name] = wrong.detail
            except SkipField:
                pass
        for name in data:
            if name not in self.fields and name not in self.ignored:
                faults[name] = [ErrorDetail("There is no such field.", "unknown_field")]
        if faults:
            raise ValidationError(faults)
        return value

    def checked(self, name: str, field: Any, given: Any) -> Any:
        """One value, by its field and then by `validate_<name>`."""
        value = field.run_validation(given)
        own_check = getattr(self, f"validate_{name}", None)
        return own_check(value) if own_check else value


@cache
def fields_of(serializer: type[StrictSerializer]) -> Any:
    """The fields that check every body there is; they keep nothing of one, nor do they ask whose it is.

    DRF copies all of them for each body, which costs more than checking it.
    """
    return super(StrictSerializer, serializer()).fields


class EntrySerializer(StrictSerializer):
    """The body of an entry. Its `id`, if it is there, equals the path's."""

    ignored = frozenset({"id", "revision", "local_date"})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and "id" in data and data["id"] != self.context["id"]:
            raise ValidationError({"id": [ErrorDetail("This is not the id of the path.", "id_differs")]})
        return super().to_internal_value(data)
