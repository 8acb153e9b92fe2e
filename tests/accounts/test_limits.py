"""Attempts are limited per account and per address, for every way to sign in. Forwarded headers don't bypass
the limits unless a configured proxy set them."""

import ipaddress
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from backend.accounts.models import Person
from tests.accounts.authenticator import Authenticator
from tests.accounts.passkeys import BASE, SIGN_IN, Phone
from tests.conftest import PASSWORD, Api, make_person

LOGIN, ASK = f"{BASE}/auth/login", f"{BASE}/auth/password/request"
CODE, RESET = f"{BASE}/auth/2fa/authenticate", f"{BASE}/auth/password/reset"
_addresses = count(1)
FORGED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP")


@pytest.fixture(autouse=True)
def guesses_cost_little(settings: Any) -> None:
    """Use the cheap hasher: these tests only count attempts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def elsewhere() -> str:
    return str(ipaddress.ip_address("198.18.0.0") + next(_addresses))


def forged() -> dict[str, str]:
    address = elsewhere()
    return {name: f"for={address}" if name == "Forwarded" else address for name in FORGED}


def until_refused(attempt: Callable[[int], Any], most: int) -> int:
    """The number of attempts before the first refusal."""
    for number in range(most + 1):
        answer = attempt(number)
        if answer.status_code == 429 or b"too_many_login_attempts" in answer.content:
            return number
    return most + 1


def from_address(address: str) -> Phone:
    phone = Phone()
    phone.client.defaults["REMOTE_ADDR"] = address
    return phone


def guess(phone: Api, username: str, number: int, **headers: str) -> Any:
    return phone.post(LOGIN, {"username": username, "password": f"guess {number}"}, **headers)


def test_password_attempts_are_limited_per_account_across_addresses(alice: Person) -> None:
    assert until_refused(lambda n: guess(from_address(elsewhere()), "alice", n), 20) == 5
    # Then the right password is refused too, while other accounts aren't affected.
    right = from_address(elsewhere()).post(LOGIN, {"username": "alice", "password": PASSWORD})
    assert b"too_many_login_attempts" in right.content
    make_person("dora")
    assert from_address(elsewhere()).sign_in_by_password("dora").status_code == 200


@pytest.mark.parametrize(
    ("host", "username"),
    [("localhost:{}", "alice"), ("LOCALHOST", "alice"), ("localhost", "ALICE"), ("localhost", "al\u0131ce")],
)
def test_another_port_or_spelling_does_not_restart_the_count(alice: Person, host: str, username: str) -> None:
    """PostgreSQL treats a dotless i as an i."""
    for number in range(5):
        guess(from_address(elsewhere()), "alice", number)
    refused = guess(from_address(elsewhere()), username, 5, Host=host.format(1001))
    assert b"too_many_login_attempts" in refused.content


def test_password_attempts_are_limited_per_address_across_accounts(db: None) -> None:
    tries = until_refused(lambda n: guess(Phone(), f"somebody{n}", n, **forged()), 60)
    assert tries == 10
    assert guess(from_address(elsewhere()), "somebody", 0).status_code == 400


def test_an_ipv6_network_counts_as_one_address(db: None) -> None:
    tries = until_refused(lambda n: guess(from_address(f"2001:db8::{n + 1:x}"), f"somebody{n}", n), 60)
    assert tries == 10


def test_behind_a_configured_proxy_each_client_address_is_counted(db: None, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.1/32")]
    tries = until_refused(lambda n: guess(Phone(), f"somebody{n}", n, **{"X-Forwarded-For": elsewhere()}), 30)
    assert tries == 31
    client = elsewhere()
    # The client's own value is further left in the header, and isn't trusted.
    said = lambda: {"X-Forwarded-For": f"{elsewhere()}, {client}"}  # noqa: E731
    assert until_refused(lambda n: guess(Phone(), f"another{n}", n, **said()), 30) == 10


def test_passkey_attempts_are_limited_per_address(db: None) -> None:
    phone = Phone()
    phone.sign_up()
    keys = Authenticator(origin="https://elsewhere.example", passkeys=phone.keys.passkeys)

    def attempt(number: int) -> Any:
        guest = Phone()
        asked = guest.get(SIGN_IN, **forged())
        if asked.status_code == 429:
            return asked
        credential = keys.get(asked.json()["data"]["request_options"])
        return guest.post(SIGN_IN, {"credential": credential}, **forged())

    assert until_refused(attempt, 30) == 10
    # Attempts by strangers don't lock anybody's passkey.
    other = from_address(elsewhere())
    other.keys = phone.keys
    assert other.sign_in().status_code == 200


def test_recovery_code_attempts_are_limited_per_account(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    phone.add()

    def attempt(number: int) -> Any:
        guest = from_address(elsewhere())
        assert guest.sign_in_by_password().status_code == 401
        return guest.post(CODE, {"code": f"{number:08}"}, **forged())

    assert until_refused(attempt, 20) == 5


def test_second_step_attempts_are_limited_per_account(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    phone.add()
    keys = Authenticator(origin="https://elsewhere.example", passkeys=phone.keys.passkeys)

    def attempt(number: int) -> Any:
        guest = from_address(elsewhere())
        guest.keys = keys
        guest.sign_in_by_password()
        return guest.answer(f"{BASE}/auth/webauthn/authenticate")

    assert until_refused(attempt, 20) == 5


def test_step_up_attempts_are_limited_per_account(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    tries = until_refused(lambda n: phone.post(f"{BASE}/auth/reauthenticate", {"password": f"guess {n}"}), 20)
    assert tries == 5


def test_current_password_attempts_are_limited_when_changing_it(alice: Person) -> None:
    phone = Phone()
    phone.sign_in_by_password()
    body = {"new_password": "another long quiet sentence"}
    path = f"{BASE}/account/password/change"
    assert until_refused(lambda n: phone.post(path, body | {"current_password": f"guess {n}"}), 20) == 5


def test_reset_requests_are_limited_per_email_address_and_per_client_address(db: None) -> None:
    one = lambda n: from_address(elsewhere()).post(ASK, {"email": "anna@mail.example"})  # noqa: E731
    assert until_refused(one, 20) == 5
    many = lambda n: Phone().post(ASK, {"email": f"anna{n}@mail.example"}, **forged())  # noqa: E731
    assert until_refused(many, 40) == 20


def test_reset_keys_are_limited_per_address(db: None) -> None:
    body = {"password": "another long quiet sentence"}
    assert until_refused(lambda n: Phone().post(RESET, body | {"key": f"1-{n}"}, **forged()), 40) == 20


@pytest.mark.parametrize("way", ["auth/signup", "auth/webauthn/signup"])
def test_sign_ups_are_limited_per_address(db: None, way: str) -> None:
    body = {"password": "short"}
    attempt = lambda n: Phone().post(f"{BASE}/{way}", body | {"username": f"s{n}"}, **forged())  # noqa: E731
    assert until_refused(attempt, 40) == 20
