"""Password reset by mail: it goes to confirmed addresses only, and reveals nothing to others."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator as Kept
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts import password_views, resets
from backend.accounts.models import Person, ResetRequest
from backend.accounts.tasks import mail_resets
from tests.accounts.passkeys import BASE, Phone, code_of
from tests.conftest import PASSWORD, Api, make_person

ASK, RESET = f"{BASE}/auth/password/request", f"{BASE}/auth/password/reset"
HERS = "anna@mail.example"
ANOTHER = "another long quiet sentence"


@pytest.fixture(autouse=True)
def where_mail_leads_back(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configure mail, and let the test decide when the worker runs."""
    settings.PUBLIC_URL = "http://localhost"
    monkeypatch.setattr(password_views, "queue_reset_mails", lambda: None)


def give_address(person: Person, address: str = HERS, *, verified: bool = True) -> None:
    """Add an address, as following its link does."""
    EmailAddress.objects.create(user=person, email=address, verified=verified, primary=verified)
    if verified:
        Person.objects.filter(pk=person.pk).update(email=address)


def ask(address: str = HERS) -> int:
    status: int = Api().post(ASK, {"email": address}).status_code
    return status


def keys() -> list[str]:
    """The keys from the mailed links."""
    mail_resets()
    return [link_in(message) for message in mail.outbox]


def link_in(message: Any) -> str:
    (key,) = re.findall(r"^http://localhost/#/you/reset/(\S+)$", str(message.body), re.MULTILINE)
    return str(key)


def reset(key: str, password: str = ANOTHER) -> Any:
    return Api().post(RESET, {"key": key, "password": password})


def may_enter(username: str, password: str) -> bool:
    answer = Api().post(f"{BASE}/auth/login", {"username": username, "password": password})
    return bool(answer.status_code == 200)


def test_a_mailed_link_sets_a_new_password_and_returns_the_username(alice: Person) -> None:
    give_address(alice)
    assert ask() == 200
    (key,) = keys()
    answer = reset(key)
    assert (answer.status_code, answer.json()["data"]) == (200, {"username": "alice"})
    assert not may_enter("alice", PASSWORD)
    assert may_enter("alice", ANOTHER)


def test_the_mail_has_no_username_and_is_in_the_persons_language(alice: Person) -> None:
    give_address(alice)
    Person.objects.update(language="es")
    ask("Anna@Mail.Example")
    keys()
    (message,) = mail.outbox
    assert message.to == ["anna@mail.example"]
    assert "alice" not in f"{message.subject}{message.body}"
    assert message.subject == "Noticing: una contraseña nueva"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_reset_signs_out_all_devices(alice: Person, as_bob: Api) -> None:
    give_address(alice)
    phones = [Api(alice), Api(alice)]
    ask()
    assert reset(keys()[0]).status_code == 200
    assert [phone.get("/api/me/").status_code for phone in (*phones, as_bob)] == [401, 401, 200]


