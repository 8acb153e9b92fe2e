"""The two endpoints of every kind of entry, and the change feed."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest
from backend.api.problems import Problem
from backend.api.serializers import StrictSerializer
from backend.entries import feed, writing
from backend.entries.aside import readable
from backend.entries.models import Content, Entry
from backend.entries.paging import page
from backend.entries.schema import ChangesSchema, changes_parameters


class EntryView(APIView):
    """One entry: read, put, delete."""

    model: ClassVar[type[Entry]]
    serializer_class: ClassVar[type[StrictSerializer]]

    def get(self, request: PersonsRequest, id: UUID) -> Response:
        entry = self.model.for_person(request.user).filter(id=id, deleted_at=None).first()
        if entry is None:
            raise NotFound
        return entry_response(entry, 200)

    def put(self, request: PersonsRequest, id: UUID) -> Response:
        body = self.serializer_class(data=request.data, context={"person": request.user, "id": str(id)})
        body.is_valid(raise_exception=True)
        written = writing.upsert(
            self.model, request.user, id, body.validated_data, request.headers.get("If-Match")
        )
        return entry_response(written.entry, 201 if written.created else 200)

    def delete(self, request: PersonsRequest, id: UUID) -> Response:
        writing.delete(self.model, request.user, id, request.headers.get("If-Match"))
        return Response(status=204)


class EntryListView(APIView):
    """The entries of a kind, newest first, 50 per page."""

    model: ClassVar[type[Entry]]

    def get(self, request: PersonsRequest) -> Response:
        entries = self.model.for_person(request.user).filter(deleted_at=None)
        cursor = request.query_params.get("cursor")
        return Response(page(entries, self.model.list_order, cursor, show=readable_data))


class ChangesView(APIView):
    """The change feed."""

    @extend_schema(operation_id="changes_read", parameters=changes_parameters, responses=ChangesSchema)
    def get(self, request: PersonsRequest) -> Response:
        after = whole_number(request, "after", default=0, least=0, most=2**63 - 1)
        limit = whole_number(request, "limit", default=feed.LIMIT, least=1, most=feed.LIMIT)
        return Response(feed.changes(request.user, after, limit))


def readable_data(entries: list[Entry]) -> list[Content]:
    return list(readable(entries, lambda entry: entry.as_data()))


def entry_response(entry: Entry, status: int) -> Response:
    """The response with the entry and its ETag.

    Raises Problem 503, with the revision, if it can't be read.
    """
    for data in readable_data([entry]):
        return Response(data, status=status, headers={"ETag": writing.etag(entry)})
    raise Problem(503, "unreadable", "This entry can't be read now. It is kept.", revision=entry.revision)


def whole_number(request: Request, name: str, *, default: int, least: int, most: int) -> int:
    """An integer query parameter. Raises a ValidationError that names it."""
    value = request.query_params.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 20 and least <= int(value) <= most):
        raise ValidationError({name: f"A whole number from {least} to {most}."}, code="not_a_number")
    return int(value)
