"""A share is created in five steps: one can go back from each, and nothing is shared before the last."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import STEPS, Reader, begin, card, go_on, made_link, make_share, shares, switch
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_rooms import a_quarter
from tests.e2e.texts import label, text

NOTE = "On the way home it was quieter"
NEVER = "this stays with me"
TOPIC = "What closeness does to my chest"
WITHOUT_ANSWERING = """(columns) => {
  const copy = columns.cloneNode(true);
  copy.querySelector('.read')?.remove();
  return copy.textContent;
}"""


def radio(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_role("radio", name=re.compile(rf"^{re.escape(text(key))}"))


def topic(phone: Phone) -> Locator:
    return phone.textbox(text("newShare.topic"))


@pytest.fixture
def told(account: Account) -> Account:
    """An account with eight weeks of check-ins, one for the session, and one never shared."""
    a_quarter(account)
    account.keep(note=NOTE, for_session=True, moment="after")
    account.keep(note=NEVER, never_shared=True, sensations=[{"code": "numbness"}])
    return account


def test_one_can_go_back_from_each_step_and_choices_are_kept(phone: Phone, account: Account) -> None:
    begin(phone)
    for name in STEPS[1:]:
        go_on(phone, name)
    for name in reversed(STEPS[:-1]):
        phone.link("app.back").click()
        expect(phone.heading(f"newShare.{name}")).to_be_visible()
    expect(phone.textbox(text("newShare.label"))).to_have_value("M.")
    phone.link("app.back").click()
    expect(phone.heading("sharing.title")).to_be_visible()
    assert shares(account) == []


def test_a_draft_survives_a_reload_without_its_pin(phone: Phone, account: Account) -> None:
    begin(phone)
    go_on(phone, "from")
    topic(phone).fill(TOPIC)
    go_on(phone, "until")
    switch(phone, "newShare.withPin").check()
    phone.textbox(text("newShare.pin")).fill("0042")
    go_on(phone, "preview")
    phone.page.reload()
    expect(phone.heading("newShare.until")).to_be_visible()
    expect(switch(phone, "newShare.withPin")).to_be_checked()
    expect(phone.textbox(text("newShare.pin"))).to_have_value("")
    phone.button("more.next").click()
    expect(phone.words("newShare.pinNot")).to_be_visible()
    phone.link("app.back").click()
    expect(topic(phone)).to_have_value(TOPIC)
    assert "0042" not in str(phone.page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })"))


def test_a_step_needs_its_answer(phone: Phone, account: Account) -> None:
    begin(phone, label=" ")
    phone.button("more.next").click()
    expect(phone.words("newShare.labelEmpty")).to_be_visible()
    phone.textbox(text("newShare.label")).fill("M.")
    expect(phone.words("newShare.labelEmpty")).to_have_count(0)
    go_on(phone, "what")
    switch(phone, "newShare.sensations").uncheck()
    switch(phone, "newShare.people").check()
    phone.button("more.next").click()
    expect(phone.words("newShare.nothing")).to_be_visible()
    switch(phone, "newShare.words").check()
    go_on(phone, "from")
    radio(phone, "newShare.since.day").check()
    phone.button("more.next").click()
    expect(phone.words("newShare.firstDayNone")).to_be_visible()


def test_a_late_step_leads_to_the_first_unanswered_one(phone: Phone, account: Account) -> None:
    phone.open("/you/sharing/new/preview")
    expect(phone.heading("newShare.who")).to_be_visible()


def test_the_server_stores_the_choices(phone: Phone, account: Account) -> None:
    begin(phone)
    radio(phone, "newShare.group").check()
    go_on(phone, "what")
    for section in ("newShare.words", "newShare.practices", "newShare.people"):
        switch(phone, section).check()
    go_on(phone, "from")
    radio(phone, "newShare.since.day").check()
    phone.page.get_by_label(text("newShare.firstDay"), exact=True).fill("2026-02-03")
    phone.page.get_by_label(text("newShare.holdBack"), exact=True).select_option("3")
    topic(phone).fill(TOPIC)
    go_on(phone, "until")
    radio(phone, "newShare.ends.week").check()
    switch(phone, "newShare.withPin").check()
    phone.textbox(text("newShare.pin")).fill("0042")
    go_on(phone, "preview")
    reader = Reader(made_link(phone))
    expect(phone.words("newShare.madePin")).to_be_visible()
    assert [reader.open(), reader.open("1111"), reader.open("0042")] == [401, 401, 201]

    [share] = shares(account)
    wanted = {
        "label": "M.",
        "audience": "group",
        "sections": ["sensations", "words", "practices", "people"],
        "from": "2026-02-03",
        "hold_back_days": 3,
        "topic": TOPIC,
        "has_pin": True,
    }
    assert {name: share[name] for name in wanted} == wanted
    begin(phone, "")
    expect(phone.textbox(text("newShare.label"))).to_have_value("")


def said_on(columns: Locator) -> str:
    """All its texts except those for acknowledging, which only the reader sees."""
    words: str = columns.evaluate(WITHOUT_ANSWERING)
    return " ".join(words.split())


def test_the_preview_has_the_texts_of_the_readers_page(phone: Phone, told: Account, laptop: Phone) -> None:
    begin(phone)
    go_on(phone, "what")
    switch(phone, "newShare.words").check()
    go_on(phone, "from")
    topic(phone).fill(TOPIC)
    go_on(phone, "preview")
    sheet = phone.page.locator(".sheet")
    expect(sheet.get_by_text(NOTE)).to_be_visible()
    before = said_on(sheet.locator(".columns"))
    assert shares(told) == []
    phone.screenshot("share-preview", full_page=True)

    laptop.page.goto(made_link(phone))
    laptop.button("therapist.open").click()
    expect(laptop.page.get_by_text(NOTE)).to_be_visible()
    assert said_on(laptop.page.locator(".columns")) == before
    assert TOPIC in before
    assert NEVER not in before
    assert label("sensations", "numbness") not in before


def test_sharing_with_somebody_close_shows_a_caution(phone: Phone, account: Account) -> None:
    account.ask("PUT", "/api/people/018f0000-0000-7000-8000-000000000001/", {"nickname": "J."})
    phone.open("/you/people").page.reload()
    expect(phone.page.get_by_text("J.", exact=True)).to_be_visible()
    begin(phone)
    expect(phone.words("newShare.trustedCaution")).to_have_count(0)
    radio(phone, "newShare.trusted").check()
    expect(phone.words("newShare.trustedCaution")).to_be_visible()
    phone.textbox(text("newShare.label")).fill("j. ")
    expect(phone.words("newShare.namesake")).to_be_visible()
    assert look_at(phone, "share-who-cautions") == []
    phone.textbox(text("newShare.label")).fill("M.")
    expect(phone.words("newShare.namesake")).to_have_count(0)
    go_on(phone, "what")
    expect(phone.words("newShare.aboutThem")).to_have_count(0)
    switch(phone, "newShare.people").check()
    expect(phone.words("newShare.aboutThem")).to_be_visible()
    go_on(phone, "preview")
    expect(phone.words("newShare.aboutThem")).to_be_visible()


def test_creating_a_link_needs_a_proof(phone: Phone, account: Account) -> None:
    begin(phone)
    go_on(phone, "preview")
    phone.watch.expect(403, "/api/shares/")
    problem = {"status": 403, "code": "reauthentication_required", "errors": []}
    phone.page.route(
        "**/api/shares/",
        lambda route: route.fulfill(status=403, json=problem, content_type="application/problem+json"),
        times=1,
    )
    phone.button("newShare.submit").click()
    expect(phone.page.get_by_role("heading", name=text("password.title"))).to_be_visible()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    phone.button("password.submit").click()
    expect(phone.heading("newShare.madeTitle")).to_be_visible()
    assert len(shares(account)) == 1


def test_without_a_network_no_share_is_created_and_the_draft_is_kept(phone: Phone, account: Account) -> None:
    begin(phone)
    go_on(phone, "until")
    phone.lose_network()
    phone.button("more.next").click()
    expect(phone.words("problems.unreachable")).to_be_visible()
    expect(phone.button("newShare.submit")).to_have_count(0)
    phone.find_network()
    phone.button("app.tryAgain").click()
    expect(phone.button("newShare.submit")).to_be_visible()


def test_the_link_is_shown_once_to_copy_share_or_scan(phone: Phone, account: Account) -> None:
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=phone.origin)
    phone.page.evaluate("navigator.share = async (what) => { window.sent = what; }")
    link = make_share(phone, words=False)
    phone.button("link.copy").click()
    expect(phone.words("link.copied")).to_be_visible()
    assert phone.page.evaluate("navigator.clipboard.readText()") == link
    phone.button("link.send").click()
    phone.page.wait_for_function("window.sent")
    assert phone.page.evaluate("window.sent.url") == link

    phone.page.get_by_text(text("qr.title"), exact=True).click()
    code = phone.page.get_by_role("img", name=text("qr.label"), exact=True)
    expect(code).to_be_visible()
    phone.page.emulate_media(color_scheme="dark")
    assert code.evaluate("svg => [getComputedStyle(svg).backgroundColor, getComputedStyle(svg).color]") == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]
    assert look_at(phone, "share-made-qr") == []


def test_the_link_is_not_shown_again(phone: Phone, account: Account) -> None:
    secret = make_share(phone, words=False).split(".")[-1]
    phone.link("app.back").click()
    expect(card(phone)).to_be_visible()
    assert secret not in phone.page.content()
    phone.page.go_back()
    phone.open("/you/sharing/made")
    expect(phone.heading("sharing.title")).to_be_visible()
    assert secret not in phone.page.content()
    assert secret not in str(phone.page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })"))


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_accessible(phone: Phone, told: Account, name: str) -> None:
    begin(phone)
    go_on(phone, name)
    if name == "from":
        radio(phone, "newShare.since.day").check()
    if name == "until":
        radio(phone, "newShare.ends.day").check()
        switch(phone, "newShare.withPin").check()
    if name == "preview":
        expect(phone.button("newShare.submit")).to_be_visible()
    assert look_at(phone, f"share-{name}") == []
