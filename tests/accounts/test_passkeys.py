"""Passkeys: signing up and in with one only, adding, naming and removing them."""

import json
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator as Kept
from django.contrib.sessions.models import Session
from django.core.cache import cache as tried
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from backend.accounts.models import Person
from backend.accounts.tasks import forget_unfinished_sign_ups
from tests.accounts.authenticator import Authenticator
from tests.accounts.passkeys import (
    AUTHENTICATORS,
    BASE,
    CODES,
    PASSKEYS,
    SECOND_STEP,
    SIGN_IN,
    SIGN_UP,
    STEP_UP,
    Phone,
    code_of,
)
from tests.conftest import Api, faults, make_person


@pytest.fixture
def phone(db: None) -> Phone:
    return Phone()


@pytest.fixture
def alices(alice: Person) -> Phone:
    """Alice's phone, signed in with her password."""
    phone = Phone()
    assert phone.sign_in_by_password().status_code == 200
    return phone


# -- an account by a passkey alone


def test_an_account_can_be_created_with_a_passkey_only(phone: Phone) -> None:
    assert phone.sign_up().status_code == 200
    assert phone.get("/api/me/").json()["username"] == "carol"
    assert not Person.objects.get().has_usable_password()
    # Signing up counts as a recent proof.
    assert phone.get("/api/export/").status_code == 200


def test_a_passkey_alone_signs_in(phone: Phone) -> None:
    phone.sign_up()
    assert phone.delete(f"{BASE}/auth/session").status_code == 401
    assert phone.get("/api/me/").status_code == 401
    assert phone.sign_in().status_code == 200
    assert phone.get("/api/me/").json()["username"] == "carol"


def test_no_password_signs_in_to_an_account_without_one(phone: Phone) -> None:
    phone.sign_up()
    assert code_of(Phone().sign_in_by_password("carol")) == "username_password_mismatch"


def test_an_unfinished_sign_up_is_not_signed_in(phone: Phone) -> None:
    phone.post(SIGN_UP, {"username": "carol"})
    assert phone.get("/api/me/").status_code == 401
    assert phone.get(AUTHENTICATORS).status_code == 401


def test_an_unfinished_sign_up_can_be_restarted_with_the_same_name(phone: Phone) -> None:
    phone.post(SIGN_UP, {"username": "carol"})
    assert phone.sign_up("carol").status_code == 200
    assert Person.objects.count() == 1


