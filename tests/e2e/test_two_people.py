"""Two people who use the app on one phone, one after the other."""

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.hearing import expect_focus_kept
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text


@pytest.fixture
def other(phone: Phone, username: str) -> Account:
    """The second person, on a phone with a stored and an unsent entry of the first, whose session has
    ended."""
    other = Account.sign_up(phone.origin, f"{username}-other")
    phone.sign_up(username)
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()
    phone.watch.expect(401, "/api/.*")
    phone.context.clear_cookies()
    phone.room("now")
    phone.notice("jaw-tension")
    expect(phone.notice_of("notices.signIn")).to_be_visible(timeout=patience(10))
    return other


def sign_in_instead(phone: Phone, username: str) -> None:
    """Sign in over a session that is open or has ended."""
    phone.open("/you/sign-in")
    phone.fill_credentials(username)
    phone.button("signIn.submit").click()
    expect(phone.words("account.in", username=username)).to_be_visible()


def sign_out(phone: Phone) -> None:
    phone.open("/you/account")
    expect(phone.words("account.allStored")).to_be_visible(timeout=patience(20))
    phone.button("account.signOut").click()
    expect(phone.heading("you.title")).to_be_visible()


def codes_of(account: Account) -> list[str]:
    """Unordered, since entries made within a second have the same time."""
    return sorted(kept["sensations"][0]["code"] for kept in account.check_ins())


def listed(phone: Phone, code: str) -> None:
    phone.room("lookBack")
    phone.page.get_by_role("link", name=text("lookBack.today")).click()
    expect(phone.page.get_by_role("link", name=label("sensations", code))).to_be_visible()


def test_each_person_sees_and_sends_only_their_own_entries(
    phone: Phone, other: Account, username: str
) -> None:
    sign_in_instead(phone, other.username)
    expect(phone.words("apart.entries", n=2)).to_be_visible()
    expect(phone.words("apart.unsent", n=1)).to_be_visible()
    said = look_at(phone, "apart-asked")
    phone.button("apart.keep").click()
    expect(phone.words("apart.kept")).to_be_visible()
    expect(phone.button("apart.keep")).to_have_count(0)
    expect_focus_kept(phone)
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    phone.room("now")
    phone.notice("numbness")
    listed(phone, "numbness")
    phone.wait_until_stored()
    assert codes_of(other) == ["numbness"]
    assert codes_of(Account.sign_in(phone.origin, username)) == ["ease"]

    sign_out(phone)
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    phone.sign_in(username)
    phone.wait_until_stored()
    listed(phone, "jaw-tension")
    assert codes_of(Account.sign_in(phone.origin, username)) == ["ease", "jaw-tension"]
    assert codes_of(other) == ["numbness"]
    assert not said, "\n".join(said)


def test_deleting_everything_keeps_the_other_persons_entries(
    phone: Phone, other: Account, username: str
) -> None:
    sign_in_instead(phone, other.username)
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    expect(phone.words("apart.stays", n=2)).to_be_visible()
    said = look_at(phone, "gone-ask-others-stay")
    phone.button("data.goneYes").click()
    expect(phone.words("data.gone")).to_be_visible(timeout=patience(10))
    expect(phone.words("apart.stays", n=2)).to_be_visible()
    phone.sign_in(username)
    phone.wait_until_stored()
    assert codes_of(Account.sign_in(phone.origin, username)) == ["ease", "jaw-tension"]
    assert not said, "\n".join(said)


def test_the_other_persons_entries_can_be_deleted_after_a_confirmation(
    phone: Phone, other: Account, username: str
) -> None:
    sign_in_instead(phone, other.username)
    phone.button("apart.clear").click()
    expect(phone.words("apart.clearUnsent", n=1)).to_be_visible()
    expect(phone.words("apart.clearSent")).to_be_visible()
    said = look_at(phone, "apart-clear-ask")
    phone.button("apart.clearNo").click()
    expect(phone.words("apart.entries", n=2)).to_be_visible()
    expect_focus_kept(phone)
    phone.button("apart.clear").click()
    phone.button("apart.clearYes").click()
    expect(phone.words("apart.cleared")).to_be_visible()
    expect_focus_kept(phone)
    sign_out(phone)
    phone.sign_in(username)
    phone.wait_until_stored()
    listed(phone, "ease")
    assert codes_of(Account.sign_in(phone.origin, username)) == ["ease"]
    assert not said, "\n".join(said)


def test_entries_without_an_account_are_added_only_on_request(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    phone.notice("ease")
    phone.sign_in(username)
    expect(phone.notice_of("notices.send", n=1)).to_be_visible()
    phone.room("now")
    phone.notice("numbness")
    sign_out(phone)
    assert codes_of(account) == ["numbness"]
    listed(phone, "ease")
    phone.sign_in(username)
    phone.button("notices.sendNo").click()
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    expect(phone.words("apart.unclaimed", n=1)).to_be_visible()
    said = look_at(phone, "gone-ask-unclaimed")
    phone.button("data.goneYes").click()
    expect(phone.words("data.gone")).to_be_visible(timeout=patience(10))
    listed(phone, "ease")

    phone.open("/you/data")
    phone.button("data.gonePhoneYes").click()
    phone.button("data.gonePhoneYes").click()
    expect(phone.words("data.gonePhone")).to_be_visible()
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    assert not said, "\n".join(said)


def test_entries_without_an_account_can_be_deleted_with_the_account(phone: Phone, username: str) -> None:
    phone.notice("ease")
    phone.sign_up(username)
    phone.button("notices.sendNo").click()
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    phone.page.get_by_role("switch", name=text("data.goneUnclaimed", n=1)).check()
    expect(phone.words("apart.unclaimed", n=1)).to_have_count(0)
    phone.button("data.goneYes").click()
    expect(phone.words("data.gone")).to_be_visible(timeout=patience(10))
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()


def test_another_tab_does_not_show_the_previous_persons_draft(phone: Phone, other: Account) -> None:
    tab = phone.another_tab().open("/journal/new/free")
    words = tab.page.get_by_role("textbox").first
    words.fill("Something of the first")
    tab.page.wait_for_timeout(1000)
    sign_in_instead(phone, other.username)
    expect(words).to_have_value("")
    phone.open("/journal/new/free")
    expect(phone.page.get_by_role("textbox").first).to_have_value("")
