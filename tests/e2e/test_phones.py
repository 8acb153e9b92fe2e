"""One person with several tabs and several phones."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Download, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text

ONE_CHECK_IN = "/api/check-ins/[^/]+/"


def test_signing_out_clears_the_phone_in_every_tab(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.notice("ease")
    other = phone.another_tab().open("/look-back")
    expect(other.link("lookBack.today")).to_be_visible()
    phone.wait_until_stored()

    phone.button("account.signOut").click()
    expect(phone.heading("you.title")).to_be_visible()
    for tab in (other, phone):
        tab.room("lookBack")
        expect(tab.words("lookBack.emptyLead")).to_be_visible()
        tab.page.reload()
        expect(tab.words("lookBack.emptyLead")).to_be_visible()
    assert nothing_left(phone)


def nothing_left(phone: Phone) -> bool:
    """Whether no browser store has an entry, an unsent item or a remembered word."""
    return bool(
        phone.page.evaluate(
            """async () => {
              const db = await openStore();
              const counts = ['entries', 'outbox'].map((name) => new Promise((done) => {
                const count = db.transaction(name).objectStore(name).count();
                count.onsuccess = () => done(count.result);
              }));
              const kept = (await Promise.all(counts)).reduce((sum, each) => sum + each);
              db.close();
              return kept + localStorage.length + sessionStorage.length === 0;
            }"""
        )
    )


def test_signing_out_with_something_unsent_asks_first(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort("connectionreset"))
    phone.room("now")
    phone.notice("numbness")
    phone.open("/you/account")
    phone.button("account.signOut").click()
    expect(phone.words("account.unsent", n=1)).to_be_visible()
    phone.button("account.stay").click()
    expect(phone.words("account.waiting", n=1)).to_be_visible()

    phone.page.unroute("**/api/check-ins/*/")
    phone.button("account.sendNow").click()
    expect(phone.words("account.allStored")).to_be_visible()
    assert len(Account.sign_in(phone.origin, username).check_ins()) == 1


def test_an_export_before_signing_out_needs_a_proof(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort("connectionreset"))
    phone.room("now")
    phone.notice("numbness")
    phone.open("/you/account")
    phone.button("account.signOut").click()
    files: list[Download] = []
    phone.page.on("download", lambda file: files.append(file))
    phone.button("account.download").click()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    assert files == []
    with phone.page.expect_download() as download:
        phone.button("password.submit").click()
    (kept,) = json.loads(download.value.path().read_text())["entries"]["check-ins"]
    assert kept["sensations"][0]["code"] == "numbness"
    expect(phone.button("account.download")).to_be_visible()


def test_unsent_entries_can_be_discarded_explicitly(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.watch.expect_no_network()
    phone.page.route("**/api/check-ins/*/", lambda route: route.abort("connectionreset"))
    phone.room("now")
    phone.notice("numbness")
    phone.open("/you/account")
    phone.button("account.signOut").click()
    phone.button("account.discard").click()
    expect(phone.heading("you.title")).to_be_visible()
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()
    assert nothing_left(phone)


def test_signing_in_on_another_phone_brings_everything_back(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.notice("jaw-tension", strength=8)
    phone.answer_and_leave("holding a word back")
    phone.wait_until_stored()

    second = new_phone()
    second.sign_in(username)
    second.room("lookBack")
    second.page.get_by_role("link", name=text("lookBack.today")).click()
    second.page.get_by_role("link", name=label("sensations", "jaw-tension")).click()
    expect(second.quoted("holding a word back")).to_be_visible()
    expect(second.words("entry.strength", strength=8)).to_be_visible()
    expect(second.words("entry.stored")).to_be_visible()


def test_entries_of_another_account_are_not_sent(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()
    Account.sign_up(phone.origin, f"{username}-other")
    phone.context.clear_cookies()
    phone.page.reload()
    phone.link("account.signIn").click()
    phone.fill_credentials(f"{username}-other")
    phone.button("signIn.submit").click()
    expect(phone.words("apart.allSent")).to_be_visible()
    phone.room("now")
    expect(phone.notice_of("notices.otherAccount")).to_be_visible()
    assert Account.sign_in(phone.origin, f"{username}-other").check_ins() == []
    assert len(Account.sign_in(phone.origin, username).check_ins()) == 1


def test_an_edit_on_two_phones_shows_both_versions_and_asks(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.room("now")
    entry = phone.notice("stomach-knot")
    phone.wait_until_stored()
    second = new_phone()
    second.sign_in(username)
    second.open(f"/entry/{entry}")
    expect(second.words("entry.stored")).to_be_visible()

    for each, words in ((phone, "written on the first"), (second, "written on the second")):
        each.open(f"/entry/{entry}/edit")
        each.lose_network()
        each.textbox(text("edit.note")).fill(words)
        each.button("edit.done").click()
        expect(each.words("entry.kept")).to_be_visible()

    phone.find_network()
    phone.wait_until_stored()
    second.watch.expect(412, ONE_CHECK_IN)
    second.find_network()
    expect(second.page.get_by_role("heading", name=text("conflict.title"))).to_be_visible()
    mine = second.page.get_by_role("article", name=text("conflict.mine"))
    theirs = second.page.get_by_role("article", name=text("conflict.theirs"))
    expect(mine.get_by_text("written on the second", exact=True)).to_be_visible()
    expect(theirs.get_by_text("written on the first", exact=True)).to_be_visible()
    second.screenshot("conflict", full_page=True)
    account = Account.sign_in(phone.origin, username)
    assert account.check_ins()[0]["note"] == "written on the first"

    second.button("conflict.keepMine").click()
    expect(second.words("entry.stored")).to_be_visible()
    assert [each["note"] for each in account.check_ins()] == ["written on the second"]
    phone.page.reload()
    phone.open(f"/entry/{entry}")
    expect(phone.quoted("written on the second")).to_be_visible()


@pytest.fixture
def second(phone: Phone, new_phone: Callable[..., Phone], username: str) -> Phone:
    """Another phone of the same person, who has one check-in, stored on the server and on both phones."""
    phone.sign_up(username)
    phone.room("now")
    entry = phone.notice("stomach-knot")
    phone.wait_until_stored()
    second = new_phone()
    second.sign_in(username)
    for each in (phone, second):
        each.open(f"/entry/{entry}")
        expect(each.words("entry.stored")).to_be_visible()
        each.wait_for_shell()
    return second


def write_off_line(phone: Phone, field: str, words: str) -> None:
    phone.link("entry.edit").click()
    phone.lose_network()
    phone.textbox(field).fill(words)
    phone.button("edit.done").click()
    expect(phone.words("entry.kept")).to_be_visible()


def test_two_fields_written_on_two_phones_are_merged(phone: Phone, second: Phone, username: str) -> None:
    write_off_line(phone, text("edit.note"), "the note of the first")
    write_off_line(second, label("questions", "learned"), "the answer of the second")
    phone.find_network()
    expect(phone.words("entry.stored")).to_be_visible(timeout=patience(20))
    second.watch.expect(412, ONE_CHECK_IN)
    second.find_network()
    expect(second.words("entry.stored")).to_be_visible(timeout=patience(20))
    expect(second.page.get_by_role("heading", name=text("conflict.title"))).to_have_count(0)
    for each in (phone, second):
        each.page.reload()
        expect(each.quoted("the note of the first")).to_be_visible()
        expect(each.quoted("the answer of the second")).to_be_visible(timeout=patience(20))
    (kept,) = Account.sign_in(phone.origin, username).check_ins()
    assert kept["note"] == "the note of the first"
    assert kept["answers"]["learned"] == "the answer of the second"


def test_both_texts_of_a_conflict_can_be_kept(phone: Phone, second: Phone, username: str) -> None:
    write_off_line(phone, text("edit.note"), "the note of the first")
    write_off_line(second, text("edit.note"), "the note of the second")
    phone.find_network()
    expect(phone.words("entry.stored")).to_be_visible(timeout=patience(20))
    second.watch.expect(412, ONE_CHECK_IN)
    second.find_network()
    mine = second.page.get_by_role("article", name=text("conflict.mine"))
    expect(mine.get_by_text("the note of the second", exact=True)).to_be_visible(timeout=patience(20))
    expect(mine.get_by_text(label("sensations", "stomach-knot"))).to_have_count(0)  # the same in both
    assert look_at(second, "conflict-one-field") == []
    second.button("conflict.both").click()
    expect(second.words("entry.stored")).to_be_visible(timeout=patience(20))
    (kept,) = Account.sign_in(phone.origin, username).check_ins()
    assert kept["note"] == "the note of the second\n\nthe note of the first"
    assert kept["sensations"][0]["code"] == "stomach-knot"


def test_an_answer_written_while_the_check_in_is_on_its_way_follows_it(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    on_its_way = []
    phone.page.route("**/api/check-ins/*/", lambda route: on_its_way.append(route), times=1)
    phone.room("now")
    with phone.page.expect_request("**/api/check-ins/*/"):
        phone.notice("restlessness")
    phone.answer_and_leave("feet that want to go")
    on_its_way[0].continue_()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    assert [each["answers"]["feeling"] for each in account.check_ins()] == ["feet that want to go"]