def test_an_unfinished_sign_up_frees_its_name_within_hours(phone: Phone, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone.post(SIGN_UP, {"username": "carol"})
    time_machine.move_to("2026-11-22T10:30:00Z", tick=False)
    forget_unfinished_sign_ups()
    assert code_of(Phone().post(SIGN_UP, {"username": "carol"})) == "username_taken"
    time_machine.move_to("2026-11-22T11:30:00Z", tick=False)
    forget_unfinished_sign_ups()
    assert Phone().sign_up("carol").status_code == 200


def test_finished_accounts_are_not_deleted_as_unfinished(phone: Phone, alice: Person) -> None:
    phone.sign_up()
    Person.objects.update(joined_at=timezone.now().replace(year=2020))
    forget_unfinished_sign_ups()
    assert set(Person.objects.values_list("username", flat=True)) == {"alice", "carol"}


def test_an_unfinished_sign_up_expires_after_a_quarter_of_an_hour(phone: Phone, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone.post(SIGN_UP, {"username": "carol"})
    Phone().get(SIGN_IN)
    assert {row.expire_date for row in Session.objects.all()} == {
        timezone.now().replace(hour=10, minute=15, second=0, microsecond=0)
    }
    time_machine.move_to("2026-11-22T10:15:01Z", tick=False)
    assert phone.get(SIGN_UP).status_code == 409


def test_a_session_lasts_for_months(phone: Phone, alices: Phone) -> None:
    phone.sign_up()
    ends = Session.objects.values_list("expire_date", flat=True)
    assert all((end - timezone.now()).days >= 89 for end in ends)


def test_a_taken_name_is_refused_before_a_passkey_is_created(phone: Phone, alice: Person) -> None:
    assert code_of(phone.post(SIGN_UP, {"username": "Alice"})) == "username_taken"


# -- the rules of the ceremony


def test_the_options_ask_for_a_discoverable_passkey_and_contain_no_address(phone: Phone) -> None:
    phone.post(SIGN_UP, {"username": "carol"})
    asked = phone.asked_to_create(SIGN_UP)["publicKey"]
    Person.objects.update(email="carol@mail.example")
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("carol", "carol")
    assert asked["rp"] == {"id": "localhost", "name": "Noticing"}


def test_a_passkey_is_bound_to_the_public_host_whatever_the_request_says(phone: Phone, settings: Any) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://noticing.example", ["*"]
    phone.keys.origin = "https://noticing.example"
    assert phone.sign_up().status_code == 200
    assert phone.keys.passkeys[0].host == "noticing.example"
    assert phone.step_up().status_code == 200
    phone.keys.origin = "https://elsewhere.example"
    assert code_of(phone.answer(STEP_UP)) == "incorrect_code"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://localhost.elsewhere.example"},
        {"verifies": False},
    ],
    ids=["another origin", "a name like ours", "nobody unlocked it"],
)
def test_passkeys_of_a_wrong_origin_or_without_verification_are_refused(
    phone: Phone, wrong: dict[str, Any]
) -> None:
    phone.sign_up()
    held, phone.keys = phone.keys, Authenticator(**wrong)
    assert code_of(phone.add()) == "incorrect_code"
    phone.keys.passkeys = held.passkeys
    assert code_of(phone.step_up()) == "incorrect_code"
    assert code_of(Phone.sign_in(visitor(phone.keys))) == "incorrect_code"


def visitor(keys: Authenticator) -> Phone:
    phone = Phone()
    phone.keys = keys
    return phone


def test_a_challenge_is_valid_once_and_only_for_its_recipient(phone: Phone) -> None:
    phone.sign_up()
    asked = visitor(phone.keys)
    answer = {"credential": phone.keys.get(asked.asked(SIGN_IN))}
    assert code_of(Phone().post(SIGN_IN, answer)) == "incorrect_code"
    assert asked.post(SIGN_IN, answer).status_code == 200
    asked.delete(f"{BASE}/auth/session")
    assert code_of(asked.post(SIGN_IN, answer)) == "incorrect_code"


def test_a_signature_by_another_key_is_refused(phone: Phone) -> None:
    phone.sign_up()
    other = Phone()
    other.sign_up("mallory")
    stolen, own = phone.keys.passkeys[0], other.keys.passkeys[0]
    forged = type(own)(own.host, stolen.user_handle, own.private, stolen.id)
    guest = visitor(Authenticator(passkeys=[forged]))
    assert code_of(guest.sign_in()) == "incorrect_code"
    # So is one's own passkey with somebody else's user handle.
    guest.keys.passkeys = [type(own)(own.host, stolen.user_handle, own.private, own.id)]
    assert code_of(guest.sign_in()) == "incorrect_code"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PLACES = ["id", "rawId", "type", "response", "clientExtensionResults", "clientDataJSON", "attestationObject",
          "authenticatorData", "signature", "userHandle"]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@drawing(max_examples=50, deadline=None)
@given(data=st.data())
def test_malformed_credentials_are_refused_and_never_crash(data: st.DataObject) -> None:
    """Any part of a credential is replaced by an arbitrary value."""
    phone, place, value = Phone(), data.draw(st.sampled_from(PLACES)), data.draw(JSON)
    tried.clear()
    phone.post(SIGN_UP, {"username": f"c{uuid4().hex}"})
    new = phone.keys.create(phone.asked_to_create(SIGN_UP))
    answer = phone.put(SIGN_UP, {"credential": spoilt(new, place, value)})
    assert answer.status_code in (200, 400)
    guest = visitor(phone.keys)
    old = phone.keys.get(guest.asked(SIGN_IN))
    assert guest.post(SIGN_IN, {"credential": spoilt(old, place, value)}).status_code in (200, 400)


