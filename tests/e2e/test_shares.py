"""Managing shares: descriptions, narrowing, extending, PINs, locking, stopping."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import Reader, card, shares, switch
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_rooms import weeks_ago
from tests.e2e.texts import label, text

NOTE = "It let go a little"
KIND = "glad-you-shared"
LOCKS_AFTER = 5


@pytest.fixture
def account(account: Account) -> Account:
    """An account with a check-in of today and one of three weeks ago."""
    account.keep(sensations=[{"code": "ease", "strength": 6}], note=NOTE)
    account.keep(weeks_ago(3), sensations=[{"code": "jaw-tension", "strength": 4}])
    return account


def made(account: Account, **changes: Any) -> Reader:
    """Create a share as the form does; returns a reader with its link."""
    body = {
        "label": "M.",
        "audience": "therapist",
        "sections": ["sensations", "words"],
        "from": day(-40),
        "expires_at": f"{day(30)}T12:00:00Z",
    }
    return Reader(account.ask("POST", "/api/shares/", body | changes)["link"])


def day(offset: int) -> str:
    return f"{datetime.now(ZoneInfo('Europe/Lisbon')) + timedelta(days=offset):%Y-%m-%d}"


def within(shown: Locator, key: str) -> Locator:
    return shown.get_by_role("button", name=text(key), exact=True)


def change(phone: Phone, account: Account) -> None:
    """Open the screen for changing the only share."""
    card(phone).get_by_role("link", name=text("sharing.change"), exact=True).click()
    expect(phone.button("changeShare.save")).to_be_visible()


def save(phone: Phone) -> None:
    phone.button("changeShare.save").click()
    expect(phone.heading("sharing.title")).to_be_visible()


def ask_for_the_password(phone: Phone) -> None:
    """Refuse the next change as the server does when a proof is needed."""
    phone.watch.expect(403, "/api/shares/.*")
    problem = {"status": 403, "code": "reauthentication_required", "errors": []}
    kind = "application/problem+json"
    phone.page.route(
        re.compile("/api/shares/[^/]+/$"),
        lambda route: route.fulfill(status=403, json=problem, content_type=kind),
        times=1,
    )


def field(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_label(text(key), exact=True)


def test_a_shares_card_describes_what_it_reveals(phone: Phone, account: Account) -> None:
    made(account, hold_back_days=2, topic="Sundays", pin="0042")
    shown = card(phone)
    expect(shown).to_contain_text(text("newShare.therapist"))
    sections = f"{text('sharing.sections.sensations')} and {text('sharing.sections.words')}"
    expect(shown).to_contain_text(text("sharing.reveals", what=sections))
    expect(shown).to_contain_text(text("sharing.held", n=2))
    expect(shown).to_contain_text(text("sharing.withPin"))
    expect(shown).to_contain_text("Sundays")
    assert look_at(phone, "sharing-card") == []


def test_the_owner_sees_the_acknowledgement_with_its_kind_line(phone: Phone, account: Account) -> None:
    reader = made(account)
    for _ in range(5):
        assert reader.open() == 201
    reader.say(KIND)
    shown = card(phone)
    expect(shown).to_contain_text(label("received", KIND))
    expect(shown).to_contain_text(text("sharing.read", date="").split(",")[0])
    views = shown.get_by_role("listitem").filter(has_text=re.compile(r", (night|morning|afternoon|evening)$"))
    expect(views.filter(visible=True)).to_have_count(3)
    shown.get_by_text(text("sharing.openedMore", n=2), exact=True).click()
    expect(views.filter(visible=True)).to_have_count(5)
    assert look_at(phone, "sharing-received") == []


def test_since_our_last_session_explains_itself_and_asks_first(phone: Phone, account: Account) -> None:
    reader = made(account)
    reader.open()
    within(card(phone), "sharing.since").click()
    question = phone.page.get_by_role("group", name=text("sharing.sinceTitle"))
    expect(question).to_contain_text(text("sharing.sinceText"))
    assert look_at(phone, "sharing-since") == []
    assert (shares(account)[0]["from"], reader.report()["check_ins"]) == (day(-40), 2)
    within(question, "sharing.sinceNo").click()
    expect(question).to_have_count(0)
    within(card(phone), "sharing.since").click()
    within(question, "sharing.sinceYes").click()
    expect(phone.words("sharing.moved")).to_be_visible()
    expect(within(card(phone), "sharing.since")).to_have_count(0)
    assert (shares(account)[0]["from"], reader.report()["check_ins"]) == (day(0), 1)


@pytest.mark.parametrize("began", [-40, None], ids=str)
def test_undoing_since_our_last_session_needs_a_proof(
    phone: Phone, account: Account, began: int | None
) -> None:
    first = began and day(began)
    reader = made(account, **{"from": first})
    reader.open()
    shown = card(phone)
    within(shown, "sharing.since").click()
    within(shown, "sharing.sinceYes").click()
    expect(phone.words("sharing.moved")).to_be_visible()
    ask_for_the_password(phone)
    within(shown, "kept.undo").click()
    phone.button("password.cancel").click()
    assert reader.report()["check_ins"] == 1
    ask_for_the_password(phone)
    within(shown, "kept.undo").click()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    phone.button("password.submit").click()
    expect(phone.words("sharing.movedBack")).to_be_visible()
    expect(within(shown, "sharing.since")).to_be_visible()
    expect(within(shown, "kept.undo")).to_have_count(0)
    assert (shares(account)[0]["from"], reader.report()["check_ins"]) == (first, 2)


def test_a_share_can_be_narrowed_and_extended(phone: Phone, account: Account) -> None:
    reader = made(account)
    reader.open()
    assert NOTE in str(reader.report())
    change(phone, account)
    assert look_at(phone, "share-change") == []
    switch(phone, "newShare.words").uncheck()
    field(phone, "newShare.firstDay").fill(day(-7))
    field(phone, "newShare.holdBack").select_option("1")
    field(phone, "newShare.lastDay").fill(day(90))
    save(phone)
    [share] = shares(account)
    assert [share["sections"], share["from"], share["hold_back_days"]] == [["sensations"], day(-7), 1]
    assert share["expires_at"][:10] in (day(90), day(89))  # the last second of that day in Lisbon
    assert NOTE not in str(reader.report())
    assert reader.report()["check_ins"] == 0


def test_only_changed_fields_are_sent(phone: Phone, account: Account) -> None:
    made(account, pin="0042")
    change(phone, account)
    save(phone)
    assert [method for method, path in phone.watch.writes() if path.startswith("/api/shares/")] == []
    change(phone, account)
    phone.textbox(text("newShare.topic")).fill("Sundays")
    save(phone)
    assert shares(account)[0]["topic"] == "Sundays"
    assert shares(account)[0]["has_pin"]


def test_a_pin_can_be_replaced_and_removed(phone: Phone, account: Account) -> None:
    reader = made(account)
    reader.open()
    change(phone, account)
    phone.page.get_by_role("radio", name=text("changeShare.pin.new")).check()
    phone.button("changeShare.save").click()
    expect(phone.words("newShare.pinNot")).to_be_visible()
    phone.textbox(text("newShare.pin")).fill("0042")
    save(phone)
    assert [reader.open(), reader.open("0042")] == [401, 201]
    change(phone, account)
    phone.page.get_by_role("radio", name=text("changeShare.pin.none")).check()
    save(phone)
    assert reader.open() == 201


def test_widening_a_share_needs_a_proof(phone: Phone, account: Account) -> None:
    made(account)
    change(phone, account)
    switch(phone, "newShare.people").check()
    ask_for_the_password(phone)
    phone.button("changeShare.save").click()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    phone.button("password.submit").click()
    expect(phone.heading("sharing.title")).to_be_visible()
    assert "people" in shares(account)[0]["sections"]


def test_five_wrong_pins_lock_it_and_its_owner_unlocks_it(phone: Phone, account: Account) -> None:
    reader = made(account, pin="0042")
    assert card(phone).get_by_text(text("sharing.locked")).count() == 0
    for _ in range(LOCKS_AFTER):
        reader.open("1111")
    assert reader.open("0042") == 404
    phone.page.reload()
    expect(card(phone)).to_contain_text(text("sharing.locked"))
    assert look_at(phone, "sharing-locked") == []
    within(card(phone), "sharing.unlock").click()
    expect(phone.words("sharing.unlocked")).to_be_visible()
    assert reader.open("0042") == 201


def test_the_owner_can_preview_a_share(phone: Phone, account: Account) -> None:
    made(account, topic="Sundays")
    card(phone).get_by_role("link", name=text("sharing.look"), exact=True).click()
    expect(phone.heading("sharing.lookTitle")).to_be_visible()
    expect(phone.page.locator(".sheet").get_by_text(NOTE)).to_be_visible()
    assert look_at(phone, "share-look") == []
    phone.link("app.back").click()
    expect(card(phone)).to_be_visible()
    [share] = account.ask("GET", "/api/shares/")["results"]
    assert account.ask("GET", f"/api/shares/{share['id']}/views/")["results"] == []


def test_an_expired_share_can_be_extended_and_a_stopped_one_cannot(phone: Phone, account: Account) -> None:
    made(account)
    within(card(phone), "sharing.stop").click()
    within(card(phone), "sharing.stopYes").click()
    expect(phone.page.get_by_role("heading", name=text("sharing.ended"))).to_be_visible()
    expect(card(phone).get_by_role("link")).to_have_count(0)
    phone.open(f"/you/sharing/{shares(account)[0]['id']}")
    expect(phone.words("changeShare.stopped")).to_be_visible()
    phone.watch.expect(404, "/api/shares/.*")
    phone.open("/you/sharing/00000000-0000-4000-8000-000000000000")
    expect(phone.words("sharing.gone")).to_be_visible()


def test_one_tap_stops_all_shares(phone: Phone, account: Account) -> None:
    readers = [made(account, label=name) for name in ("M.", "N.", "O.")]
    for reader in readers:
        reader.open()
    expect(card(phone, "O.")).to_be_visible()
    phone.button("sharing.stopAll").click()
    expect(phone.words("sharing.stoppedAll")).to_be_visible()
    expect(phone.button("sharing.stopAll")).to_have_count(0)
    assert all(share["revoked_at"] for share in shares(account))
    assert [reader.open() for reader in readers] == [404] * 3


def test_shares_that_could_not_be_stopped_are_reported(phone: Phone, account: Account) -> None:
    reader = made(account, label="N.")
    made(account)
    expect(card(phone, "N.")).to_be_visible()
    phone.watch.expect_no_network()
    phone.page.route(f"**/api/shares/{reader.share}/", lambda route: route.abort(), times=1)
    phone.button("sharing.stopAll").click()
    expect(phone.words("sharing.stoppedSome", n=1, all=2, left=1)).to_be_visible()
    assert reader.open() == 201
    phone.button("sharing.stopAll").click()
    expect(phone.words("sharing.stoppedAll")).to_be_visible()
    assert reader.open() == 404
