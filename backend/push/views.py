"""The API of a person's own devices. Every query starts from the signed-in person."""

from typing import Any, assert_never
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest, session_of
from backend.accounts.models import Person
from backend.accounts.sessions import hash_key
from backend.api.schema import NO_BODY, PROBLEM, RETRY_AFTER
from backend.push import vapid
from backend.push.message import test_payload
from backend.push.models import Subscription
from backend.push.outcome import Outcome
from backend.push.schema import SubscriptionSchema
from backend.push.sender import Push, send
from backend.push.serializers import SubscriptionSerializer

MOST = 20
#: How long a push service keeps a test message, in seconds.
TEST_TTL = 60


def own_subscription(person: Person, id: UUID) -> Subscription:
    """The person's device with this id. Http404 if it doesn't exist or is another person's."""
    subscription = person.push.filter(id=id).first()
    if subscription is None:
        raise Http404
    return subscription


class KeyView(APIView):
    """The VAPID public key with which a phone subscribes (RFC 8292 section 4.1)."""

    while_locked = ("GET",)

    @extend_schema(
        operation_id="push_key", responses=inline_serializer("PushKey", {"key": serializers.CharField()})
    )
    def get(self, request: Request) -> Response:
        return Response({"key": vapid.newest()})


class SubscriptionsView(APIView):
    """The person's devices, most recently used first."""

    @extend_schema(
        operation_id="push_subscriptions_list",
        responses=inline_serializer("Subscriptions", {"results": SubscriptionSchema(many=True)}),
    )
    def get(self, request: PersonsRequest) -> Response:
        devices = request.user.push.order_by("-used_at", "number")
        return Response({"results": [device.as_data() for device in devices]})


class SubscriptionView(APIView):
    """One device: read, register or renew, remove."""

    #: A browser may renew its subscription while the app is closed.
    while_locked = ("PUT", "DELETE")

    @extend_schema(operation_id="push_subscriptions_read", responses=SubscriptionSchema)
    def get(self, request: PersonsRequest, id: UUID) -> Response:
        return Response(own_subscription(request.user, id).as_data())

    @extend_schema(
        operation_id="push_subscriptions_put",
        request=SubscriptionSerializer,
        responses={200: SubscriptionSchema, 201: SubscriptionSchema, 400: PROBLEM},
    )
    def put(self, request: PersonsRequest, id: UUID) -> Response:
        body = SubscriptionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        subscription, made = register(request, id, body.validated_data)
        return Response(subscription.as_data(), status=201 if made else 200)

    @extend_schema(operation_id="push_subscriptions_forget", responses={204: NO_BODY})
    def delete(self, request: PersonsRequest, id: UUID) -> Response:
        own_subscription(request.user, id).delete()
        return Response(status=204)


class Tests(UserRateThrottle):
    rate = "10/min"
    scope = "push-tests"


class SubscriptionTestsView(APIView):
    """Sends a test message and returns the push service's outcome."""

    throttle_classes = (Tests,)

    @extend_schema(
        operation_id="push_subscriptions_test",
        request=None,
        responses={
            201: inline_serializer("PushTest", {"outcome": serializers.ChoiceField([*map(str, Outcome)])}),
            429: PROBLEM,
        },
        parameters=[RETRY_AFTER],
    )
    def post(self, request: PersonsRequest, id: UUID) -> Response:
        device, now = own_subscription(request.user, id), timezone.now()
        payload = test_payload(request.user.known_language)
        (sent,) = send([Push(device, payload, "test", TEST_TTL)], now)
        match sent.outcome:
            case Outcome.GONE:
                device.delete()
            case Outcome.ACCEPTED:
                Subscription.objects.filter(pk=device.pk).update(accepted_at=now)
            case Outcome.REFUSED | Outcome.KEY_DROPPED | Outcome.UNREACHABLE | Outcome.PAUSED:
                pass
            case unhandled:
                assert_never(unhandled)
        return Response({"outcome": sent.outcome}, status=201)


def register(request: PersonsRequest, id: UUID, body: dict[str, Any]) -> tuple[Subscription, bool]:
    """Create or update a device; returns it and whether it is new. Raises ValidationError.

    Endpoints are unique, so this deletes a row with the same endpoint under another id or account.
    """
    try:
        return write(request, id, body)
    except IntegrityError:
        # Somebody has registered the endpoint just now. Their row can be seen from here on.
        return write(request, id, body)


@transaction.atomic
def write(request: PersonsRequest, id: UUID, body: dict[str, Any]) -> tuple[Subscription, bool]:
    person, now = request.user, timezone.now()
    person.lock()
    same = list(Subscription.objects.select_for_update().filter(endpoint=body["endpoint"]))
    refuse_if_not_own(person, same, body["keys"])
    # Only the rows that were checked: another request may have added one since.
    moved = [each.pk for each in same if (each.person_id, each.id) != (person.pk, id)]
    Subscription.objects.filter(pk__in=moved).delete()
    existing = person.push.filter(id=id).first()
    if existing is None and person.push.count() >= MOST:
        raise ValidationError({"id": [ErrorDetail(f"At most {MOST} devices.", "too_many")]})
    subscription = existing or Subscription(person=person, id=id, created_at=now)
    if subscription.endpoint != body["endpoint"]:
        subscription.paused_until = None
    subscription.label, subscription.endpoint = body["label"], body["endpoint"]
    subscription.p256dh, subscription.auth = body["keys"]["p256dh"], body["keys"]["auth"]
    subscription.key, subscription.used_at = body["key"], now
    subscription.session_key = hash_key(session_of(request).session_key)
    subscription.save()
    return subscription, existing is None


def refuse_if_not_own(person: Person, same: list[Subscription], keys: dict[str, bytes]) -> None:
    """An endpoint of another account is accepted only with the same keys, which only its phone knows."""
    for each in same:
        known = {"p256dh": bytes(each.p256dh), "auth": bytes(each.auth)}
        if each.person_id != person.pk and known != keys:
            raise ValidationError({"endpoint": [ErrorDetail("This is somebody else's.", "not_yours")]})
