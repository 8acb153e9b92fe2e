"""The API of the account: its settings, and its erasure."""

from typing import Any

from django.contrib.auth import logout
from django.db import transaction
from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import mail, zones
from backend.accounts.authentication import PersonsRequest, SignedIn, require_recent_proof, session_of
from backend.accounts.models import Person
from backend.api.fields import Choice, Flag, TimeOfDay, Zone
from backend.api.schema import NO_BODY
from backend.api.serializers import StrictSerializer
from backend.content import catalogue
from backend.personal_data import scheduled_deletion
from backend.personal_data.erasure import erase
from backend.reminders.rescheduling import reschedule_followers
from backend.reminders.zone_change import record_skipped

SETTINGS = ("zone", "language", "quiet_from", "quiet_to", "devices")


class MeSerializer(StrictSerializer):
    """The account's settings that can be changed. Absent fields stay unchanged."""

    zone = Zone(required=False, allow_null=True)
    language = Choice(catalogue.LANGUAGES, default=empty, allow_null=False)
    quiet_from = TimeOfDay(default=empty)
    quiet_to = TimeOfDay(default=empty)
    devices = Choice(["latest", "all"], default=empty, allow_null=False)
    auto_quiet = Flag(default=empty)
    consent = Choice([catalogue.CONSENT_VERSION], default=empty)

    ignored = frozenset({"username", "email", "email_available", "email_to_be_had", "erase_at"})

    def validate(self, body: dict[str, Any]) -> dict[str, Any]:
        """Quiet hours need both ends, and the ends must differ."""
        person: Person = self.context["person"]
        begins, ends = body.get("quiet_from", person.quiet_from), body.get("quiet_to", person.quiet_to)
        if (begins is None) != (ends is None):
            missing = "quiet_from" if begins is None else "quiet_to"
            raise ValidationError({missing: [ErrorDetail("Quiet hours have two ends.", "incomplete")]})
        if begins is not None and begins == ends:
            raise ValidationError({"quiet_to": [ErrorDetail("These hours have no length.", "empty")]})
        return body


class MeSchema(MeSerializer):
    username = serializers.CharField()
    #: The verified address.
    email = serializers.EmailField(allow_null=True)
    email_available = serializers.BooleanField(help_text="Whether this server can send mail.")
    email_to_be_had = serializers.BooleanField(help_text="The same as email_available; removed in 2.0.")
    #: When the account will be erased, if that is scheduled.
    erase_at = serializers.DateTimeField(allow_null=True)


class MeView(APIView):
    """The account. Doesn't require consent, so that people can give it, or leave."""

    permission_classes = (SignedIn,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # The phone's first request: it sets the CSRF cookie, whatever the response.
        get_token(request._request)
        super().initial(request, *args, **kwargs)

    @extend_schema(operation_id="me_read", responses=MeSchema)
    def get(self, request: PersonsRequest) -> Response:
        return Response(account_data(request.user))

    @extend_schema(operation_id="me_change", request=MeSerializer, responses=MeSchema)
    def patch(self, request: PersonsRequest) -> Response:
        body = MeSerializer(data=request.data, context={"person": request.user})
        body.is_valid(raise_exception=True)
        change(request.user, body.validated_data)
        return Response(account_data(request.user))

    @extend_schema(operation_id="me_erase", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest) -> Response:
        require_recent_proof(request)
        erase(request.user)
        logout(request._request)
        return Response(status=204)


class ErasureView(APIView):
    """Schedules the account's erasure in a week.

    Links, nudges, the calendar and other sessions end at once.
    """

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="erasure_ask",
        request=None,
        responses=inline_serializer("Erasure", {"erase_at": serializers.DateTimeField()}),
    )
    def put(self, request: PersonsRequest) -> Response:
        """Schedule the erasure. Idempotent: the first date stays."""
        require_recent_proof(request)
        scheduled_deletion.schedule(request.user, session_of(request).session_key, timezone.now())
        return Response({"erase_at": request.user.as_data()["erase_at"]})

    @extend_schema(operation_id="erasure_take_back", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest) -> Response:
        """Cancel the erasure. What has ended isn't restored."""
        scheduled_deletion.cancel(request.user, timezone.now())
        return Response(status=204)


def account_data(person: Person) -> dict[str, Any]:
    available = mail.is_configured()
    return person.as_data() | {"email_available": available, "email_to_be_had": available}


def change(person: Person, body: dict[str, Any]) -> None:
    if "consent" in body:
        person.consent(body["consent"], timezone.now())
    settings = {name: body[name] for name in SETTINGS if name in body}
    if "auto_quiet" in body:
        settings["auto_quiet_since"] = timezone.now() if body["auto_quiet"] else None
    if "zone" in body and zone_target(body["zone"]) != zone_target(person.zone):
        move(person, settings)
    elif settings:
        save(person, settings)


def save(person: Person, settings: dict[str, Any]) -> None:
    Person.objects.filter(pk=person.pk).update(**settings)
    person.refresh_from_db(fields=list(settings))


@transaction.atomic
def move(person: Person, settings: dict[str, Any]) -> None:
    """Save settings that change the zone, and with it the moments of the reminders that follow it."""
    now = timezone.now()
    person.lock()
    record_skipped(person, settings["zone"] or "UTC", now)
    save(person, settings)
    reschedule_followers(person, now)


def zone_target(zone: str | None) -> str:
    """What decides when reminders that follow the phone fall due. UTC if no zone is set."""
    return zones.target(zone or "UTC")
