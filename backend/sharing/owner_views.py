"""The API of a person's own shares. Every query starts from the signed-in person."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import zones
from backend.accounts.authentication import PersonsRequest, require_recent_proof
from backend.accounts.deletion import refuse_while_scheduled
from backend.accounts.models import Person
from backend.api.schema import NO_BODY, PROBLEM
from backend.audit.models import Event, EventType
from backend.patterns.views import queried_day
from backend.sharing.models import Share
from backend.sharing.report import report
from backend.sharing.schema import MadeShareSchema, ReportSchema, ShareSchema
from backend.sharing.serializers import ShareChangeSerializer, ShareSerializer

#: Shares per person, including ended ones until they are deleted.
MOST = 500


def own_share(person: Person, share_id: UUID) -> Share:
    """The person's share with this id. Http404 if it doesn't exist or is another person's."""
    share = person.sharing.filter(pk=share_id).first()
    if share is None:
        raise Http404
    return share


class SharesView(APIView):
    """Lists the shares, and creates one."""

    @extend_schema(
        operation_id="shares_list",
        responses=inline_serializer("Shares", {"results": ShareSchema(many=True)}),
    )
    def get(self, request: PersonsRequest) -> Response:
        return Response(
            {"results": [share.as_data() for share in request.user.sharing.order_by("-created_at")]}
        )

    @extend_schema(
        operation_id="shares_make", request=ShareSerializer, responses={201: MadeShareSchema, 409: PROBLEM}
    )
    def post(self, request: PersonsRequest) -> Response:
        require_recent_proof(request)
        refuse_while_scheduled(request.user)
        body = ShareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        share = draft(request.user, body.validated_data)
        secret = share.new_secret()
        insert(share)
        return Response(share.as_data() | {"link": link(request, share, secret)}, status=201)


class DraftPreviewView(APIView):
    """Previews a share before it is created: the viewer's report, for the body that would create it."""

    @extend_schema(operation_id="shares_preview_draft", request=ShareSerializer, responses=ReportSchema)
    def post(self, request: PersonsRequest) -> Response:
        body = ShareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        body.validated_data.pop("pin", None)  # doesn't affect the report
        return Response(report(draft(request.user, body.validated_data), timezone.now()))


class ShareView(APIView):
    """One share: read, change, revoke, delete."""

    @extend_schema(operation_id="shares_read", responses=ShareSchema)
    def get(self, request: PersonsRequest, id: UUID) -> Response:
        return Response(own_share(request.user, id).as_data())

    @extend_schema(operation_id="shares_change", request=ShareChangeSerializer, responses=ShareSchema)
    def patch(self, request: PersonsRequest, id: UUID) -> Response:
        share = own_share(request.user, id)
        body = ShareChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        change(request, share, body.validated_data)
        return Response(share.as_data())

    @extend_schema(operation_id="shares_forget", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest, id: UUID) -> Response:
        share = own_share(request.user, id)
        with transaction.atomic():
            share.delete()
            Event.record(request.user, EventType.SHARE_FORGOTTEN, timezone.now(), id)
        return Response(status=204)


class SharePreviewView(APIView):
    """Previews a share: exactly the report that the viewer gets."""

    @extend_schema(
        operation_id="shares_preview",
        parameters=[OpenApiParameter("from", OpenApiTypes.DATE), OpenApiParameter("to", OpenApiTypes.DATE)],
        responses=ReportSchema,
    )
    def get(self, request: PersonsRequest, id: UUID) -> Response:
        first, last = queried_day(request, "from"), queried_day(request, "to")
        return Response(report(own_share(request.user, id), timezone.now(), first, last))


class ShareViewsView(APIView):
    """When a link was opened: the date and the part of the day in the owner's zone. The newest 200."""

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
        zone = request.user.known_zone
        opened = (
            own_share(request.user, id)
            .viewings.order_by("-opened_at", "-pk")
            .values_list("opened_at", flat=True)
        )
        return Response({"results": [date_and_part(at, zone) for at in opened[:200]]})


def date_and_part(at: Any, zone: str) -> dict[str, str]:
    return {"date": zones.local_date(at, zone).isoformat(), "part": zones.part_of_day(at, zone)}


def change(request: Request, share: Share, body: dict[str, Any]) -> None:
    """Apply a change. Revoking and narrowing need no recent proof of identity; widening does."""
    revoked = body.pop("revoked", False)
    if any(widens(share, name, value) for name, value in body.items()):
        require_recent_proof(request)
    with transaction.atomic():
        fill(share, body)
        if body:
            # Only the changed columns, to keep a lock or an acknowledgement that was saved meanwhile.
            share.save(update_fields=[column for name in body for column in COLUMNS.get(name, (name,))])
        if "pin" in body:
            # After the row is locked, so that nobody is opening the link with the old PIN (gate.open_share).
            share.viewings.end()
        if revoked:
            share.revoke(timezone.now())
        for what in events_of(body, revoked):
            Event.record(share.person, what, timezone.now(), share.pk)


def events_of(body: dict[str, Any], revoked: bool) -> list[EventType]:
    """The events to record for a change."""
    events = []
    if set(body) - {"unlock"}:
        events.append(EventType.SHARE_CHANGED)
    if "unlock" in body:
        events.append(EventType.SHARE_UNLOCKED)
    if revoked:
        events.append(EventType.SHARE_STOPPED)
    return events


def widens(share: Share, name: str, value: Any) -> bool:
    """Whether the change shows more, for longer or to somebody else. If in doubt, True."""
    match name:
        case "sections":
            return not set(value) <= set(share.sections)
        case "from":
            return value is None or (share.starts_on is not None and value < share.starts_on)
        case "hold_back_days":
            return bool(value < share.hold_back_days)
        case "expires_at":
            return bool(value > share.expires_at)
        case "pin":
            return value is None or share.pin_hash is not None
    return True


#: The columns of a field of the body, where they aren't one column of the same name.
COLUMNS = {
    "from": ("starts_on",),
    "pin": ("pin_hash", "pin_tries", "locked_at"),
    "unlock": ("pin_tries", "locked_at"),
}


def insert(share: Share) -> None:
    """Insert a new share. Locks the person, so that concurrent requests can't exceed MOST."""
    with transaction.atomic():
        share.person.lock()
        if share.person.sharing.count() >= MOST:
            full = ErrorDetail(f"At most {MOST} shares are kept; one that has ended can go.", "too_many")
            raise ValidationError([full])
        share.save(force_insert=True)
        Event.record(share.person, EventType.SHARE_MADE, share.created_at, share.pk)


def draft(person: Person, body: dict[str, Any]) -> Share:
    share = Share(person=person, created_at=timezone.now())
    fill(share, body)
    return share


def fill(share: Share, body: dict[str, Any]) -> None:
    """Set the share's attributes from the body, without saving."""
    for name, value in body.items():
        if name == "pin":
            share.set_pin(value)
        elif name == "unlock":
            share.unlock()
        else:
            setattr(share, "starts_on" if name == "from" else name, value)


def link(request: Request, share: Share, secret: str) -> str:
    """The link's URL. The secret is in the fragment, which browsers don't send to the server."""
    origin = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    return f"{origin}/s#{share.id}.{secret}"
