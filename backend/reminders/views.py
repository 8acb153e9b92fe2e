"""The API of rests and of the ledger of nudges."""

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import zones
from backend.accounts.authentication import PersonsRequest
from backend.api.schema import NO_BODY, PROBLEM
from backend.entries.paging import page
from backend.entries.schema import CURSOR
from backend.reminders.answers import respond
from backend.reminders.models import Rest
from backend.reminders.schema import NudgeSchema
from backend.reminders.serializers import ResponseSerializer, RestSerializer

REST = inline_serializer("Rest", {"until": serializers.DateTimeField(allow_null=True)})
LEDGER_ORDER = ("-due_at", "-id")


class RestView(APIView):
    """The rest from all reminders: read it, begin or change it, end it."""

    @extend_schema(operation_id="rest_read", responses=REST)
    def get(self, request: PersonsRequest) -> Response:
        rest = Rest.current(request.user, timezone.now())
        return Response({"until": rest and zones.rfc3339(rest.ends_at)})

    @extend_schema(operation_id="rest_begin", request=RestSerializer, responses={200: REST, 400: PROBLEM})
    def put(self, request: PersonsRequest) -> Response:
        body = RestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        until, now = body.validated_data["until"], timezone.now()
        if until <= now:
            raise ValidationError({"until": [ErrorDetail("This time has gone by.", "in_past")]})
        return Response({"until": zones.rfc3339(Rest.until(request.user, until, now).ends_at)})

    @extend_schema(operation_id="rest_end", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest) -> Response:
        Rest.end(request.user, timezone.now())
        return Response(status=204)


class NudgesView(APIView):
    """The ledger: what became of each nudge, and why. Newest first, 50 per page."""

    @extend_schema(
        operation_id="nudges_list",
        parameters=[CURSOR],
        responses=inline_serializer(
            "Nudges",
            {"results": NudgeSchema(many=True), "next": serializers.CharField(allow_null=True)},
        ),
    )
    def get(self, request: PersonsRequest) -> Response:
        nudges = request.user.nudges.select_related("device__person")
        return Response(page(nudges, LEDGER_ORDER, request.query_params.get("cursor")))


class NudgeResponseView(APIView):
    """The person's answer to a nudge, from the app or from the notification itself."""

    while_locked = ("PUT",)

    @extend_schema(
        operation_id="nudges_respond",
        request=ResponseSerializer,
        responses={200: NudgeSchema, 400: PROBLEM, 404: PROBLEM},
    )
    def put(self, request: PersonsRequest, id: UUID) -> Response:
        nudge = request.user.nudges.filter(pk=id).first()
        if nudge is None:
            raise Http404
        body = ResponseSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        answer = body.validated_data
        respond(nudge, answer["action"], timezone.now(), answer["round"])
        return Response(nudge.as_data())
