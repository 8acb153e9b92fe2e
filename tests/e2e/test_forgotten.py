"""A forgotten password is reset by a mailed link."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.authenticator import Authenticator
from tests.e2e.phone import Phone
from tests.e2e.proofs import BASE
from tests.e2e.slow import patience
from tests.e2e.test_channels import give_address, link_in, mail_to, mails
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_passkeys import sign_up_by_passkey, signed_in
from tests.e2e.texts import text
from tests.services.mail_server import MailServer
from tests.services.push_service import PushService
from tests.services.serving import Serving

__all__ = ["mails"]

ANOTHER = "another long quiet sentence"


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, push_service: PushService, mails: MailServer, chromium_path: Any
) -> Iterator[Serving]:
    """A server that can send mail."""
    serving = Serving(tmp_path_factory.mktemp("forgotten"), push_service.environment | mails.environment)
    serving.environment |= {"NOTICING_PUBLIC_URL": serving.origin}
    yield serving.start()
    serving.stop()
    assert "Traceback" not in serving.log(), serving.log()


@pytest.fixture
def address(username: str) -> str:
    return f"{username}@example.org"


def verify_address(phone: Phone, mails: MailServer, address: str) -> None:
    phone.open("/you/email")
    give_address(phone, address, proved=True)
    phone.page.goto(link_in(mail_to(mails, phone, address)))
    phone.button("email.mine").click()
    expect(phone.heading("email.confirmed")).to_be_visible()


def ask_for_link(phone: Phone, address: str) -> None:
    phone.open("/you/sign-in")
    phone.link("signIn.forgotten").click()
    phone.textbox(text("forgottenWay.address")).fill(address)
    phone.button("forgottenWay.submit").click()
    expect(phone.words("forgottenWay.sent")).to_be_visible(timeout=patience(10))


def set_password(phone: Phone, link: str, username: str) -> None:
    phone.page.goto(link)
    expect(phone.heading("reset.title")).to_be_visible()
    phone.page.get_by_label(text("changePassword.new"), exact=True).fill(ANOTHER)
    phone.button("reset.submit").click()
    expect(phone.heading("reset.done")).to_be_visible(timeout=patience(10))
    expect(phone.words("reset.doneText", username=username)).to_be_visible()


def sign_in_anew(phone: Phone, username: str) -> None:
    phone.link("reset.signIn").click()
    phone.textbox(text("form.username")).fill(username)
    phone.page.get_by_label(text("form.password"), exact=True).fill(ANOTHER)
    phone.button("signIn.submit").click()
    signed_in(phone, username)


def test_a_mailed_link_sets_another_password(
    phone: Phone, account: Account, username: str, address: str, mails: MailServer, laptop: Phone
) -> None:
    verify_address(phone, mails, address)
    ask_for_link(laptop, address)
    said = look_at(laptop, "forgotten-sent")
    mail = mail_to(mails, laptop, address, 2)
    assert username not in f"{mail['Subject']}{mail.get_content()}".replace(address, "")
    laptop.page.goto(link_in(mail))
    said += look_at(laptop, "reset")
    set_password(laptop, link_in(mail), username)
    said += look_at(laptop, "reset-done")
    sign_in_anew(laptop, username)

    # The reset signed out this phone and all other devices.
    phone.watch.expect(401, "/api/.*")
    phone.open("/you/account")
    phone.page.reload()
    expect(phone.words("account.out", username=username)).to_be_visible(timeout=patience(10))
    assert not said, "\n".join(said)


def test_an_unknown_address_gets_the_same_answer(phone: Phone, mails: MailServer) -> None:
    phone.open("/you/sign-in")
    phone.link("signIn.forgotten").click()
    said = look_at(phone, "forgotten")
    phone.watch.expect(400, f"{BASE}auth/password/request")
    phone.textbox(text("forgottenWay.address")).fill("nowhere")
    phone.button("forgottenWay.submit").click()
    expect(phone.words("problems.invalid_email")).to_be_visible()
    ask_for_link(phone, "nobody@example.org")
    assert mails.to("nobody@example.org") == []
    assert not said, "\n".join(said)


def test_a_link_that_was_used_says_so(phone: Phone) -> None:
    phone.watch.expect(400, f"{BASE}auth/password/reset")
    phone.open("/you/reset/1-made-up")
    phone.page.get_by_label(text("changePassword.new"), exact=True).fill(ANOTHER)
    phone.button("reset.submit").click()
    expect(phone.words("problems.invalid_password_reset")).to_be_visible()


def test_a_reset_replaces_a_lost_passkey(
    phone: Phone, username: str, address: str, mails: MailServer, laptop: Phone
) -> None:
    Authenticator(phone)
    sign_up_by_passkey(phone, username)
    verify_address(phone, mails, address)
    ask_for_link(laptop, address)
    set_password(laptop, link_in(mail_to(mails, laptop, address, 2)), username)
    sign_in_anew(laptop, username)


def test_a_server_without_mail_says_so(mortal: Serving, new_phone: Any) -> None:
    phone = new_phone(mortal)
    phone.watch.expect(503, f"{BASE}auth/password/request")
    phone.open("/you/forgotten")
    phone.textbox(text("forgottenWay.address")).fill("anna@example.org")
    phone.button("forgottenWay.submit").click()
    expect(phone.words("problems.no_mail")).to_be_visible()
