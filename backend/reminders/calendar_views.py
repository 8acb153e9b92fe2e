"""The calendar feed: creating its link, and serving it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest
from backend.accounts.deletion import refuse_while_scheduled
from backend.api.fields import Flag
from backend.api.schema import NO_BODY, PROBLEM
from backend.api.serializers import StrictSerializer
from backend.reminders.feed import etag, feed
from backend.reminders.models import Calendar

NONE: dict[str, Any] = {"created_at": None, "fetched_at": None, "meetings": False}


def fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    return {
        "created_at": serializers.DateTimeField(allow_null=True),
        "fetched_at": serializers.DateTimeField(allow_null=True),
        "meetings": serializers.BooleanField(),
    }


CALENDAR = inline_serializer("Calendar", fields())


class MeetingsSerializer(StrictSerializer):
    """What is absent stays as it is."""

    meetings = Flag(required=False, default=serializers.empty)


class CalendarView(APIView):
    """The calendar link: when it was created and last fetched, and whether the feed has the moments around
    meetings. The link itself is shown only on creation."""

    @extend_schema(operation_id="calendar_read", responses=CALENDAR)
    def get(self, request: PersonsRequest) -> Response:
        calendar = Calendar.objects.filter(person=request.user).first()
        return Response(calendar.as_data() if calendar else NONE)

    @extend_schema(
        operation_id="calendar_open",
        request=None,
        responses={
            201: inline_serializer("CalendarLink", {"link": serializers.URLField(), **fields()}),
            409: PROBLEM,
        },
    )
    def put(self, request: PersonsRequest) -> Response:
        """Create a new link. It replaces the previous one, which stops working.

        The feed has the moments of the next eight weeks, at most the next 2,500, and can be read with
        `If-None-Match`.
        """
        refuse_while_scheduled(request.user)
        secret = Calendar.open(request.user.pk, timezone.now())
        origin = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
        link = f"{origin}/api/calendar/{secret}.ics"
        return Response({"link": link, **Calendar.objects.get(person=request.user).as_data()}, status=201)

    @extend_schema(
        operation_id="calendar_set",
        request=MeetingsSerializer,
        responses={200: CALENDAR, 400: PROBLEM, 404: PROBLEM},
    )
    def patch(self, request: PersonsRequest) -> Response:
        """Put the moments around meetings into the feed, or leave them out, which is the default."""
        body = MeetingsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        calendar = get_object_or_404(Calendar, person=request.user)
        calendar.meetings = body.validated_data.get("meetings", calendar.meetings)
        calendar.save(update_fields=["meetings"])
        return Response(calendar.as_data())

    @extend_schema(operation_id="calendar_close", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest) -> Response:
        Calendar.objects.filter(person=request.user).delete()
        return Response(status=204)


class FeedView(APIView):
    """Serves the feed to calendar apps. They can't sign in, so the secret in the URL is the only credential.

    They don't accept JSON either, so content negotiation is forced. They may keep a copy but ask each time
    whether it still holds (`If-None-Match`), which costs no rendering.
    """

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, secret: str) -> HttpResponseBase:
        calendar = Calendar.of(secret)
        if calendar is None:
            raise Http404
        now = timezone.now()
        Calendar.objects.filter(pk=calendar.pk, secret_hash=calendar.secret_hash).update(fetched_at=now)
        tag = etag(calendar, now)
        answer = get_conditional_response(request, tag) or self.rendered(calendar, now)
        answer["ETag"] = tag
        answer["Cache-Control"] = "private, no-cache"
        return answer

    def rendered(self, calendar: Calendar, now: datetime) -> HttpResponse:
        answer = HttpResponse(feed(calendar, now), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="quiet-moments.ics"'
        return answer

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)
