"""A therapist with several links open in one browser: each tab shows its own share only."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.reading import ASKED, COME_BACK, for_the_session, opened, shared
from tests.e2e.texts import text
from tests.services.serving import Serving

Made = dict[str, Any]
REPORT = "**/report/**"


@pytest.fixture
def robin(server: Serving, username: str) -> Account:
    account = Account.sign_up(server.origin, username)
    for_the_session(account)
    return account


def several(robin: Account, count: int) -> list[Made]:
    return [shared(robin, label=f"Client {number}") for number in range(count)]


def shows_its_own(tab: Phone, made: Made) -> None:
    expect(tab.words("therapist.from", label=made["label"])).to_be_visible()
    expect(tab.page.get_by_text("Client ")).to_have_count(2)  # at the top, and beside "I have read this"
    expect(tab.quoted(ASKED)).to_be_visible()


def has_ended(tab: Phone, made: Made) -> None:
    expect(tab.heading("therapist.closedTitle")).to_be_visible()
    expect(tab.page.get_by_text("Client ")).to_have_count(0)


def test_ten_links_in_ten_tabs_are_independent(robin: Account, laptop: Phone) -> None:
    all_made = several(robin, 10)
    tabs = [laptop, *(laptop.another_tab() for _ in all_made[1:])]
    pairs = list(zip(tabs, all_made, strict=True))
    for tab, made in pairs:
        tab.page.clock.install()
        opened(tab, made["link"])
    for tab, made in pairs:
        with tab.page.expect_response(REPORT):
            tab.page.evaluate(COME_BACK)
        shows_its_own(tab, made)
        with tab.page.expect_response(REPORT):
            tab.page.clock.run_for(61_000)
        shows_its_own(tab, made)
        with tab.page.expect_response(REPORT):
            tab.page.get_by_role("combobox", name=text("therapist.span")).select_option("4w")
        shows_its_own(tab, made)
        tab.page.reload()
        shows_its_own(tab, made)

    tabs[3].button("therapist.acknowledge").click()
    expect(tabs[3].words("therapist.acknowledged", label=all_made[3]["label"])).to_be_visible()
    kept = robin.ask("GET", "/api/shares/")["results"]
    assert [each["label"] for each in kept if each["acknowledged_at"]] == ["Client 3"]

    laptop.watch.expect(401, "/api/shared/[^/]+/report/")
    tabs[5].button("therapist.close").click()
    expect(tabs[5].heading("therapist.endedTitle")).to_be_visible()
    robin.ask("PATCH", f"/api/shares/{all_made[7]['id']}/", {"revoked": True})
    for number, (tab, made) in enumerate(pairs):
        tab.page.reload()
        if number in (5, 7):
            has_ended(tab, made)
        elif number != 3:
            shows_its_own(tab, made)
    expect(tabs[3].words("therapist.acknowledged", label="Client 3")).to_be_visible()


def test_without_a_link_no_request_is_sent(robin: Account, laptop: Phone) -> None:
    (made,) = several(robin, 1)
    opened(laptop, made["link"])
    other = laptop.another_tab()
    asked = len(laptop.watch.sent)
    other.page.goto(f"{laptop.origin}/s")
    expect(other.heading("therapist.noLink")).to_be_visible()
    assert laptop.watch.sent[asked:] == []
    shows_its_own(laptop, made)


def test_another_link_in_the_same_tab_opens_and_back_shows_the_first(robin: Account, laptop: Phone) -> None:
    """The browser doesn't reload the page, since only the fragment differs."""
    first, second = several(robin, 2)
    opened(laptop, first["link"])
    laptop.page.evaluate("link => { location.href = link }", second["link"])
    expect(laptop.heading("therapist.before")).to_be_visible()
    assert laptop.page.url == f"{laptop.origin}/s"
    laptop.button("therapist.open").click()
    shows_its_own(laptop, second)
    laptop.page.evaluate("history.back()")
    shows_its_own(laptop, first)
    laptop.page.evaluate("history.forward()")
    shows_its_own(laptop, second)
    laptop.page.reload()
    shows_its_own(laptop, second)


def test_a_late_response_does_not_replace_another_share(robin: Account, laptop: Phone) -> None:
    first, second = several(robin, 2)
    opened(laptop, first["link"])
    held: list[Route] = []
    its_report = f"**/api/shared/{first['id']}/report/**"
    laptop.page.route(its_report, lambda route: held.append(route))
    with laptop.page.expect_request(its_report):
        laptop.page.evaluate(COME_BACK)
    laptop.page.evaluate("link => { location.href = link }", second["link"])
    laptop.button("therapist.open").click()
    shows_its_own(laptop, second)
    (late,) = held
    with laptop.page.expect_response(its_report):
        late.continue_()
    shows_its_own(laptop, second)
