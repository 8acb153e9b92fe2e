"""Validates what a phone sends at the end of a WebAuthn ceremony (W3C Web Authentication, section 5.2).

allauth and python-fido2 expect well-formed messages and may raise anything for others. Here all of these give
400 `incorrect_code`.
"""

import logging
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.headless.internal.restkit import inputs
from allauth.headless.mfa.inputs import (
    AddWebAuthnInput,
    AuthenticateInput,
    AuthenticateWebAuthnInput,
    CreateWebAuthnInput,
    LoginWebAuthnInput,
    ReauthenticateInput,
    ReauthenticateWebAuthnInput,
    UpdateWebAuthnInput,
)
from allauth.mfa.adapter import get_adapter
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from backend.sealing.cipher import SealBrokenError

log = logging.getLogger("noticing.accounts")

MALFORMED = (
    TypeError, ValueError, LookupError, AttributeError, AssertionError, ArithmeticError, RecursionError,
    NotImplementedError, struct.error, InvalidSignature, UnsupportedAlgorithm,
)  # fmt: skip
#: The longest name of a passkey, in characters.
LONGEST = 100


@contextmanager
def well_formed() -> Iterator[None]:
    try:
        yield
    except MALFORMED:
        raise get_adapter().validation_error("incorrect_code") from None


class Credential(inputs.Field):  # type: ignore[misc]
    """A JSON object. Text is refused, since the JSON in it could be nested without limit."""

    def to_python(self, value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise get_adapter().validation_error("incorrect_code")
        return value


class NewPasskey(AddWebAuthnInput):  # type: ignore[misc]
    """`{"name", "credential"}`: adds a passkey to an account."""

    name = inputs.CharField(required=False, max_length=LONGEST)
    credential = Credential()

    def clean(self) -> dict[str, Any]:
        with well_formed():
            return with_needed_fields(super().clean())


class FirstPasskey(CreateWebAuthnInput):  # type: ignore[misc]
    """`{"name", "credential"}`: the passkey of a sign-up."""

    name = inputs.CharField(required=False, max_length=LONGEST)
    credential = Credential()

    def clean(self) -> dict[str, Any]:
        with well_formed():
            return with_needed_fields(super().clean())


class Assertion:
    """`{"credential"}`: a passkey's answer to a challenge."""

    def clean_credential(self) -> Any:
        with well_formed():
            return super().clean_credential()  # type: ignore[misc]


class PasskeySignIn(Assertion, LoginWebAuthnInput):  # type: ignore[misc]
    credential = Credential()


class SecondStep(Assertion, AuthenticateWebAuthnInput):  # type: ignore[misc]
    credential = Credential()


class StepUp(Assertion, ReauthenticateWebAuthnInput):  # type: ignore[misc]
    credential = Credential()


class Code:
    """A recovery code. If the stored codes can't be read, every code is incorrect."""

    def clean_code(self) -> Any:
        try:
            return super().clean_code()  # type: ignore[misc]
        except SealBrokenError as wrong:
            log.error("recovery codes can't be read", exc_info=wrong)
            raise get_adapter().validation_error("incorrect_code") from None


class SecondStepByCode(Code, AuthenticateInput):  # type: ignore[misc]
    pass


class StepUpByCode(Code, ReauthenticateInput):  # type: ignore[misc]
    pass


class Renaming(UpdateWebAuthnInput):  # type: ignore[misc]
    name = inputs.CharField(max_length=LONGEST)


def with_needed_fields(body: dict[str, Any]) -> dict[str, Any]:
    credential = body.get("credential")
    return body | {"credential": needed_fields(credential)} if credential else body


def needed_fields(credential: dict[str, Any]) -> dict[str, Any]:
    """Only the fields of a new credential that are needed later. Nothing else is stored."""
    response = credential["response"]
    return {
        **{name: str(credential[name]) for name in ("id", "rawId", "type")},
        "response": {name: str(response[name]) for name in ("clientDataJSON", "attestationObject")},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
