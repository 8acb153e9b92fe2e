"""The API of passwords: change one, add one to an account with passkeys, reset one by mail."""

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
from backend.accounts.addresses import delete_unverified
from backend.accounts.authentication import PersonsHttpRequest
from backend.accounts.models import ResetRequest
from backend.accounts.sessions import hash_key
from backend.accounts.tasks import mail_resets


class ChangePasswordView(AllauthChangePasswordView):  # type: ignore[misc]
    """`POST {"current_password", "new_password"}`; the former only if there is a password.

    Signs out all other devices and deletes unverified addresses. Creates recovery codes if there are
    passkeys, since the password alone then doesn't sign in.
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
        # The session's key has changed; keep this device's push subscription.
        request.user.push.filter(session_key=hash_key(before)).update(session_key=hash_key(after))
        devices.end_all(request.user, but=after)
        delete_unverified(request.user)
        if passkeys.of(request.user).exists():
            auto_generate_recovery_codes(request)
        return answer


class AskForReset(inputs.Input):  # type: ignore[misc]
    email = inputs.EmailField(max_length=254)


class AskForResetView(APIView):  # type: ignore[misc]
    """`POST {"email"}`: 200 for every address, or 503 if no mail server is configured."""

    input_class = {"POST": AskForReset}

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not mail.is_configured():
            return JsonResponse({"status": 503}, status=503)
        address = self.input.cleaned_data["email"].lower()
        if many := ratelimit.consume_or_429(request, action="reset_password", key=address):
            return many
        ResetRequest.objects.create(address=address)
        transaction.on_commit(queue_reset_mails)
        return APIResponse(request)


def queue_reset_mails() -> None:
    """Start the task now. If the broker is unavailable, beat starts it later."""
    with suppress(OperationalError):
        mail_resets.apply_async(retry=False)


class ResetView(ResetPasswordView):  # type: ignore[misc]
    """`POST {"key", "password"}` with a mailed key: 200 with the account's user name.

    No GET, so that the key's account can't be read without using the key.
    """

    http_method_names = ("post",)

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        person, given = self.input.user, self.input.cleaned_data
        try:
            resets.reset(person, given["password"], given["key"])
        except resets.UsedUpError:
            return ErrorResponse(request, get_adapter().validation_error("invalid_password_reset"))
        # Reset the limit on sign-in attempts, since the person has probably used some up.
        get_adapter()._delete_login_attempts_cached_email(request, username=person.username)
        return APIResponse(request, data={"username": person.username})
