"""A link damaged by a mail filter or a PDF is repaired in the browser, or the page explains the problem."""

import pytest
from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.reading import ASKED, for_the_session, shared
from tests.e2e.test_therapist import look_at
from tests.services.serving import Serving


@pytest.fixture
def link(server: Serving, username: str) -> str:
    robin = Account.sign_up(server.origin, username)
    for_the_session(robin)
    found: str = shared(robin)["link"]
    return found


@pytest.mark.parametrize(
    "changed", ["%23{}", "%2523{}", "/%23{}", "%23{}).", "#{}/", "#{}>", "/#{}", "?from=mail#{}"]
)
def test_a_repairable_link_opens(link: str, laptop: Phone, server: Serving, changed: str) -> None:
    whole = link.split("#")[1]
    laptop.page.goto(f"{laptop.origin}/s{changed.format(whole)}")
    expect(laptop.heading("therapist.before")).to_be_visible()
    assert laptop.page.url == f"{laptop.origin}/s"
    laptop.button("therapist.open").click()
    expect(laptop.quoted(ASKED)).to_be_visible()
    laptop.page.reload()
    expect(laptop.quoted(ASKED)).to_be_visible()
    assert whole.split(".")[1] not in server.log()


@pytest.mark.parametrize("cut", ["#{:.60}", "%23{:.60}", "#{:.36}"])
def test_an_unrepairable_link_gets_an_explanation(link: str, laptop: Phone, cut: str) -> None:
    laptop.page.goto(f"{laptop.origin}/s{cut.format(link.split('#')[1])}")
    expect(laptop.heading("therapist.apart")).to_be_visible()
    expect(laptop.words("therapist.apartText")).to_be_visible()
    assert laptop.page.url == f"{laptop.origin}/s"
    assert laptop.watch.sent == []


def test_the_explanation_is_accessible(laptop: Phone) -> None:
    laptop.page.goto(f"{laptop.origin}/s%23x")
    expect(laptop.heading("therapist.apart")).to_be_visible()
    assert look_at(laptop, "apart") == []


@pytest.mark.parametrize("path", ["/s/", "/s.", "/s)"])
def test_without_a_link_the_page_gives_an_explanation(laptop: Phone, path: str) -> None:
    laptop.page.goto(laptop.origin + path)
    expect(laptop.heading("therapist.noLink")).to_be_visible()
