"""Without network and account, everything is stored on the phone, and nothing is sent without consent."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.account import Account, enter
from tests.e2e.phone import Phone
from tests.e2e.texts import consent, label, text
from tests.services.serving import Serving

WORDS = "a door that might close"


def test_a_page_loaded_without_its_service_worker_opens_every_screen_off_line(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.context.new_cdp_session(phone.page).send("Page.reload", {"ignoreCache": True})
    phone.wait_for_shell()
    phone.lose_network()
    phone.open("/practise/journal")
    expect(phone.heading("journal.title")).to_be_visible()


def test_entries_made_off_line_are_sent_once_after_signing_up(
    mortal: Serving, new_phone: Callable[..., Phone], username: str
) -> None:
    phone = new_phone(mortal)
    phone.wait_for_shell()
    phone.lose_network()
    mortal.kill()

    phone.page.reload()
    expect(phone.notice_of("notices.offline")).to_be_visible()
    keep_three(phone)
    phone.page.reload()
    expect(earlier_today(phone)).to_have_count(3)

    mortal.start()
    phone.find_network()
    phone.sign_up(username)
    expect(phone.notice_of("notices.send", n=3)).to_be_visible()
    account = Account.sign_in(mortal.origin, username)
    assert account.check_ins() == []
    assert {path for _, path in phone.watch.writes()} == {"/api/me/"}  # the consent and the zone, no more

    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    assert [codes_of(kept) for kept in account.check_ins()] == [["ease"], ["jaw-tension"], ["unsure"]]
    assert [kept["answers"]["feeling"] for kept in account.check_ins()] == [WORDS, None, None]
    assert account.revision() == 3
    assert_screens_agree(phone, account)


def keep_three(phone: Phone) -> None:
    """The first with an answer that is written after Keep, before any server has heard of it."""
    phone.notice("ease", strength=6)
    phone.answer_and_leave(WORDS)
    for code in ("jaw-tension", "unsure"):
        # Times have whole seconds, so wait to get a definite order.
        phone.page.wait_for_function(
            "before => Date.now() - before > 1000", arg=phone.page.evaluate("Date.now()")
        )
        phone.notice(code)
        phone.link("kept.enough").click()


def earlier_today(phone: Phone) -> Locator:
    return phone.page.locator("section", has_text=text("now.earlier")).get_by_role("listitem")


def codes_of(kept: dict[str, Any]) -> list[str]:
    return [each["code"] for each in kept["sensations"]]


def assert_screens_agree(phone: Phone, account: Account) -> None:
    """Check that each check-in's screen shows the server's data and says that it is stored."""
    for kept in account.check_ins():
        phone.open(f"/entry/{kept['id']}")
        expect(phone.words("entry.stored")).to_be_visible()
        for code in codes_of(kept):
            expect(phone.quoted(label("sensations", code))).to_be_visible()
        if words := kept["answers"]["feeling"]:
            expect(phone.quoted(words)).to_be_visible()


def test_entries_that_a_person_declines_to_send_stay_on_the_phone(phone: Phone, username: str) -> None:
    phone.notice("numbness")
    phone.sign_up(username)
    phone.button("notices.sendNo").click()
    expect(phone.words("account.held", n=1)).to_be_visible()
    phone.room("now")
    phone.notice("ease")
    account = Account.sign_in(phone.origin, username)
    phone.open("/you/account")
    expect(phone.words("account.held", n=1)).to_be_visible()
    expect(phone.words("account.waiting", n=1)).to_have_count(0)
    assert [codes_of(kept) for kept in account.check_ins()] == [["ease"]]

    phone.button("account.sendHeld").click()
    phone.wait_until_stored()
    assert [codes_of(kept) for kept in account.check_ins()] == [["numbness"], ["ease"]]


def test_no_account_is_made_before_the_consent_page_is_read(phone: Phone, username: str) -> None:
    phone.open("/you/sign-up")
    expect(phone.titled(consent()["title"])).to_be_visible()
    for point in consent()["points"]:
        expect(phone.quoted(point["title"])).to_be_in_viewport()
        expect(phone.quoted(point["text"])).to_be_in_viewport()
    first = phone.quoted(consent()["paragraphs"][0])
    expect(first).not_to_be_visible()
    phone.quoted(text("consent.all")).click()
    expect(first).to_be_visible()
    phone.button("consent.continue").click()
    expect(phone.words("consent.invite")).to_be_visible()
    assert phone.watch.writes() == []
    assert enter(phone.origin, "login", username).status_code == 400
