"""An account that was deleted on another device: what its other phone says, and what can be done there."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text


def delete_everything(phone: Phone) -> None:
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    sure = phone.page.get_by_role("group", name=text("data.goneAsk"))
    sure.get_by_role("button", name=text("data.goneYes")).click()
    expect(phone.words("data.gone")).to_be_visible()
    expect(phone.notice_of("notices.erased")).to_have_count(0)


def come_back(phone: Phone) -> None:
    """The person opens the app again."""
    phone.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_phone_says_that_its_account_was_deleted_on_another_device(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()
    other = new_phone()
    other.sign_in(username)
    phone.watch.expect(401, "/api/.*")
    delete_everything(other)

    phone.room("now")
    come_back(phone)
    expect(phone.notice_of("notices.erased")).to_be_visible(timeout=patience(20))
    assert look_at(phone, "erased-notice") == []
    phone.page.reload()
    phone.link("notices.erasedGo").click()
    expect(phone.words("account.erasedWhat")).to_be_visible()
    expect(phone.link("account.signIn")).to_have_count(0)
    assert look_at(phone, "erased-account") == []
    phone.button("account.clear").click()
    expect(phone.words("account.clearErasedSure")).to_be_visible()
    assert look_at(phone, "erased-clear") == []
    phone.button("account.clearNo").click()

    phone.button("account.erasedKeep").click()
    kept = phone.words("account.erasedKept")
    expect(kept).to_be_visible()
    expect(kept).to_be_focused()
    assert look_at(phone, "erased-kept") == []
    phone.room("lookBack")
    expect(phone.link("lookBack.today")).to_be_visible()
    phone.page.reload()
    expect(phone.link("lookBack.today")).to_be_visible()
    expect(phone.notice_of("notices.erased")).to_have_count(0)

    phone.sign_up(f"{username}-new")
    phone.page.get_by_role("button", name=text("notices.sendYes"), exact=True).click(timeout=patience(20))
    phone.wait_until_stored()
    assert len(Account.sign_in(phone.origin, f"{username}-new").check_ins()) == 1


def test_a_new_account_can_begin_from_there(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    other = new_phone()
    other.sign_in(username)
    phone.watch.expect(401, "/api/.*")
    delete_everything(other)
    phone.open("/you/account")
    come_back(phone)
    phone.button("account.erasedNew").click(timeout=patience(20))
    expect(phone.page.get_by_role("checkbox").first).to_be_visible()
    phone.open("/you/account")
    expect(phone.link("account.create")).to_be_visible()
