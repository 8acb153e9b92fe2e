"""What the screens say about where entries are, and whose they are."""

import json

from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import begin, go_on
from tests.e2e.slow import patience
from tests.e2e.test_export import taken
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import text


def test_a_shares_preview_counts_what_is_not_sent_yet(phone: Phone, account: Account) -> None:
    phone.wait_until_stored()
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort())
    phone.open("/")
    phone.notice("numbness")
    phone.open("/").notice("ease")
    phone.page.get_by_role("button", name=text("entry.neverMark"), exact=True).click()
    begin(phone)
    go_on(phone, "preview")
    sentence = phone.words("newShare.notSent", n=1)
    expect(sentence).to_be_visible()
    sheet = phone.page.locator(".sheet")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_text("1 check-in on 1 day.")).to_have_count(0)
    assert look_at(phone, "share-preview-unsent") == []
    phone.page.unroute("**/api/check-ins/*/")
    with phone.page.expect_response(lambda answer: answer.request.method == "PUT"):
        phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(sentence).to_have_count(0, timeout=patience(20))
    expect(sheet.get_by_text("1 check-in on 1 day.")).to_be_visible(timeout=patience(20))


def in_conflict(phone: Phone, account: Account) -> None:
    """Open an entry whose note was changed on this phone and on another device."""
    number = account.keep(note="before")
    phone.open(f"/entry/{number}")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.words("entry.stored")).to_be_visible(timeout=patience(20))
    phone.link("entry.edit").click()
    note = phone.textbox(text("edit.note"))
    phone.lose_network()
    note.fill("of this phone")
    phone.button("edit.done").click()
    expect(phone.words("entry.kept")).to_be_visible()
    body = account.check_ins()[0]
    kept = {"felt_at": body["felt_at"], "zone": body["zone"], "note": "of another device"}
    account.ask("PUT", f"/api/check-ins/{number}/", kept, {"If-Match": f'"{body["revision"]}"'})
    phone.watch.expect(412, "/api/check-ins/[^/]+/")
    phone.find_network()
    expect(phone.page.get_by_role("heading", name=text("conflict.title"))).to_be_visible(timeout=patience(20))


def test_a_copy_says_which_version_of_a_conflict_it_has(phone: Phone, account: Account) -> None:
    in_conflict(phone, account)
    phone.open("/you/data")
    expect(phone.words("data.takeConflicts", n=1)).to_be_visible()
    (entry,) = json.loads(taken(phone, "data.take").path().read_text())["entries"]["check-ins"]
    assert entry["note"] == "of this phone"


def end_session(phone: Phone) -> None:
    """The session ends on the server, as after signing out on another device."""
    phone.watch.expect(401, "/api/.*")
    phone.context.clear_cookies()
    phone.page.reload()


def test_signed_out_the_account_page_clears_the_phone_instead_of_signing_out(
    phone: Phone, account: Account
) -> None:
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()
    end_session(phone)
    phone.open("/you/account")
    expect(phone.words("account.out", username=account.username)).to_be_visible(timeout=patience(20))
    phone.room("now")
    phone.notice("numbness")
    phone.open("/you/account")
    expect(phone.button("account.signOut")).to_have_count(0)
    expect(phone.words("account.clearText", username=account.username)).to_be_visible()
    phone.button("account.clear").click()
    expect(phone.words("account.clearUnsent", n=1)).to_be_visible()
    assert look_at(phone, "account-clear-ask") == []
    phone.button("account.clearNo").click()
    phone.room("lookBack")
    expect(phone.link("lookBack.today")).to_be_visible()
    phone.open("/you/account")
    phone.button("account.clear").click()
    phone.button("account.clearYes").click()
    expect(phone.heading("you.title")).to_be_visible()
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()


def test_back_after_leave_shows_no_screen(phone: Phone) -> None:
    phone.open("/you/discreet")
    phone.page.get_by_role("switch", name=text("discreet.leaveSwitch")).check()
    phone.room("lookBack")
    phone.room("practise")
    phone.room("now")
    phone.button("app.leave").click()
    phone.page.wait_for_url("about:blank")
    for _ in range(3):
        phone.page.go_back(wait_until="commit")
        phone.page.wait_for_url("about:blank")
        expect(phone.page.locator("main")).to_have_count(0)
    phone.page.goto(phone.origin)
    expect(phone.heading("now.title")).to_be_visible()
    phone.room("you")
    phone.page.go_back()
    expect(phone.heading("now.title")).to_be_visible()


def test_an_own_csv_is_named_as_what_it_is(phone: Phone, account: Account) -> None:
    account.keep(note="words")
    phone.open("/you/data")
    file = taken(phone, "data.takeCsv")
    phone.open("/you/data/bring")
    phone.page.locator("input[type=file]").set_input_files(file.path())
    expect(phone.words("bring.csv")).to_be_visible()
    assert look_at(phone, "bring-csv") == []
