"""The endpoints of all kinds of entries in the OpenAPI document."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from backend.api.schema import NO_BODY, PROBLEM
from backend.api.serializers import StrictSerializer

IF_MATCH = OpenApiParameter("If-Match", str, "header", description='The revision to replace: `"7"`.')
CURSOR = OpenApiParameter("cursor", str, description="`next` of the previous page.")
changes_parameters = [
    OpenApiParameter(
        "after",
        {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
        description="The newest revision that the phone has; 0 for everything.",
    ),
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 500}),
]


class ChangeSchema(serializers.Serializer[Any]):
    kind = serializers.CharField()
    id = serializers.UUIDField()
    revision = serializers.IntegerField()
    deleted = serializers.BooleanField()
    data = serializers.DictField(allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class


class ChangesSchema(serializers.Serializer[Any]):
    epoch = serializers.UUIDField()
    revision = serializers.IntegerField()
    more = serializers.BooleanField()
    changes = ChangeSchema(many=True)


def entry_with_derived(
    name: str, body: type[StrictSerializer], **derived: serializers.Field[Any, Any, Any, Any]
) -> Any:
    """The schema of a stored entry: its body, and the fields that the server adds."""
    added = {"id": serializers.UUIDField(), "revision": serializers.IntegerField(), **derived}
    return type(f"{name}Serializer", (body,), {"__doc__": body.__doc__, **added})


def entry_schema(name: str, body: type[StrictSerializer], answer: Any) -> Any:
    """Documents one kind's EntryView."""
    refused = {status: OpenApiResponse(PROBLEM, why) for status, why in REFUSALS.items()}
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"{name}_read",
            responses={200: answer, 404: PROBLEM, 503: OpenApiResponse(PROBLEM, UNREADABLE)},
        ),
        put=extend_schema(
            operation_id=f"{name}_put",
            request=body,
            parameters=[IF_MATCH],
            responses={200: answer, 201: answer, **refused},
        ),
        delete=extend_schema(
            operation_id=f"{name}_delete",
            parameters=[IF_MATCH],
            responses={204: NO_BODY, 404: PROBLEM, 412: PROBLEM},
        ),
    )


UNREADABLE = "The entry is stored, but can't be read; `revision` is what a DELETE or PUT of it needs."
REFUSALS = {
    400: "The body is invalid; `errors` lists the fields.",
    410: "The entry was deleted; restore it by sending its revision in If-Match.",
    412: "The entry has changed since; `current` is the server's copy.",
    413: "Over 256 KB.",
    428: "An update needs If-Match; `current` is the server's copy.",
}


def list_schema(name: str, answer: Any, parameters: Sequence[OpenApiParameter]) -> Any:
    """Documents one kind's EntryListView."""
    page = inline_serializer(
        f"{name}Page",
        {"results": answer(many=True), "next": serializers.CharField(allow_null=True)},
    )
    documented = extend_schema(operation_id=f"{name}_list", parameters=[*parameters, CURSOR], responses=page)
    return extend_schema_view(get=documented)
