"""Signing up and in with passkeys, and recovering from a lost one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.authenticator import Authenticator
from tests.e2e.hearing import expect_focus_kept
from tests.e2e.phone import Phone
from tests.e2e.proofs import BASE, as_if_long_ago, old_export
from tests.e2e.slow import patience
from tests.e2e.texts import consent, text

SIGN_UP = f"{BASE}auth/webauthn/signup"
KEYS = "account/authenticators/webauthn"


@pytest.fixture
def keys(phone: Phone) -> Authenticator:
    """The authenticator of the first phone."""
    return Authenticator(phone)


def agree(phone: Phone) -> None:
    """From You to the screen on which an account is made."""
    phone.room("you")
    phone.link("you.account").click()
    phone.link("account.create").click()
    phone.page.get_by_role("checkbox", name=consent()["agree"]).check()
    phone.page.get_by_role("checkbox", name=consent()["age"]).check()
    phone.button("consent.continue").click()


def sign_up_by_passkey(phone: Phone, username: str) -> None:
    # Its first step ends in "signed out, so far".
    phone.watch.expect(401, SIGN_UP)
    agree(phone)
    phone.link("signUp.byPasskey").click()
    expect(phone.heading("signUp.passkeyTitle")).to_be_visible()  # the screen before has a field of that name
    phone.textbox(text("form.username")).fill(username)
    phone.button("signUp.passkeySubmit").click()
    signed_in(phone, username)


def signed_in(phone: Phone, username: str) -> None:
    expect(phone.words("account.in", username=username)).to_be_visible(timeout=patience(10))


def sign_in_by_passkey(phone: Phone, username: str) -> None:
    phone.open("/you/sign-in")
    phone.button("signIn.byPasskey").click()
    signed_in(phone, username)


def sign_out(phone: Phone) -> None:
    phone.wait_until_stored()
    phone.button("account.signOut").click()
    expect(phone.heading("you.title")).to_be_visible(timeout=patience(10))


def passkeys(phone: Phone) -> Locator:
    return phone.page.get_by_role("main").locator("a[href^='#/you/passkeys/']")


def codes(phone: Phone) -> list[str]:
    listed = phone.page.get_by_role("list", name=text("codes.title")).get_by_role("listitem")
    expect(listed).to_have_count(10)
    return listed.all_inner_texts()


def enter_password(phone: Phone, username: str) -> None:
    """The second step is asked for then."""
    phone.watch.expect(401, f"{BASE}auth/login")
    phone.open("/you/sign-in")
    phone.fill_credentials(username)
    phone.button("signIn.submit").click()
    expect(phone.page.get_by_role("heading", name=text("signIn.secondTitle"))).to_be_visible()


def test_an_account_with_a_passkey_only(phone: Phone, keys: Authenticator, username: str) -> None:
    phone.watch.expect(401, SIGN_UP)
    agree(phone)
    said = keys.look_at("sign-up")
    phone.link("signUp.byPasskey").click()
    said += keys.look_at("sign-up-passkey")
    # The first attempt is cancelled: nothing is lost, and the name is still free.
    keys.turn_away()
    phone.textbox(text("form.username")).fill(username)
    phone.button("signUp.passkeySubmit").click()
    expect(phone.words("problems.passkey_not_now")).to_be_visible(timeout=patience(10))
    keys.turn_away(False)
    phone.button("signUp.passkeySubmit").click()
    signed_in(phone, username)
    said += keys.look_at("account-in")
    assert len(keys.kept()) == 1

    phone.room("now")
    phone.notice("chest-tightness")
    sign_out(phone)
    phone.open("/you/sign-in")
    said += keys.look_at("sign-in")
    sign_in_by_passkey(phone, username)
    phone.room("now")
    expect(phone.page.get_by_role("main").locator("a[href^='#/entry/']")).to_have_count(
        1, timeout=patience(10)
    )
    assert not said, "\n".join(said)


def test_a_passkey_serves_as_proof_without_a_password(
    phone: Phone, keys: Authenticator, username: str
) -> None:
    sign_up_by_passkey(phone, username)
    old_export(phone)
    phone.open("/you/data")
    phone.button("data.take").click()
    expect(phone.page.get_by_role("heading", name=text("password.title"))).to_be_visible()
    expect(phone.button("password.passkey")).to_be_visible()
    expect(phone.page.get_by_label(text("form.password"), exact=True)).to_have_count(0)
    assert keys.look_at("step-up-passkey") == []
    with phone.page.expect_download():
        phone.button("password.passkey").click()


def test_a_second_one_is_added_and_the_first_removed(
    phone: Phone, keys: Authenticator, username: str, new_phone: Callable[[], Phone]
) -> None:
    sign_up_by_passkey(phone, username)
    phone.open("/you/passkeys")
    expect(passkeys(phone)).to_have_count(1)
    expect(phone.words("passkeys.onlyOne")).to_be_visible()
    said = keys.look_at("passkeys-one")
    passkeys(phone).click()
    expect(phone.words("passkeys.lastWayIn")).to_be_visible()

    # The same person's other phone, with the first passkey synced to it.
    other = new_phone()
    others = Authenticator(other)
    others.bring(keys.kept()[0])
    sign_in_by_passkey(other, username)
    others.lose_all()
    other.open("/you/passkeys")
    expect(passkeys(other)).to_have_count(1)
    other.button("passkeys.add").click()
    expect(passkeys(other)).to_have_count(2, timeout=patience(10))
    expect(other.words("passkeys.onlyOne")).to_have_count(0)
    said += others.look_at("passkeys-two")

    passkeys(other).first.click()
    name = other.textbox(text("passkeys.name"))
    expect(name).not_to_have_value("")
    name.fill("The old phone")
    other.button("passkeys.rename").click()
    expect(other.words("passkeys.renamed")).to_be_visible()
    other.button("passkeys.remove").click()
    said += others.look_at("passkey-remove")
    other.button("passkeys.removeYes").click()
    expect(other.heading("passkeys.title")).to_be_visible()
    expect(passkeys(other)).to_have_count(1)
    expect_focus_kept(other)

    # The first phone's passkey no longer signs in.
    sign_out(phone)
    phone.watch.expect(400, f"{BASE}auth/webauthn/login")
    phone.open("/you/sign-in")
    phone.button("signIn.byPasskey").click()
    expect(phone.words("problems.incorrect_code")).to_be_visible(timeout=patience(10))
    assert not said, "\n".join(said)


def test_a_device_has_one_passkey_of_an_account(phone: Phone, keys: Authenticator, username: str) -> None:
    sign_up_by_passkey(phone, username)
    phone.open("/you/passkeys")
    expect(passkeys(phone)).to_have_count(1)
    phone.button("passkeys.add").click()
    expect(phone.words("problems.passkey_known")).to_be_visible(timeout=patience(10))
    assert len(keys.kept()) == 1


def test_with_a_password_the_passkey_is_a_second_step_and_a_code_can_replace_it(
    phone: Phone, keys: Authenticator, username: str, new_phone: Callable[[], Phone]
) -> None:
    Account.sign_up(phone.origin, username)
    phone.sign_in(username)
    phone.open("/you/passkeys")
    expect(phone.words("passkeys.none")).to_be_visible()
    as_if_long_ago(phone, KEYS, "reauthenticate")
    phone.button("passkeys.add").click()
    phone.page.get_by_label(text("form.password"), exact=True).fill("a long quiet sentence")
    phone.button("password.submit").click()
    expect(phone.heading("codes.title")).to_be_visible(timeout=patience(10))
    shown = codes(phone)
    assert all(re.fullmatch(r"\d{8}", code) for code in shown)
    said = keys.look_at("codes")
    with phone.page.expect_download() as download:
        phone.button("codes.download").click()
    assert download.value.path().read_text().split() == shown
    phone.link("codes.done").click()
    expect(passkeys(phone)).to_have_count(1)
    said += keys.look_at("passkeys-beside")
    phone.link("passkeys.codes").click()
    expect(phone.words("codes.left", n=10, all=10)).to_be_visible()
    said += keys.look_at("codes-left")

    # On this phone with the passkey.
    sign_out(phone)
    enter_password(phone, username)
    said += keys.look_at("second-step")
    phone.button("signIn.secondPasskey").click()
    signed_in(phone, username)

    # On a phone that has none, with a code; each is good once.
    other = new_phone()
    enter_password(other, username)
    other.watch.expect(400, f"{BASE}auth/2fa/authenticate")
    other.textbox(text("signIn.code")).fill("00000000" if shown[0] != "00000000" else "11111111")
    other.button("signIn.codeSubmit").click()
    expect(other.words("problems.incorrect_code")).to_be_visible()
    other.textbox(text("signIn.code")).fill(shown[0])
    other.button("signIn.codeSubmit").click()
    signed_in(other, username)
    other.open("/you/codes")
    expect(other.words("codes.left", n=9, all=10)).to_be_visible()
    other.button("codes.anew").click()
    assert not set(codes(other)) & set(shown)
    assert not said, "\n".join(said)


def test_setting_a_password_creates_recovery_codes(phone: Phone, keys: Authenticator, username: str) -> None:
    sign_up_by_passkey(phone, username)
    phone.open("/you/password")
    expect(phone.words("changePassword.first")).to_be_visible()
    said = keys.look_at("password-first")
    phone.page.get_by_label(text("changePassword.new"), exact=True).fill("a long quiet sentence")
    phone.button("changePassword.submit").click()
    expect(phone.heading("codes.title")).to_be_visible(timeout=patience(10))
    assert len(codes(phone)) == 10
    sign_out(phone)
    enter_password(phone, username)
    phone.button("signIn.secondPasskey").click()
    signed_in(phone, username)
    assert not said, "\n".join(said)
