"""Changing the password, and setting one in addition to a passkey."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.push.models import Subscription
from tests.accounts.passkeys import AUTHENTICATORS, BASE, CODES, Phone, code_of
from tests.conftest import PASSWORD, subscription

CHANGE = f"{BASE}/account/password/change"
ANOTHER = "another long quiet sentence"


def signed_in(username: str = "alice") -> Phone:
    phone = Phone()
    assert phone.sign_in_by_password(username).status_code == 200
    return phone


def change(phone: Phone, **body: str) -> Any:
    return phone.post(CHANGE, {"current_password": PASSWORD, "new_password": ANOTHER} | body)


@pytest.mark.usefixtures("hashing")
def test_changing_the_password_signs_out_all_other_devices(alice: Person) -> None:
    here, there = signed_in(), signed_in()
    for phone in (here, there):
        assert phone.put(f"/api/push/subscriptions/{uuid4()}/", subscription()).status_code == 201
    assert change(here).status_code == 200
    assert (here.get("/api/me/").status_code, there.get("/api/me/").status_code) == (200, 401)
    assert Subscription.objects.reachable(timezone.now()).count() == 1
    assert [each["is_current"] for each in here.get(f"{BASE}/auth/sessions").json()["data"]] == [True]
    assert code_of(Phone().sign_in_by_password()) == "username_password_mismatch"
    answer = Phone().post(f"{BASE}/auth/login", {"username": "alice", "password": ANOTHER})
    assert answer.status_code == 200


def test_changing_the_password_needs_the_current_one(alice: Person) -> None:
    phone = signed_in()
    assert code_of(change(phone, current_password="not this")) == "enter_current_password"
    assert code_of(change(phone, current_password="")) == "required"
    assert Phone().sign_in_by_password().status_code == 200


def test_changing_the_password_needs_a_recent_proof(alice: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone = signed_in()
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    answer = change(phone)
    assert answer.status_code == 401
    assert answer.json()["data"]["flows"] == [{"id": "reauthenticate"}]


def test_a_weak_password_is_refused(alice: Person) -> None:
    assert code_of(change(signed_in(), new_password="password1")) == "password_too_common"


def test_an_account_with_only_a_passkey_can_set_a_password_after_a_proof(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone = Phone()
    phone.sign_up()
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    answer = phone.post(CHANGE, {"new_password": ANOTHER})
    assert answer.status_code == 401
    assert answer.json()["data"]["flows"] == [{"id": "mfa_reauthenticate", "types": ["webauthn"]}]
    phone.step_up()
    assert phone.post(CHANGE, {"new_password": ANOTHER}).status_code == 200
    # A password alone doesn't sign in, so there are recovery codes in case the passkey is lost.
    kinds = [each["type"] for each in phone.get(AUTHENTICATORS).json()["data"]]
    assert kinds == ["webauthn", "recovery_codes"]
    assert len(phone.get(CODES).json()["data"]["unused_codes"]) == 10


def test_the_app_client_gets_a_new_token(alice: Person) -> None:
    script, base = Phone(), "/_allauth/app/v1"
    body = {"username": "alice", "password": PASSWORD}
    token = script.post(f"{base}/auth/login", body).json()["meta"]["session_token"]
    body = {"current_password": PASSWORD, "new_password": ANOTHER}
    answer = script.post(f"{base}/account/password/change", body, **{"X-Session-Token": token})
    fresh = answer.json()["meta"]["session_token"]
    assert script.get("/api/me/", **{"X-Session-Token": fresh}).status_code == 200
    assert script.get("/api/me/", **{"X-Session-Token": token}).status_code == 401
