"""A passkey with a damaged name, or damaged recovery codes, don't prevent other ways to sign in."""

import pytest
from allauth.mfa.models import Authenticator as Kept

from backend.accounts.models import Person
from tests.accounts.passkeys import AUTHENTICATORS, BASE, CODES, PASSKEYS, Phone, code_of
from tests.conftest import exported

SECOND_STEP, STEP_UP = f"{BASE}/auth/2fa/authenticate", f"{BASE}/auth/2fa/reauthenticate"
#: Changed bytes, and values that aren't sealed at all.
damaged = pytest.mark.parametrize("sealed", ["AQ" + "A" * 60, "?"])


@pytest.fixture
def alices(alice: Person) -> Phone:
    """Alice's phone; she has a password, a passkey and recovery codes."""
    phone = Phone()
    phone.sign_in_by_password()
    assert phone.add().status_code == 200
    return phone


def damage_codes(sealed: str) -> None:
    row = Kept.objects.get(type=Kept.Type.RECOVERY_CODES)
    row.data["seed"] = f"{row.user_id}.{sealed}"
    row.save()


def damage_name(sealed: str) -> int:
    """Damage the name of the first passkey; returns its id."""
    row = Kept.objects.filter(type=Kept.Type.WEBAUTHN).earliest("pk")
    row.data["name"] = sealed
    row.save()
    return int(row.pk)


@damaged
def test_a_passkeys_damaged_name_does_not_break_lists(alices: Phone, sealed: str) -> None:
    assert alices.add("another").status_code == 200
    poison = damage_name(sealed)
    assert [each["name"] for each in alices.passkeys()] == ["", "another"]
    document = exported(alices)
    assert [each["name"] for each in document["passkeys"]] == ["", "another"]
    assert document["unreadable"] == [{"kind": "passkeys", "id": str(poison), "reason": "does-not-open"}]
    assert Phone().get("/api/me/").status_code == 401


@damaged
def test_a_passkey_with_a_damaged_name_signs_in_and_can_be_renamed_and_removed(
    alices: Phone, sealed: str
) -> None:
    poison = damage_name(sealed)
    assert alices.step_up().status_code == 200
    named = alices.put(PASSKEYS, {"id": poison, "name": "my phone"})
    assert (named.status_code, alices.passkeys()[0]["name"]) == (200, "my phone")
    damage_name(sealed)
    assert alices.delete(PASSKEYS, {"authenticators": [poison]}).status_code == 200


@damaged
def test_damaged_recovery_codes_are_not_accepted(alices: Phone, sealed: str) -> None:
    damage_codes(sealed)
    assert [each["type"] for each in alices.get(AUTHENTICATORS).json()["data"]] == ["webauthn"]
    assert alices.prove().get(CODES).status_code == 404
    assert code_of(alices.post(STEP_UP, {"code": "12345678"})) == "incorrect_code"
    phone = Phone()
    assert phone.sign_in_by_password().status_code == 401
    assert code_of(phone.post(SECOND_STEP, {"code": "12345678"})) == "incorrect_code"


@damaged
def test_damaged_recovery_codes_can_be_replaced(alices: Phone, sealed: str) -> None:
    damage_codes(sealed)
    made = alices.prove().post(CODES, {})
    assert made.status_code == 200
    phone = Phone()
    phone.sign_in_by_password()
    answer = phone.post(SECOND_STEP, {"code": made.json()["data"]["unused_codes"][0]})
    assert answer.status_code == 200