def test_the_response_and_its_queries_are_the_same_for_every_address(alice: Person) -> None:
    give_address(alice)
    seen = []
    for address in (HERS, "nobody@mail.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = Api().post(ASK, {"email": address})
        statements = [re.sub(r"'[^']*'", "", query["sql"]) for query in queries]
        seen.append((answer.status_code, answer.content, sorted(answer.cookies), statements))
    assert seen[0] == seen[1]
    # The worker looks the address up, and deletes the request.
    assert len(keys()) == 1
    assert not ResetRequest.objects.exists()


@pytest.mark.parametrize("verified", [False, None])
def test_an_unconfirmed_address_gets_no_mail(alice: Person, verified: bool | None) -> None:
    if verified is not None:
        give_address(alice, verified=False)
    assert ask() == 200
    assert keys() == []


@pytest.mark.parametrize(
    "alike", ["anna@ma\u0131l.example", "ann\u00e1@mail.example", "anna@mail.example\u0307"]
)
def test_a_look_alike_address_gets_no_mail(alice: Person, alike: str) -> None:
    """In upper case, a dotless i equals an i to PostgreSQL, but the domain belongs to somebody else."""
    give_address(alice)
    ResetRequest.objects.create(address=alike)
    assert keys() == []


def test_a_mailbox_with_two_accounts_gets_a_link_for_each(alice: Person, bob: Person) -> None:
    give_address(alice)
    give_address(bob)
    ask()
    first, second = keys()
    assert reset(first).json()["data"] == {"username": "alice"}
    assert may_enter("alice", ANOTHER)
    assert not may_enter("bob", ANOTHER)
    assert reset(second).json()["data"] == {"username": "bob"}


@pytest.mark.parametrize(
    "happens",
    [
        lambda: Person.objects.update(last_login=timezone.now()),
        lambda: Person.objects.update(email=""),
        lambda: Person.objects.update(password="!"),
        lambda: Person.objects.all().delete(),
    ],
    ids=["signed in since", "the address was taken back", "another password since", "erased"],
)
def test_a_link_is_invalid_once_the_account_has_changed(alice: Person, happens: Any) -> None:
    give_address(alice)
    ask()
    (key,) = keys()
    happens()
    assert code_of(reset(key)) == "invalid_password_reset"


def test_a_link_is_valid_once_and_for_an_hour(alice: Person) -> None:
    give_address(alice)
    ask()
    (key,) = keys()
    with clock.travel(timezone.now() + timedelta(hours=1, seconds=2)):
        assert code_of(reset(key)) == "invalid_password_reset"
    assert reset(key).status_code == 200
    assert code_of(reset(key)) == "invalid_password_reset"


def test_two_concurrent_requests_cannot_both_use_a_link(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second request has already checked the key when the first one starts."""
    give_address(alice)
    ask()
    (key,) = keys()
    first = resets.reset

    def second_is_faster(*given: Any) -> None:
        monkeypatch.setattr(resets, "reset", first)
        assert reset(key, "a third long quiet sentence").status_code == 200
        first(*given)

    monkeypatch.setattr(resets, "reset", second_is_faster)
    assert code_of(reset(key)) == "invalid_password_reset"
    assert may_enter("alice", "a third long quiet sentence")


@pytest.mark.parametrize("key", ["", "-", "1-", "zzzzzzzzzzzzz-x", "1-c0ffee-" + "0" * 32, None, 7, "\ud800"])
def test_an_invented_link_is_refused(alice: Person, key: object) -> None:
    assert Api().post(RESET, {"key": key, "password": ANOTHER}).status_code == 400
    assert Api().get(RESET, **{"X-Password-Reset-Key": "1-x"}).status_code == 405


def test_a_weak_password_is_refused_and_the_link_stays_valid(alice: Person) -> None:
    give_address(alice)
    ask()
    (key,) = keys()
    assert code_of(reset(key, "password1")) == "password_too_common"
    assert code_of(reset(key, "alice123")) == "password_too_similar"
    assert reset(key).status_code == 200


def test_after_a_reset_the_passkey_is_still_needed(alice: Person) -> None:
    give_address(alice)
    phone = Phone()
    phone.sign_in_by_password()
    phone.add()
    ask()
    assert reset(keys()[0]).status_code == 200
    assert not may_enter("alice", ANOTHER)
    assert phone.sign_in().status_code == 200


def test_a_reset_of_an_account_without_a_password_removes_its_passkeys(db: None) -> None:
    phone = Phone()
    phone.sign_up()
    give_address(Person.objects.get())
    ask()
    assert reset(keys()[0]).json()["data"] == {"username": "carol"}
    assert not Kept.objects.exists()
    assert may_enter("carol", ANOTHER)


def test_a_reset_ends_the_refusal_after_too_many_attempts(alice: Person) -> None:
    give_address(alice)
    for number in range(6):
        assert not may_enter("alice", f"guess {number}")
    ask()
    reset(keys()[0])
    assert may_enter("alice", ANOTHER)


@pytest.mark.parametrize("address", ["", "anna", "a@b", "anna@mail.example\nBcc: all@mail.example", 7, None])
def test_an_invalid_address_is_refused(db: None, address: object) -> None:
    assert Api().post(ASK, {"email": address}).status_code == 400
    assert not ResetRequest.objects.exists()


def test_without_a_mail_server_a_reset_request_answers_503(alice: Person, settings: Any) -> None:
    give_address(alice)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert ask() == 503
    assert not ResetRequest.objects.exists()


def test_an_unreachable_mail_server_does_not_reveal_who_has_an_account(alice: Person, settings: Any) -> None:
    give_address(alice)
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert ask() == ask("nobody@mail.example") == 200
    mail_resets()
    assert not ResetRequest.objects.exists()


def test_the_worker_is_triggered_after_the_request_is_committed(
    alice: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(
        password_views, "queue_reset_mails", lambda: heard.append(ResetRequest.objects.count())
    )
    with django_capture_on_commit_callbacks(execute=True):
        ask()
    assert heard == [1]


def test_two_workers_send_one_mail(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    give_address(alice)
    ask()
    row = ResetRequest.objects.get()
    delete = ResetRequest.objects.all().delete
    monkeypatch.setattr(
        "backend.accounts.resets.ResetRequest.objects.order_by",
        lambda *names: type("Rows", (), {"iterator": lambda self: (delete(), iter([row]))[1]})(),
    )
    assert keys() == []


def test_a_deactivated_account_gets_no_mail(alice: Person) -> None:
    give_address(alice)
    Person.objects.update(is_active=False)
    ask()
    assert keys() == []


def test_a_reset_does_not_affect_other_accounts(alice: Person) -> None:
    give_address(alice)
    dora = make_person("dora")
    give_address(dora, "dora@mail.example")
    ask()
    reset(keys()[0])
    assert may_enter("dora", PASSWORD)
