"""Every screen in Spanish, and in two pseudo-languages that reveal untranslated texts and unmirrored
layout."""

import json
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.conftest import LAPTOP, PHONE, Browsing
from tests.e2e.every_screen import ZONE, Life, sign_in
from tests.e2e.languages import Pseudo, english_texts, in_greek, seen, unmirrored, untold
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import TOO_WIDE
from tests.e2e.texts import CONTENT
from tests.services.serving import Serving

LEFT, RIGHT = Pseudo("ltr"), Pseudo("rtl")
SPANISH = json.loads((CONTENT / "languages/es/app.json").read_text())
RAW_KEY = re.compile(r"^[a-z]\w*(\.[\w-]+)+$")
#: Names that are the same in every language: the zone, and the phone's browser and system.
NAMES = [ZONE.rpartition("/")[2], "Chrome, Linux", "Chrome, Android"]
#: Where a helpline's number was seen, which is the same in every language, too.
HELP = json.loads((CONTENT / "help.json").read_text())
HOSTS = [host.removeprefix("www.") for host in re.findall(r"https://([^/\"]+)", json.dumps(HELP))]
NAMES += [one["name"] for one in HELP["directories"]] + HOSTS
PICTURED = {
    "/": "now",
    "/look-back": "look-back",
    "/look-back/pictures": "pictures",
    "/practise": "practise",
    "/you": "you",
    "/you/language": "language",
    "/you/reminders": "reminders",
}


@pytest.fixture
def life(server: Serving) -> Life:
    """A person whose username has no letters, since some screens show it."""
    return Life(Account.sign_up(server.origin, str(uuid4().int)[:12]))


def speaking(browsing: Browsing, server: Serving, pseudo: Pseudo, laptop: bool = False) -> Phone:
    options = (LAPTOP if laptop else PHONE) | {"service_workers": "block"}
    context, watch = browsing.begin(server.origin, options)
    # An invented key, and a request of a share's page.
    watch.expect(409, "/_allauth/browser/v1/auth/email/verify")
    pseudo.speak_in(context)
    return Phone(context, watch)


def each_screen(phone: Phone, life: Life) -> Iterator[str]:
    """Open all screens one after another; yields each path."""
    for route, paths in life.screens().items():
        assert paths, f"tests/e2e/every_screen.py has no example of {route}"
        for path in paths:
            phone.open(path)
            expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
            yield path


def faults(page: Page) -> list[str]:
    """Message keys shown instead of texts, and elements that cause horizontal scrolling."""
    keys = [said for said in seen(page) if RAW_KEY.match(said) and said not in HOSTS]
    return keys + [f"it scrolls sideways: {html}" for html in page.evaluate(TOO_WIDE)]


def test_every_text_on_every_screen_is_from_the_catalogue(
    browsing: Browsing, server: Serving, life: Life
) -> None:
    phone = speaking(browsing, server, LEFT)
    sign_in(phone, life.account, PASSWORD)
    expect(phone.titled(in_greek("Account"))).to_be_visible()
    said = [f"{path}: {fault}" for path in each_screen(phone, life) for fault in untold(phone.page, NAMES)]
    assert not said, "\n".join(said)


def test_every_screen_is_mirrored_from_right_to_left(browsing: Browsing, server: Serving, life: Life) -> None:
    phone, mirrored = (speaking(browsing, server, pseudo) for pseudo in (LEFT, RIGHT))
    for each in (phone, mirrored):
        sign_in(each, life.account, PASSWORD)
    said = []
    for path in each_screen(mirrored, life):
        phone.open(path)
        expect(mirrored.page.locator("html")).to_have_attribute("dir", "rtl")
        said += [
            f"{path}: {fault}" for fault in [*settled(phone.page, mirrored.page), *faults(mirrored.page)]
        ]
    assert not said, "\n".join(said)


def settled(page: Page, other: Page) -> list[str]:
    """The differences that remain once both phones have finished loading."""
    for _ in range(int(patience(10) / 100)):
        found = unmirrored(page, other)
        if not found:
            return []
        page.wait_for_timeout(100)
    return found


