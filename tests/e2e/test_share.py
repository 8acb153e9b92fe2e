"""A therapist reads a share, within the limits that the person set, until the person stops it."""

import re
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.sharing import card, make_share
from tests.e2e.test_rooms import weeks_ago
from tests.e2e.texts import label, text

NOTE = "It let go a little when nobody asked me anything"
ANSWER = "Maybe from being asked to explain before I am ready"
NEVER = "this stays with me"


@pytest.fixture
def account(phone: Phone, username: str) -> Account:
    """An account with nine check-ins on eight days, one for the session and one never shared."""
    account = Account.sign_up(phone.origin, username)
    for week in range(1, 8):
        account.keep(weeks_ago(week), sensations=[{"code": "jaw-tension", "strength": week + 2}])
    account.keep(weeks_ago(1), sensations=[{"code": "ease", "strength": 8}], note=NOTE)
    kept = {"sensations": [{"code": "chest-tightness", "strength": 6}], "moment": "after"}
    account.keep(weeks_ago(0, 7), for_session=True, answers={"protecting": ANSWER}, **kept)
    account.keep(weeks_ago(2), note=NEVER, never_shared=True)
    phone.sign_in(username)
    return account


def open_page(laptop: Phone, link: str) -> None:
    laptop.page.goto(link)
    laptop.button("therapist.open").click()
    expect(laptop.button("therapist.close")).to_be_visible()


def views(account: Account) -> list[dict[str, Any]]:
    [share] = account.ask("GET", "/api/shares/")["results"]
    results: list[dict[str, Any]] = account.ask("GET", f"/api/shares/{share['id']}/views/")["results"]
    return results


def test_a_link_opens_by_a_button_only(phone: Phone, account: Account, laptop: Phone) -> None:
    link = make_share(phone, words=False)
    assert requests.get(link, timeout=10).headers["Cache-Control"] == "no-store"
    laptop.page.goto(link)
    expect(laptop.heading("therapist.before")).to_be_visible()
    assert views(account) == []
    expect(card(phone)).not_to_contain_text(text("sharing.opened"))

    laptop.button("therapist.open").click()
    expect(laptop.button("therapist.close")).to_be_visible()
    assert len(views(account)) == 1
    phone.page.reload()
    expect(card(phone)).to_contain_text(text("sharing.opened"))


def test_the_page_shows_period_picture_and_shared_words(
    phone: Phone, account: Account, laptop: Phone
) -> None:
    open_page(laptop, make_share(phone, words=True))
    main = laptop.page.get_by_role("main")
    days = text("therapist.days", n=8)
    expect(laptop.words("therapist.checkIns", n=9, days=days)).to_be_visible()
    expect(laptop.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\d{1,2} \w+ .* \d{4}"))
    expect(laptop.page.get_by_role("table", name=text("patterns.table"))).to_be_attached()
    expect(main).to_contain_text(label("sensations", "jaw-tension"))
    expect(laptop.quoted(NOTE)).to_be_visible()
    expect(laptop.quoted(ANSWER)).to_be_visible()
    assert NEVER not in laptop.page.content()
    first = main.get_by_role("blockquote").first
    expect(first).to_have_text(ANSWER)  # marked for the session, so before newer ones
    laptop.screenshot("therapist", full_page=True)


def test_words_are_not_shown_if_not_shared(phone: Phone, account: Account, laptop: Phone) -> None:
    open_page(laptop, make_share(phone, words=False))
    expect(laptop.words("therapist.noWords")).to_be_visible()
    expect(laptop.page.get_by_role("main")).to_contain_text(label("sensations", "chest-tightness"))
    for words in (NOTE, ANSWER, NEVER):
        assert words not in laptop.page.content()


def test_the_person_sees_that_the_share_was_read(phone: Phone, account: Account, laptop: Phone) -> None:
    open_page(laptop, make_share(phone, words=True))
    laptop.button("therapist.acknowledge").click()
    expect(laptop.words("therapist.acknowledged", label="M.")).to_be_visible()
    expect(card(phone)).to_contain_text(text("sharing.read", date="").split(",")[0])


def test_stopping_a_share_closes_the_open_page_with_its_next_request(
    phone: Phone, account: Account, laptop: Phone
) -> None:
    link = make_share(phone, words=True)
    open_page(laptop, link)
    card(phone).get_by_role("button", name=text("sharing.stop"), exact=True).click()
    card(phone).get_by_role("button", name=text("sharing.stopYes"), exact=True).click()
    expect(phone.page.get_by_role("heading", name=text("sharing.ended"))).to_be_visible()

    laptop.watch.expect(401, "/api/shared/[^/]+/(acknowledgement|report)/")
    laptop.button("therapist.acknowledge").click()
    expect(laptop.heading("therapist.closedTitle")).to_be_visible()
    for words in (NOTE, ANSWER, label("sensations", "jaw-tension")):
        assert words not in laptop.page.content()

    laptop.watch.expect(404, "/api/viewings/")
    laptop.page.goto("about:blank")
    laptop.page.goto(link)
    laptop.button("therapist.open").click()
    expect(laptop.words("therapist.unknownText")).to_be_visible()


def test_the_secret_leaves_the_address_bar_and_nothing_stays_after_closing(
    phone: Phone, account: Account, laptop: Phone
) -> None:
    open_page(laptop, make_share(phone, words=True))
    assert laptop.page.url == f"{laptop.origin}/s"
    laptop.button("therapist.close").click()
    expect(laptop.heading("therapist.endedTitle")).to_be_visible()
    laptop.page.go_back()
    laptop.page.goto(f"{laptop.origin}/s")
    expect(laptop.heading("therapist.noLink")).to_be_visible()
    assert laptop.page.evaluate("caches.keys()") == []
    assert laptop.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_an_account_the_screen_says_why_sharing_is_unavailable(phone: Phone) -> None:
    phone.open("/you/sharing")
    expect(phone.words("sharing.needsAccount")).to_be_visible()
