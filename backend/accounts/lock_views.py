from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import keys
from backend.accounts import session_lock
from backend.accounts.authentication import PersonsRequest, SignedIn, session_of
from backend.api.fields import Text
from backend.api.schema import NO_BODY, PROBLEM
from backend.api.serializers import StrictSerializer
from backend.audit.models import Event, EventType

BYTES = 32


@extend_schema_serializer(component_name="SessionLock")
class LockSerializer(StrictSerializer):
    """The pass or its digest. While it is locked, a phone knows only the digest."""

    exactly_one = ("pass", "digest")

    def get_fields(self) -> Any:
        # `pass` is a Python keyword, so it can't be a class attribute.
        return {
            "pass": Text(max_length=64, help_text="32 random bytes in base64url."),
            "digest": Text(
                max_length=64,
                help_text="Instead of the pass: the SHA-256 of the encoded pass, in base64url.",
            ),
        }

    def validate(self, body: dict[str, str | None]) -> dict[str, str | None]:
        given = {name: value for name, value in body.items() if value is not None}
        if not given:
            raise ValidationError({"pass": [ErrorDetail("A pass or its digest is needed.", "required")]})
        if len(given) > 1:
            raise ValidationError({"digest": [ErrorDetail("Either a pass or its digest.", "one_of_two")]})
        ((name, value),) = given.items()
        if not is_32_bytes(value):
            raise ValidationError({name: [ErrorDetail("32 bytes in base64url are expected.", "length")]})
        return body


def is_32_bytes(text: str) -> bool:
    try:
        return len(keys.decode(text)) == BYTES
    except ValueError:
        return False


class LockView(APIView):
    """The lock of this session. Doesn't require consent.

    If the session has a lock already, `SignedIn` requires its pass.
    """

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="me_lock", request=LockSerializer, responses={204: NO_BODY, 400: PROBLEM})
    @transaction.atomic
    def put(self, request: PersonsRequest) -> Response:
        body = LockSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if session_lock.set_lock(session_of(request), digest_in(body.validated_data)):
            Event.record(request.user, EventType.LOCK_PUT_ON, timezone.now())
        return save_session(request)

    @extend_schema(operation_id="me_unlock", responses={204: NO_BODY})
    def delete(self, request: Request) -> Response:
        session_lock.remove_lock(session_of(request))
        return save_session(request)


def digest_in(body: dict[str, str | None]) -> str:
    """The pass's SHA-256 in hexadecimal, from either of the two."""
    if body["pass"] is not None:
        return session_lock.digest(body["pass"])
    return keys.decode(str(body["digest"])).hex()


def save_session(request: Request) -> Response:
    """Save the session explicitly: the middleware doesn't save the app client's."""
    session_of(request).save()
    return Response(status=204)
