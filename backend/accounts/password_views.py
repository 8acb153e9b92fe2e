"""Passwords: another one, the first one beside a passkey, or a new one by mail."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import ratelimit
from allauth.headless.account.views import ChangePasswordView as AllauthChangePasswordView
from allauth.headless.account.views import ResetPasswordView
from allauth.headless.base.response import APIResponse
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from django.db import transaction
from django.http import JsonResponse
from kombu.exceptions import OperationalError

from backend import mail
from backend.accounts import devices, passkeys, resets
from backend.accounts.addresses import forget_waiting
from backend.accounts.authentication import PersonsHttpRequest
from backend.accounts.models import ResetRequest
from backend.accounts.sessions import stored
from backend.accounts.tasks import mail_resets


class ChangePasswordView(AllauthChangePasswordView):  # type: ignore[misc]
    """`POST {"current_password", "new_password"}`; the first of these only where there is one.

    Signs out everywhere else, and forgets an address that waits for its link. A password beside passkeys
    brings recovery codes, since it opens nothing without one of both.
    """

    def handle(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise_if_reauthentication_required(request, app="allauth.account")
        return super().handle(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        before = str(request.session.session_key)
        answer = super().post(request, *args, **kwargs)
        after = str(request.session.session_key)
        devices.record(request, request.user)
        # The session has another key now; this device's nudges go on.
        request.user.push.filter(session_key=stored(before)).update(session_key=stored(after))
        devices.end_all(request.user, but=after)
        forget_waiting(request.user)
        if passkeys.of(request.user).exists():
            auto_generate_recovery_codes(request)
        return answer


class AskForReset(inputs.Input):  # type: ignore[misc]
    email = inputs.EmailField(max_length=254)


class AskForResetView(APIView):  # type: ignore[misc]
    """`POST {"email"}`: 200 whoever's it is, or 503 where no mail goes out."""

    input_class = {"POST": AskForReset}

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not mail.is_available():
            return JsonResponse({"status": 503}, status=503)
        address = self.input.cleaned_data["email"].lower()
        if many := ratelimit.consume_or_429(request, action="reset_password", key=address):
            return many
        ResetRequest.objects.create(address=address)
        transaction.on_commit(ring)
        return APIResponse(request)


def ring() -> None:
    """Beat's next ring finds the row as well, so a broker that is away is no matter."""
    with suppress(OperationalError):
        mail_resets.apply_async(retry=False)


class ResetView(ResetPasswordView):  # type: ignore[misc]
    """`POST {"key", "password"}` with a mailed key: 200 with the name of the account that it was for. Only
    that: looking at a key tells nothing."""

    http_method_names = ("post",)

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        person, given = self.input.user, self.input.cleaned_data
        try:
            resets.reset(person, given["password"], given["key"])
        except resets.UsedUpError:
            return ErrorResponse(request, get_adapter().validation_error("invalid_password_reset"))
        # Whoever forgot it has tried a few before.
        get_adapter()._delete_login_attempts_cached_email(request, username=person.username)
        return APIResponse(request, data={"username": person.username})
