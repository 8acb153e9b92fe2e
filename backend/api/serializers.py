"""Strict serializers: they accept exactly what the contract says, and refuse unknown names."""

from functools import cache
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import SkipField, empty
from rest_framework.settings import api_settings


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown names, ignores read-only ones, and fills in defaults."""

    ignored: ClassVar[frozenset[str]] = frozenset()
    # Rules for the OpenAPI document. The first two are enforced by the subclass's `validate`, the last two by
    # the serializer that has the list.
    #: At least one of these fields has content.
    at_least_one: ClassVar[tuple[str, ...]] = ()
    #: Exactly one of these fields is not null.
    exactly_one: ClassVar[tuple[str, ...]] = ()
    #: In a list of these objects, no two are equal in all of these fields.
    unique_by: ClassVar[tuple[str, ...]] = ()
    #: The most items in a list of these objects.
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
                value[name] = self.check_value(name, field, data.get(name, empty))
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

    def check_value(self, name: str, field: Any, given: Any) -> Any:
        """Validate one value by its field, and then by `validate_<name>`."""
        value = field.run_validation(given)
        own_check = getattr(self, f"validate_{name}", None)
        return own_check(value) if own_check else value


@cache
def fields_of(serializer: type[StrictSerializer]) -> Any:
    """The serializer's fields, shared by all bodies, so they may not store anything about a body or person.

    DRF would copy them for each body, which costs more than validating it.
    """
    return super(StrictSerializer, serializer()).fields


class EntrySerializer(StrictSerializer):
    """The body of an entry. If it has an `id`, that must equal the path's."""

    ignored = frozenset({"id", "revision", "local_date"})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and "id" in data and data["id"] != self.context["id"]:
            raise ValidationError({"id": [ErrorDetail("This is not the id of the path.", "id_differs")]})
        return super().to_internal_value(data)
