from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import keys
from backend.accounts import session_lock
from backend.accounts.authentication import SignedIn, session_of
from backend.api.fields import Text
from backend.api.schema import NO_BODY, PROBLEM
from backend.api.serializers import StrictSerializer

BYTES = 32

LockSchema = inline_serializer(
    "SessionLock", {"pass": serializers.CharField(help_text="32 random bytes in base64url.")}
)


class LockSerializer(StrictSerializer):
    def get_fields(self) -> Any:
        # A field's name can't be a keyword of Python's.
        return {"pass": Text(max_length=64, required=True)}

    def validate(self, body: dict[str, str]) -> dict[str, str]:
        try:
            length = len(keys.decode(body["pass"]))
        except ValueError:
            length = 0
        if length != BYTES:
            raise ValidationError({"pass": [ErrorDetail("32 bytes in base64url are expected.", "length")]})
        return body


class LockView(APIView):
    """The lock of the phone that asks, on this session: also without consent."""

    permission_classes = (SignedIn,)

    @extend_schema(operation_id="me_lock", request=LockSchema, responses={204: NO_BODY, 400: PROBLEM})
    def put(self, request: Request) -> Response:
        body = LockSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        session_lock.put_on(session_of(request), body.validated_data["pass"])
        return saved(request)

    @extend_schema(operation_id="me_unlock", responses={204: NO_BODY})
    def delete(self, request: Request) -> Response:
        session_lock.take_off(session_of(request))
        return saved(request)


def saved(request: Request) -> Response:
    """An app's session is saved by nobody else."""
    session_of(request).save()
    return Response(status=204)
