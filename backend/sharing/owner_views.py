"""A person's own shares. Every query starts from the person who asks."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import zones
from backend.accounts.authentication import PersonsRequest, require_recent_proof
from backend.accounts.models import Person
from backend.api.schema import NO_BODY
from backend.sharing.models import Share
from backend.sharing.schema import MadeShareSchema, ShareSchema
from backend.sharing.serializers import ShareChangeSerializer, ShareSerializer


def own(person: Person, share_id: UUID) -> Share:
    """One share of the person's; Http404 for everybody else's and for none."""
    share = person.sharing.filter(pk=share_id).first()
    if share is None:
        raise Http404
    return share


class SharesView(APIView):
    """The list, and making a new one."""

    @extend_schema(
        operation_id="shares_list",
        responses=inline_serializer("Shares", {"results": ShareSchema(many=True)}),
    )
    def get(self, request: PersonsRequest) -> Response:
        return Response(
            {"results": [share.as_data() for share in request.user.sharing.order_by("-created_at")]}
        )

    @extend_schema(operation_id="shares_make", request=ShareSerializer, responses={201: MadeShareSchema})
    def post(self, request: PersonsRequest) -> Response:
        require_recent_proof(request)
        body = ShareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        share = Share(person=request.user, created_at=timezone.now(), **columns(body.validated_data))
        secret = share.new_secret()
        share.save(force_insert=True)
        return Response(share.as_data() | {"link": link(request, share, secret)}, status=201)


class ShareView(APIView):
    """One share: read, change, stop, forget."""

    @extend_schema(operation_id="shares_read", responses=ShareSchema)
    def get(self, request: PersonsRequest, id: UUID) -> Response:
        return Response(own(request.user, id).as_data())

    @extend_schema(operation_id="shares_change", request=ShareChangeSerializer, responses=ShareSchema)
    def patch(self, request: PersonsRequest, id: UUID) -> Response:
        share = own(request.user, id)
        body = ShareChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        change(request, share, body.validated_data)
        return Response(share.as_data())

    @extend_schema(operation_id="shares_forget", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest, id: UUID) -> Response:
        own(request.user, id).delete()
        return Response(status=204)


class ShareViewsView(APIView):
    """When a link was opened: the day and a rough time on the owner's clock, no address."""

    @extend_schema(
        operation_id="shares_views",
        responses=inline_serializer(
            "ShareViews",
            {
                "results": inline_serializer(
                    "ShareViewing",
                    {"date": serializers.DateField(), "part": serializers.CharField()},
                    many=True,
                )
            },
        ),
    )
    def get(self, request: PersonsRequest, id: UUID) -> Response:
        zone = request.user.zone or "UTC"
        opened = own(request.user, id).viewings.order_by("-opened_at").values_list("opened_at", flat=True)
        return Response({"results": [rough(at, zone) for at in opened[:200]]})


def rough(at: Any, zone: str) -> dict[str, str]:
    return {"date": zones.local_date(at, zone).isoformat(), "part": zones.part_of_day(at, zone)}


def change(request: Request, share: Share, body: dict[str, Any]) -> None:
    """Stopping never waits for a password; whatever else may widen the share does."""
    revoked = body.pop("revoked", False)
    if body:
        require_recent_proof(request)
        for name, value in columns(body).items():
            setattr(share, name, value)
        share.save()
    if revoked:
        share.revoke(timezone.now())


def columns(body: dict[str, Any]) -> dict[str, Any]:
    """The body under the names of the columns."""
    return {"starts_on" if name == "from" else name: value for name, value in body.items()}


def link(request: Request, share: Share, secret: str) -> str:
    """The secret travels in the fragment, which no browser ever sends."""
    origin = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    return f"{origin}/s#{share.id}.{secret}"