def test_every_screen_is_in_spanish(browsing: Browsing, server: Serving, life: Life) -> None:
    context, watch = browsing.begin(server.origin, PHONE | {"locale": "es-ES"})
    watch.expect(409, "/_allauth/browser/v1/auth/email/verify")
    phone = Phone(context, watch)
    sign_in(phone, life.account, PASSWORD)
    expect(phone.page.locator("html")).to_have_attribute("lang", "es")
    english, said = english_texts() - spanish_texts(), []
    for path in each_screen(phone, life):
        said += [f"{path}: {text}" for text in [*english.intersection(seen(phone.page)), *faults(phone.page)]]
        if path in PICTURED:
            phone.page.wait_for_load_state("networkidle")
            phone.screenshot(f"spanish-{PICTURED[path]}", scale="css", full_page=True)
    assert not said, "\n".join(said)


def spanish_texts() -> set[str]:
    """The Spanish texts, of which some are the same in English."""

    def leaves(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict | list):
            for child in node.values() if isinstance(node, dict) else node:
                yield from leaves(child)

    catalogue = json.loads((CONTENT / "languages/es/catalogue.json").read_text())
    return {*leaves(SPANISH), *leaves(catalogue)}


@pytest.mark.parametrize("pseudo", [LEFT, RIGHT], ids=["ltr", "rtl"])
def test_every_text_on_the_therapists_page_is_from_the_catalogue(
    browsing: Browsing, server: Serving, life: Life, pseudo: Pseudo
) -> None:
    reader = speaking(browsing, server, pseudo, laptop=True)
    reader.page.goto(life.link)
    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    said = untold(reader.page, NAMES)
    reader.page.locator("main button").first.click()
    expect(reader.page.locator("main article").first).to_be_visible()
    said += untold(reader.page, NAMES) + faults(reader.page)
    assert not said, "\n".join(said)


def test_the_therapists_page_is_in_the_language_of_the_readers_browser(
    browsing: Browsing, server: Serving, life: Life
) -> None:
    context, watch = browsing.begin(server.origin, LAPTOP | {"locale": "es-MX"})
    reader = Phone(context, watch)
    reader.page.goto(life.link)
    reader.page.get_by_role("button", name=SPANISH["therapist"]["open"], exact=True).click()
    expect(reader.page.get_by_role("button", name=SPANISH["therapist"]["close"])).to_be_visible()
    assert not (english_texts() - spanish_texts()).intersection(seen(reader.page))
    reader.screenshot("spanish-therapist", full_page=True)


def test_a_language_chosen_in_you_is_kept_and_set_for_the_account(
    phone: Phone, account: Account, username: str
) -> None:
    phone.open("/you/language")
    phone.page.get_by_role("radio", name="Español", exact=True).check()
    phone.button("language.use").click()
    heading = phone.page.get_by_role("heading", name=SPANISH["language"]["title"], level=1, exact=True)
    expect(heading).to_be_visible()
    expect(phone.page.locator("html")).to_have_attribute("lang", "es")
    with phone.page.expect_response("**/api/changes/**"):
        phone.page.reload()
    assert account.ask("GET", "/api/me/")["language"] == "es"
    phone.lose_network()
    phone.page.goto(f"{phone.origin}/")
    expect(phone.page.get_by_role("heading", name=SPANISH["now"]["title"], level=1)).to_be_visible()
    phone.open("/you/about")
    expect(phone.page.get_by_role("heading", name=SPANISH["about"]["title"], level=1)).to_be_visible()


def test_a_phone_fetches_the_texts_of_its_own_language_only(browsing: Browsing, server: Serving) -> None:
    context, watch = browsing.begin(server.origin, PHONE | {"locale": "es-AR", "service_workers": "block"})
    fetched: list[str] = []
    context.on("request", lambda request: fetched.append(request.url.rsplit("/", 1)[1]))
    phone = Phone(context, watch).open("/you")
    expect(phone.page.get_by_role("heading", name=SPANISH["you"]["title"], level=1)).to_be_visible()
    texts = [found[1] for name in fetched if (found := re.match(r"([a-z]+-(first|rest))-", name))]
    assert sorted(texts) == ["es-first", "es-rest"]
