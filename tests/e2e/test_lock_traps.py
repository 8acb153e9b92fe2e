"""Where somebody could lose their way, or their words, at the app lock."""

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_lock import (
    PASSPHRASE,
    PIN,
    choose,
    days,
    give,
    keep_words,
    put_on,
    robin,
    type_new,
    with_passkeys,
)
from tests.e2e.texts import text

__all__ = ["robin"]

#: As when the person or the phone cancels.
REFUSE = """() => {
  navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'));
}"""
SOMEBODY_ELSES = "not the owner's words"


def focused(phone: Phone) -> Locator:
    return phone.page.locator(":focus")


def test_during_the_wait_nothing_is_said_of_a_pin_that_was_not_tried(phone: Phone) -> None:
    phone.page.clock.install()
    phone.page.reload()
    put_on(phone, "pin", PIN)
    phone.button("lock.closeNow").click()
    for _ in range(5):
        give(phone, "0000", "pin")
        expect(phone.words("lock.wrong")).to_be_visible(timeout=patience(20))
        expect(phone.button("lock.open")).to_be_visible()
    give(phone, PIN, "pin")
    expect(phone.page.get_by_label(text("lock.yours.pin"), exact=True)).to_have_value(PIN)
    expect(phone.words("lock.wrong")).to_have_count(0)
    # Nothing is said at the field, and below it how long to wait.
    expect(phone.page.get_by_role("main").get_by_role("status")).to_have_text(["", text("lock.wait", n=30)])
    phone.screenshot("lock-wait-untried")
    phone.page.clock.fast_forward(31_000)
    phone.button("lock.open").click()
    expect(phone.heading("lock.title")).to_be_visible(timeout=patience(20))


def test_clearing_the_phone_asks_first_and_says_so_afterwards(phone: Phone) -> None:
    keep_words(phone)
    put_on(phone)
    phone.button("lock.closeNow").click()
    phone.button("lock.cannot").click()
    phone.button("lock.cannotClear").click()
    expect(phone.page.get_by_role("group", name=text("lock.clearAsk"))).to_be_focused()
    said = look_at(phone, "lock-clear-ask")
    phone.button("lock.cannotBack").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.button("lock.cannot").click()
    phone.button("lock.cannotClear").click()
    phone.button("lock.cannotClear").click()
    expect(phone.words("lock.cleared")).to_be_visible(timeout=patience(20))
    phone.screenshot("lock-cleared")
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    phone.room("you")
    expect(phone.words("lock.cleared")).to_have_count(0)
    assert not said, "\n".join(said)


def test_without_an_account_the_screen_says_first_what_a_forgotten_pin_loses(phone: Phone) -> None:
    phone.open("/you/lock")
    expect(phone.words("lock.forgottenNone")).to_be_visible()
    phone.screenshot("lock-forgotten-none", full_page=True)


def test_with_an_account_the_screen_says_first_what_a_forgotten_pin_loses(
    phone: Phone, robin: Account
) -> None:
    phone.open("/you/lock")
    expect(phone.words("lock.forgottenAccount")).to_be_visible()


def test_a_passkey_that_fails_offers_nothing_that_is_not_there(phone: Phone) -> None:
    with_passkeys(phone.page)
    phone.open("/you/lock")
    choose(phone, "passkey")
    phone.button("lock.putOn").click()
    expect(phone.words("lock.opensBy.passkey")).to_be_visible(timeout=patience(20))
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    phone.page.evaluate(REFUSE)
    phone.button("lock.open").click()
    expect(phone.words("lock.passkeyOnly")).to_be_visible()
    phone.screenshot("lock-passkey-refused")


def test_the_focus_is_never_lost_at_the_lock(phone: Phone) -> None:
    put_on(phone)
    expect(focused(phone)).to_have_text(text("lock.isOn"))
    phone.button("lock.change").click()
    expect(focused(phone)).to_have_text(text("lock.change"))
    phone.button("password.cancel").click()
    expect(focused(phone)).to_have_text(text("lock.change"))
    phone.button("lock.change").click()
    phone.page.get_by_label(text("lock.yours.passphrase"), exact=True).fill(PASSPHRASE)
    phone.button("password.submit").click()
    choose(phone, "pin")
    type_new(phone, "pin", PIN)
    phone.button("lock.change").click()
    expect(focused(phone)).to_have_text(text("lock.changed"), timeout=patience(20))
    phone.button("lock.takeOff").click()
    phone.page.get_by_label(text("lock.yours.pin"), exact=True).fill(PIN)
    phone.button("lock.takeOff").click()
    expect(focused(phone)).to_have_text(text("lock.isOff"), timeout=patience(20))


def test_a_lock_that_somebody_else_put_on_costs_its_owner_unsent_entries_only(
    phone: Phone, robin: Account
) -> None:
    phone.open("/")
    phone.lose_network()
    phone.notice("numbness")
    put_on(phone, "passphrase", SOMEBODY_ELSES)
    phone.button("lock.closeNow").click()
    expect(phone.heading("lock.closedTitle")).to_be_visible()
    with phone.page.expect_response("**/api/me/lock/"):
        phone.find_network()
    phone.button("lock.cannot").click()
    expect(phone.words("lock.cannotUnsent", n=1)).to_be_visible()
    expect(phone.words("lock.cannotOther", title=text("happened.title"))).to_be_visible()
    phone.screenshot("lock-somebody-elses", full_page=True)
    phone.button("lock.cannotClear").click()
    phone.button("lock.cannotClear").click()
    expect(phone.words("lock.cleared")).to_be_visible(timeout=patience(20))
    phone.fill_credentials(robin.username)
    phone.button("signIn.submit").click()
    expect(phone.words("account.in", username=robin.username)).to_be_visible()
    phone.wait_until_stored()
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1)
    phone.open("/you/happened")
    expect(phone.words("happened.what.lock-put-on")).to_be_visible()
