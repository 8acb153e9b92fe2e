"""One ModelViewSet. PUT also creates, under the contract's revision rules."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ModelViewSet

from backend.accounts.models import Person
from backend.api.problems import Problem
from tests.load.plain.models import CheckIn
from tests.load.plain.serializers import READ_ONLY, CheckInSerializer


class NewestFirst(CursorPagination):
    page_size = 50
    ordering = ("-felt_at", "-id")

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})


class CheckInViewSet(ModelViewSet[CheckIn]):
    serializer_class = CheckInSerializer
    pagination_class = NewestFirst
    lookup_field = "id"

    def get_queryset(self) -> QuerySet[CheckIn]:
        # Through the person, so that each row knows whose it is without a query.
        return self.request.user.plain_check_ins.prefetch_related("sensations", "responses")  # type: ignore[union-attr]

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            person = Person.objects.select_for_update(no_key=True).get(pk=request.user.pk)
            instance = self.get_queryset().filter(id=kwargs["id"]).first()
            if instance is None:
                serializer.save(person=request.user, id=kwargs["id"], revision=advanced(person))
                return shown(serializer, 201)
            kept = self.get_serializer(instance)
            serializer.instance = instance
            if self.is_equal(kept.data, serializer.validated_data):
                return shown(kept, 200)
            refuse_unless_current(kept.data, request.headers.get("If-Match"))
            serializer.save(revision=advanced(person))
        return shown(self.get_serializer(self.get_queryset().get(id=kwargs["id"])), 200)

    def is_equal(self, kept: dict[str, Any], validated: dict[str, Any]) -> bool:
        """Compares what is kept with the new body, which `validated` holds by the columns' names."""
        words = dict(validated["words"])
        note = words.pop("note")
        flags = {name: validated.get(name, False) for name in ("for_session", "never_shared")}
        felt_at = self.get_serializer().fields["felt_at"].to_representation(validated["felt_at"])
        asked = validated | flags | {"answers": words, "note": note, "person": None, "felt_at": felt_at}
        return all(kept[name] == asked[name] for name in kept if name not in READ_ONLY)


def advanced(person: Person) -> int:
    person.revision = F("revision") + 1
    person.save(update_fields=["revision"])
    person.refresh_from_db(fields=["revision"])
    return person.revision


def shown(serializer: Any, status: int) -> Response:
    return Response(serializer.data, status, headers={"ETag": f'"{serializer.data["revision"]}"'})


def refuse_unless_current(kept: dict[str, Any], if_match: str | None) -> None:
    if if_match is None:
        raise Problem(428, "revision_required", "An update says which revision it replaces.", current=kept)
    if if_match != f'"{kept["revision"]}"':
        raise Problem(412, "stale", "This entry has changed meanwhile.", current=kept)
