"""allauth's endpoints for passkeys and recovery codes, changed so that nobody can lock themselves out."""

import logging
from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.core.internal import ratelimit
from allauth.headless.base.response import APIResponse, AuthenticationResponse
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import response, views
from allauth.headless.mfa.inputs import SignupWebAuthnInput
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.stages import PasskeySignupStage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.accounts import ceremonies, passkeys
from backend.accounts.authentication import PersonsHttpRequest
from backend.accounts.ids import Ids
from backend.accounts.models import Person
from backend.checkpoint import empty_log_afterwards
from backend.sealing.cipher import SealBrokenError

log = logging.getLogger("noticing.accounts")


class AuthenticatorsView(views.AuthenticatorsView):  # type: ignore[misc]
    """`GET`: the passkeys, and the number of recovery codes that are left if there are any."""

    def get(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        return APIResponse(request, data=[*map(passkeys.as_data, passkeys.of(request.user)), *codes(request)])


def codes(request: PersonsHttpRequest) -> list[dict[str, Any]]:
    """The recovery codes' data. Codes that can't be read count as none, so that new ones can be created."""
    stored = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    try:
        return [response._authenticator_data(row) for row in stored]
    except SealBrokenError as wrong:
        log.error("recovery codes can't be read", exc_info=wrong)
        return []


class RecoveryCodesView(views.ManageRecoveryCodesView):  # type: ignore[misc]
    """`GET` shows the codes, once; `POST` creates new ones."""

    def get(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            with transaction.atomic():  # rolls back "seen" if the codes can't be shown
                return super().get(request, *args, **kwargs)
        except SealBrokenError:
            return response.RecoveryCodesNotFoundResponse(request)


class SecondStepByCodeView(views.AuthenticateView):  # type: ignore[misc]
    input_class = ceremonies.SecondStepByCode


class StepUpByCodeView(views.ReauthenticateView):  # type: ignore[misc]
    input_class = ceremonies.StepUpByCode


class Removal(inputs.Input):  # type: ignore[misc]
    """`{"authenticators": [id]}`. The last passkey of an account without a password can't be removed."""

    authenticators = Ids()

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_authenticators(self) -> list[Authenticator]:
        ids = self.cleaned_data["authenticators"]
        chosen = list(passkeys.of(self.user).filter(pk__in=ids))
        if len(chosen) < len(ids):
            raise ValidationError("One of them is not here.", code="invalid_choice")
        left = passkeys.of(self.user).exclude(pk__in=ids)
        if not self.user.has_usable_password() and not left.exists():
            raise ValidationError("It is the only way in.", code="last_way_in")
        return chosen


class PasskeysView(views.ManageWebAuthnView):  # type: ignore[misc]
    """`GET` begins to add one, `POST` adds, `PUT` renames, `DELETE` removes.

    All need recent proof of identity.
    """

    input_class = {"POST": ceremonies.NewPasskey, "PUT": ceremonies.Renaming, "DELETE": Removal}

    def handle(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method not in ("POST", "DELETE"):
            return super().handle(request, *args, **kwargs)
        with transaction.atomic():
            # Serialises concurrent requests, so that the second sees what the first has done.
            request.user.lock()
            return super().handle(request, *args, **kwargs)

    def get(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The options for a new passkey. All passkeys can sign in without a password."""
        options = flows.begin_registration(request, request.user, passwordless=True)
        return response.AddWebAuthnResponse(request, options)

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if passkeys.of(request.user).count() >= passkeys.MOST:
            return ErrorResponse(
                request, exception=ValidationError("There are enough.", code="too_many_passkeys")
            )
        added, codes = flows.add_authenticator(request, **sealed_body(request.user, self.input.cleaned_data))
        meta = {"recovery_codes_generated": codes is not None}
        return APIResponse(request, data=passkeys.as_data(added), meta=meta)

    def put(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        passkey, name = self.input.cleaned_data["id"], self.input.cleaned_data["name"]
        sealed = passkeys.sealed_name(request.user, passkey.data["credential"]["id"], name)
        flows.rename_authenticator(request, passkey, sealed)
        return APIResponse(request, data=passkeys.as_data(passkey))


def sealed_body(person: Person, body: dict[str, Any]) -> dict[str, Any]:
    credential = body["credential"]
    return {
        "name": passkeys.sealed_name(person, credential["id"], body["name"]),
        "credential": credential,
    }


class PasskeySignUpView(views.SignupWebAuthnView):  # type: ignore[misc]
    """`POST {"username"}`, then `GET` the options for the phone, then `PUT` its answer.

    allauth creates the account first. An account that never gets its passkey would block its user name, so it
    is deleted when the same visitor begins again, or else by a task (forget_unfinished_sign_ups).
    """

    input_class = {"POST": SignupWebAuthnInput, "PUT": ceremonies.FirstPasskey}

    def handle(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            delete_unfinished(request)
        elif request.method == "PUT" and (refused := self._require_stage()):
            return refused
        return super().handle(request, *args, **kwargs)

    def put(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        person = self.stage.login.user
        with transaction.atomic():
            flows.signup_authenticator(request, user=person, **sealed_body(person, self.input.cleaned_data))
        self.stage.exit()
        return AuthenticationResponse(request)


def delete_unfinished(request: PersonsHttpRequest) -> None:
    stage = get_pending_stage(request)
    if stage and stage.key == PasskeySignupStage.key:
        Person.objects.unfinished().filter(pk=stage.login.user.pk).delete()
        empty_log_afterwards()
        clear_login(request)


def limit_session(request: PersonsHttpRequest) -> None:
    """Let an anonymous session expire with the sign-in that it was created for."""
    if not request.user.is_authenticated:
        request.session.set_expiry(settings.ACCOUNT_LOGIN_TIMEOUT)


class PasskeySignInView(views.LoginWebAuthnView):  # type: ignore[misc]
    """Signs in with a passkey alone: `GET` a challenge, `POST` the passkey's answer to it."""

    input_class = {"POST": ceremonies.PasskeySignIn}

    def get(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Rate limited as well, since it creates a session.
        many = ratelimit.consume_or_429(request, app="allauth.mfa", action="webauthn_login", limit_get=True)
        if many:
            return many
        limit_session(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: PersonsHttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            # End the previous session entirely, including the lock of a phone that has lost its pass.
            logout(request)
        return super().post(request, *args, **kwargs)


class SecondStepView(views.AuthenticateWebAuthnView):  # type: ignore[misc]
    input_class = {"POST": ceremonies.SecondStep}


class PasskeyStepUpView(views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    input_class = {"POST": ceremonies.StepUp}
