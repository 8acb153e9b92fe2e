"""The list of signed-in devices, signing them out, and changing the password."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.proofs import BASE
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text

ANOTHER = "another long quiet sentence"


def listed(phone: Phone) -> Locator:
    return phone.page.get_by_role("main").get_by_role("listitem")


def test_a_phone_can_be_signed_out_from_another(
    phone: Phone, account: Account, new_phone: Callable[[], Phone]
) -> None:
    left = new_phone()
    left.sign_in(account.username)
    phone.open("/you/signed-in")
    # This phone, the other one, and the script that made the account.
    expect(listed(phone)).to_have_count(3)
    here = listed(phone).filter(has_text=text("signedIn.this"))
    expect(here).to_have_count(1)
    expect(here).to_contain_text("Chrome, ")
    said = look_at(phone, "signed-in")
    theirs = listed(phone).filter(has_text="Chrome").filter(has_not_text=text("signedIn.this"))
    left.watch.expect(401, "/api/.*")
    theirs.get_by_role("button", name=text("signedIn.out")).click()
    expect(phone.words("signedIn.ended")).to_be_visible()
    expect(listed(phone)).to_have_count(2)

    left.open("/you/account")
    left.page.reload()
    expect(left.words("account.out", username=account.username)).to_be_visible(timeout=patience(10))
    assert account.check_ins() == []
    assert not said, "\n".join(said)


def test_all_other_devices_can_be_signed_out_at_once(
    phone: Phone, account: Account, new_phone: Callable[[], Phone]
) -> None:
    other = new_phone()
    other.sign_in(account.username)
    phone.open("/you/signed-in")
    expect(listed(phone)).to_have_count(3)
    other.watch.expect(401, "/api/.*")  # it may be in the middle of a sync
    phone.button("signedIn.outAll").click()
    expect(listed(phone)).to_have_count(1)
    expect(phone.words("signedIn.only")).to_be_visible()
    phone.wait_until_stored()


def test_changing_the_password_signs_out_other_devices(
    phone: Phone, account: Account, new_phone: Callable[[], Phone]
) -> None:
    other = new_phone()
    other.sign_in(account.username)
    phone.open("/you/password")
    said = look_at(phone, "password-change")
    current = phone.page.get_by_label(text("changePassword.current"), exact=True)
    fresh = phone.page.get_by_label(text("changePassword.new"), exact=True)
    phone.watch.expect(400, f"{BASE}auth/reauthenticate")
    current.fill("not this one")
    fresh.fill(ANOTHER)
    phone.button("changePassword.submit").click()
    expect(phone.words("problems.incorrect_password")).to_be_visible()
    current.fill(PASSWORD)
    other.watch.expect(401, "/api/.*")
    phone.button("changePassword.submit").click()
    expect(phone.words("changePassword.done")).to_be_visible(timeout=patience(10))
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()

    other.page.reload()
    other.open("/you/account")
    expect(other.words("account.out", username=account.username)).to_be_visible(timeout=patience(10))
    assert not said, "\n".join(said)
