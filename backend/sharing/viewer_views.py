"""The viewer's API: open a link, read the report, acknowledge it, end the viewing."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.fields import canonical_uuid
from backend.api.proxies import neighborhood
from backend.api.schema import NO_BODY, PROBLEM, RETRY_AFTER
from backend.patterns.views import queried_day
from backend.sharing import gate
from backend.sharing.models import IDLE
from backend.sharing.report import report
from backend.sharing.schema import ReportSchema
from backend.sharing.serializers import AcknowledgementSerializer, ViewingSerializer


class ViewingsView(APIView):
    """Opens a link. A POST, so that link previews and scanners, which use GET, open nothing."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="viewings_begin",
        request=ViewingSerializer,
        responses={
            201: inline_serializer("Viewing", {"idle_minutes": serializers.IntegerField()}),
            400: PROBLEM,
            401: OpenApiResponse(PROBLEM, "The link is right, and has a PIN; `tries_left` with another one."),
            404: OpenApiResponse(PROBLEM, "Nothing opens with this: unknown, ended, stopped or locked."),
            429: OpenApiResponse(PROBLEM, "Too many, from this address or of this link."),
        },
        parameters=[RETRY_AFTER],
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        gate.OPENINGS_OF_AN_ADDRESS.refuse(neighborhood(request.META["REMOTE_ADDR"]), now)
        body = ViewingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            share_id = canonical_uuid(body.validated_data["share"])
        except ValueError:
            share_id = None
        given = body.validated_data
        share_id, token = gate.open_share(share_id, given["secret"], given["pin"], now)
        response = Response({"idle_minutes": IDLE.seconds // 60}, status=201)
        response.set_cookie(
            settings.VIEWING_COOKIE_NAME,
            token,
            path=gate.share_path(share_id),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
        return response


class ViewingView(gate.SharedView):
    """The viewing of this share in this browser: end it."""

    @extend_schema(operation_id="shared_leave", request=None, responses={204: NO_BODY})
    def delete(self, request: Request, share_id: UUID) -> Response:
        gate.leave(self.share, gate.token_of(request))
        response = Response(status=204)
        response.delete_cookie(
            settings.VIEWING_COOKIE_NAME, path=gate.share_path(share_id), samesite="Strict"
        )
        return response


class ReportView(gate.SharedView):
    """The report, as the viewer's page shows it."""

    @extend_schema(
        operation_id="shared_report",
        parameters=[OpenApiParameter("from", OpenApiTypes.DATE), OpenApiParameter("to", OpenApiTypes.DATE)],
        responses=ReportSchema,
    )
    def get(self, request: Request, share_id: UUID) -> Response:
        first, last = queried_day(request, "from"), queried_day(request, "to")
        return Response(report(self.share, timezone.now(), first, last))


class AcknowledgementView(gate.SharedView):
    """The viewer's "I have read this": the only thing that a viewer can write."""

    @extend_schema(
        operation_id="shared_acknowledge",
        request=AcknowledgementSerializer,
        responses=inline_serializer(
            "Acknowledged",
            {"acknowledged": serializers.BooleanField(), "line": serializers.CharField(allow_null=True)},
        ),
    )
    def put(self, request: Request, share_id: UUID) -> Response:
        body = AcknowledgementSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        self.share.acknowledge(body.validated_data["line"], timezone.now())
        return Response({"acknowledged": True, "line": self.share.acknowledged_line})
