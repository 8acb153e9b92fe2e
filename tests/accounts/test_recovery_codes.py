"""Recovery codes replace a lost passkey, together with the password."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator as Kept

from backend.accounts import resets
from backend.accounts.models import Person
from backend.sealing.cipher import SealBrokenError
from tests.accounts.passkeys import AUTHENTICATORS, BASE, CODES, PASSKEYS, Phone, code_of
from tests.conftest import PASSWORD, faults

SECOND_STEP, STEP_UP = f"{BASE}/auth/2fa/authenticate", f"{BASE}/auth/2fa/reauthenticate"


@pytest.fixture
def alices(alice: Person) -> Phone:
    """Alice's phone; she has a password and a passkey."""
    phone = Phone()
    phone.sign_in_by_password()
    assert phone.add().status_code == 200
    return phone


def codes(phone: Phone) -> list[str]:
    """Generate new codes and return them."""
    answer = phone.prove().post(CODES, {})
    assert answer.status_code == 200, answer.content
    shown: list[str] = answer.json()["data"]["unused_codes"]
    return shown


def left(phone: Phone) -> int | None:
    for each in phone.get(AUTHENTICATORS).json()["data"]:
        if each["type"] == "recovery_codes":
            count: int = each["unused_code_count"]
            return count
    return None


def test_codes_are_created_with_the_first_passkey_and_shown_once(alices: Phone) -> None:
    assert left(alices) == 10
    shown = alices.get(CODES).json()["data"]["unused_codes"]
    assert len(set(shown)) == 10
    assert all(len(code) == 8 for code in shown)
    assert "unused_codes" not in alices.get(CODES).json()["data"]
    assert "unused_codes" not in alices.get(AUTHENTICATORS).content.decode()


def test_a_code_replaces_the_passkey_once(alices: Phone) -> None:
    code = codes(alices)[3]
    phone = Phone()
    assert phone.sign_in_by_password().status_code == 401
    assert phone.post(SECOND_STEP, {"code": code}).status_code == 200
    assert phone.get("/api/me/").json()["username"] == "alice"
    assert left(phone) == 9
    again = Phone()
    again.sign_in_by_password()
    assert code_of(again.post(SECOND_STEP, {"code": code})) == "incorrect_code"


@pytest.mark.parametrize("by", ["change", "reset"])
def test_a_sign_in_begun_with_the_old_password_cannot_be_completed(alices: Phone, by: str) -> None:
    code = codes(alices)[0]
    phone = Phone()
    assert phone.sign_in_by_password().status_code == 401
    alice, another = Person.objects.get(), "another long quiet sentence"
    if by == "change":
        body = {"current_password": PASSWORD, "new_password": another}
        assert alices.post(f"{BASE}/account/password/change", body).status_code == 200
    else:
        resets.reset(alice, another, resets.link(alice).rsplit("/", 1)[1])
    assert phone.post(SECOND_STEP, {"code": code}).status_code == 401
    assert phone.get("/api/me/").status_code == 401


def test_after_signing_in_with_a_code_another_passkey_can_be_added(alices: Phone) -> None:
    code = codes(alices)[0]
    phone = Phone()
    phone.sign_in_by_password()
    phone.post(SECOND_STEP, {"code": code})
    # Signing in counts as a recent proof.
    credential = phone.keys.create(phone.asked_to_create(PASSKEYS))
    assert phone.post(PASSKEYS, {"name": "new", "credential": credential}).status_code == 200
    assert len(phone.passkeys()) == 2


def test_new_codes_replace_the_old_ones(alices: Phone) -> None:
    old, new = codes(alices), codes(alices)
    assert not set(old) & set(new)
    phone = Phone()
    phone.sign_in_by_password()
    assert code_of(phone.post(SECOND_STEP, {"code": old[0]})) == "incorrect_code"
    assert phone.post(SECOND_STEP, {"code": new[0]}).status_code == 200


def test_a_code_counts_as_a_recent_proof(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone = Phone()
    phone.sign_up()
    code = codes(phone)[0]
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    assert faults(phone.get("/api/export/"), 403) == {"": "reauthentication_required"}
    assert phone.post(STEP_UP, {"code": code}).status_code == 200
    assert phone.get("/api/export/").status_code == 200


def test_there_are_no_codes_without_a_passkey(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    assert code_of(phone.post(CODES, {})) == "cannot_generate_recovery_codes"
    assert phone.get(CODES).status_code == 404


@pytest.mark.parametrize("code", ["", None, "1" * 5000, 7, [], "\u0661\u0662"])
def test_an_invalid_code_is_refused(alices: Phone, code: object) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    assert phone.post(SECOND_STEP, {"code": code}).status_code == 400


def test_the_seed_of_the_codes_cannot_be_unsealed_for_another_person(alices: Phone, bob: Person) -> None:
    kept = Kept.objects.get(type="recovery_codes")
    whose, sealed = kept.data["seed"].split(".")
    assert whose == str(Person.objects.get(username="alice").pk)
    kept.data["seed"] = f"{bob.pk}.{sealed}"
    with pytest.raises(SealBrokenError):
        kept.wrap().generate_codes()
