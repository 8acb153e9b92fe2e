from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest, SignedIn
from backend.accounts.models import Person
from backend.audit.models import EventType
from backend.entries.aside import opened
from backend.entries.paging import page
from backend.entries.schema import CURSOR

ORDER = ("-id",)


class EventSchema(serializers.Serializer[Any]):
    """`at` is null for a viewer's actions, of which only the date and the part of the day are stored. `label`
    is the share's label, as long as the share exists."""

    id = serializers.IntegerField()
    what = serializers.ChoiceField(EventType.values)
    at = serializers.DateTimeField(allow_null=True)
    date = serializers.DateField()
    part = serializers.ChoiceField(["night", "morning", "afternoon", "evening"])
    share = serializers.UUIDField(allow_null=True)
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # DRF takes fields off the class


class EventsView(APIView):
    """Events of the account and its shares, newest first, 50 per page. Doesn't require consent."""

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="events_list",
        parameters=[CURSOR],
        responses=inline_serializer(
            "Events",
            {"results": EventSchema(many=True), "next": serializers.CharField(allow_null=True)},
        ),
    )
    def get(self, request: PersonsRequest) -> Response:
        event_page = page(request.user.events.all(), ORDER, request.query_params.get("cursor"), int)
        return Response(event_page | {"results": with_labels(request.user, event_page["results"])})


def with_labels(person: Person, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the labels of shares that still exist."""
    shares = person.sharing.filter(pk__in={UUID(event["share"]) for event in events if event["share"]})
    labels = {str(share.pk): opened(share, ["label"])["label"] for share in shares}
    return [event | {"label": labels.get(event["share"])} for event in events]