def spoilt(credential: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    if place in credential:
        return credential | {place: value}
    return credential | {"response": credential["response"] | {place: value}}


@pytest.mark.parametrize("credential", [None, "", "{}", "[" * 5000, 7, [], {}, {"response": 7}, {"id": {}}])
@pytest.mark.parametrize("path", [SIGN_IN, STEP_UP, PASSKEYS])
def test_a_credential_of_the_wrong_type_is_refused(alices: Phone, path: str, credential: object) -> None:
    caller = Phone() if path == SIGN_IN else alices
    assert caller.post(path, {"credential": credential}).status_code == 400


# -- keeping them


def test_a_passkey_can_be_added_named_and_removed(phone: Phone) -> None:
    phone.sign_up()
    assert phone.add("the old phone").json()["data"]["name"] == "the old phone"
    first, second = phone.passkeys()
    assert (first["name"], second["name"]) == ("", "the old phone")
    named = phone.put(PASSKEYS, {"id": first["id"], "name": "a key on the ring"})
    assert named.json()["data"]["name"] == "a key on the ring"
    assert phone.delete(PASSKEYS, {"authenticators": [second["id"]]}).status_code == 200
    assert [each["name"] for each in phone.passkeys()] == ["a key on the ring"]
    phone.keys.passkeys.pop(0)
    assert code_of(visitor(phone.keys).sign_in()) == "incorrect_code"


def test_the_last_passkey_cannot_be_removed_without_a_password(phone: Phone) -> None:
    phone.sign_up()
    phone.add()
    both = [each["id"] for each in phone.passkeys()]
    assert code_of(phone.delete(PASSKEYS, {"authenticators": both})) == "last_way_in"
    assert phone.delete(PASSKEYS, {"authenticators": both[:1]}).status_code == 200
    assert code_of(phone.delete(PASSKEYS, {"authenticators": both[1:]})) == "last_way_in"
    assert len(phone.passkeys()) == 1


def test_the_last_passkey_can_be_removed_if_there_is_a_password(alices: Phone) -> None:
    added = alices.add().json()
    assert added["meta"]["recovery_codes_generated"] is True
    assert alices.delete(PASSKEYS, {"authenticators": [added["data"]["id"]]}).status_code == 200
    # The recovery codes are deleted too, since they only replace a passkey.
    assert alices.get(AUTHENTICATORS).json()["data"] == []
    assert Phone().sign_in_by_password().status_code == 200


def test_managing_passkeys_needs_a_recent_proof(alices: Phone, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    added = alices.add().json()["data"]["id"]
    asked = alices.asked_to_create(PASSKEYS)
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    credential = alices.keys.create(asked)
    for method, path, body in (
        ("post", PASSKEYS, {"name": "x", "credential": credential}),
        ("put", PASSKEYS, {"id": added, "name": "x"}),
        ("delete", PASSKEYS, {"authenticators": [added]}),
        ("post", CODES, {}),
    ):
        answer = getattr(alices, method)(path, body)
        assert answer.status_code == 401
        assert {"id": "reauthenticate"} in answer.json()["data"]["flows"]
    assert (alices.get(PASSKEYS).status_code, alices.get(CODES).status_code) == (401, 401)
    assert len(alices.passkeys()) == 1


def test_somebody_elses_passkey_cannot_be_changed_or_removed(phone: Phone, alices: Phone) -> None:
    phone.sign_up()
    hers = phone.passkeys()[0]["id"]
    alices.add()
    assert alices.put(PASSKEYS, {"id": hers, "name": "mine"}).status_code == 400
    for ids in ([hers], [], ["x"], [10**30], [None], hers, None):
        assert alices.delete(PASSKEYS, {"authenticators": ids}).status_code == 400
    assert phone.passkeys()[0]["name"] == ""


def test_the_number_of_passkeys_is_limited(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.sign_up()
    monkeypatch.setattr("backend.accounts.passkeys.MOST", 2)
    assert phone.add().status_code == 200
    assert code_of(phone.add()) == "too_many_passkeys"


@pytest.mark.parametrize("name", ["", "n" * 101, None])
def test_a_passkeys_name_has_a_minimum_and_maximum_length(phone: Phone, name: object) -> None:
    phone.sign_up()
    mine = phone.passkeys()[0]["id"]
    assert phone.put(PASSKEYS, {"id": mine, "name": name}).status_code == 400
    assert phone.passkeys()[0]["name"] == ""


def test_unknown_fields_of_a_credential_are_not_stored(phone: Phone) -> None:
    phone.sign_up()
    phone.prove()
    credential = phone.keys.create(phone.asked_to_create(PASSKEYS)) | {"diary": "words"}
    assert phone.post(PASSKEYS, {"name": "x", "credential": credential}).status_code == 200
    assert "words" not in json.dumps([each.data for each in Kept.objects.all()])


# -- step-up


def test_a_passkey_counts_as_a_recent_proof(phone: Phone, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    phone.sign_up()
    time_machine.move_to("2026-11-22T10:05:01Z", tick=False)
    assert faults(phone.get("/api/export/"), 403) == {"": "reauthentication_required"}
    assert phone.step_up().status_code == 200
    assert phone.get("/api/export/").status_code == 200


def test_somebody_elses_passkey_is_not_a_proof(phone: Phone, alices: Phone) -> None:
    alices.add()
    phone.sign_up()
    asked = alices.asked(STEP_UP)
    assert code_of(alices.post(STEP_UP, {"credential": phone.keys.get(asked)})) == "incorrect_code"


# -- both


def test_with_a_passkey_the_password_alone_is_not_enough(alices: Phone) -> None:
    alices.add()
    phone = visitor(alices.keys)
    answer = phone.sign_in_by_password()
    assert answer.status_code == 401
    (pending,) = [flow for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending["id"] == "mfa_authenticate"
    assert phone.get("/api/me/").status_code == 401
    assert phone.answer(SECOND_STEP).status_code == 200
    assert phone.get("/api/me/").json()["username"] == "alice"


def test_the_passkey_alone_is_enough(alices: Phone) -> None:
    alices.add()
    phone = visitor(alices.keys)
    assert phone.sign_in().status_code == 200
    assert phone.get("/api/me/").json()["username"] == "alice"


def test_a_second_step_without_the_first_is_refused(alices: Phone) -> None:
    alices.add()
    assert Phone().get(SECOND_STEP).status_code == 401
    assert Phone().post(f"{BASE}/auth/2fa/authenticate", {"code": "12345678"}).status_code == 401


def test_passkeys_work_through_the_app_client(db: None) -> None:
    script, base = Phone(), "/_allauth/app/v1"
    begun = script.post(f"{base}/auth/webauthn/signup", {"username": "carol"})
    token = {"X-Session-Token": begun.json()["meta"]["session_token"]}
    asked = script.get(f"{base}/auth/webauthn/signup", **token).json()["data"]["creation_options"]
    done = script.put(f"{base}/auth/webauthn/signup", {"credential": script.keys.create(asked)}, **token)
    assert done.status_code == 200
    token = {"X-Session-Token": done.json()["meta"]["session_token"]}
    script.client.cookies.clear()
    assert script.get("/api/me/", **token).json()["username"] == "carol"
    assert len(script.get(f"{base}/account/authenticators", **token).json()["data"]) == 1


def test_erasing_the_account_deletes_its_passkeys(phone: Phone) -> None:
    phone.sign_up()
    phone.add()
    assert phone.delete("/api/me/").status_code == 204
    assert not Kept.objects.exists()


def test_a_passkey_does_not_sign_in_to_a_deactivated_account(phone: Phone) -> None:
    phone.sign_up()
    Person.objects.update(is_active=False)
    assert visitor(phone.keys).sign_in().status_code != 200
    assert Api().get("/api/me/").status_code == 401


def test_a_sign_up_with_a_taken_username_is_refused(phone: Phone) -> None:
    make_person("dora")
    assert code_of(phone.post(SIGN_UP, {"username": "dora"})) == "username_taken"
