"""What allauth tells of by signals, since it has no other way to: signing in, and what one signs in with."""

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from django.apps import apps
from django.utils import timezone

from backend.accounts.models import Person
from backend.audit.models import Event

#: allauth's Authenticator.Type -> what its coming and its going are called.
ADDED = {"webauthn": "passkey-added", "recovery_codes": "recovery-codes-made"}
REMOVED = {"webauthn": "passkey-removed", "recovery_codes": "recovery-codes-removed"}
USED = {"recovery_codes": "recovery-code-used"}


def listen() -> None:
    for signal, what in (
        (account.user_logged_in, "signed-in"),
        (account.password_changed, "password-changed"),
        (account.password_set, "password-changed"),
        (account.email_added, "address-added"),
        (account.email_removed, "address-removed"),
    ):
        signal.connect(_always(what), weak=False, dispatch_uid=f"audit {what} {id(signal)}")
    account.email_confirmed.connect(_address_confirmed, dispatch_uid="audit")
    if apps.is_installed("allauth.mfa"):
        _listen_to_authenticators()


def _listen_to_authenticators() -> None:
    from allauth.mfa import signals as mfa

    mfa.authenticator_added.connect(_by_type(ADDED), weak=False, dispatch_uid="audit")
    mfa.authenticator_reset.connect(_by_type(ADDED), weak=False, dispatch_uid="audit")
    mfa.authenticator_removed.connect(_by_type(REMOVED), weak=False, dispatch_uid="audit")
    mfa.authenticator_used.connect(_by_type(USED), weak=False, dispatch_uid="audit")


def _always(what: str) -> Callable[..., None]:
    def heard(user: Person, **_: Any) -> None:
        Event.record(user, what, timezone.now())

    return heard


def _address_confirmed(email_address: Any, **_: Any) -> None:
    Event.record(email_address.user, "address-confirmed", timezone.now())


def _by_type(names: dict[str, str]) -> Callable[..., None]:
    def heard(user: Person, authenticator: Any, **_: Any) -> None:
        if what := names.get(authenticator.type):
            Event.record(user, what, timezone.now())

    return heard
