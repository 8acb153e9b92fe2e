"""The helplines of each country on the screen, and the directories for countries without one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PHONE, Browsing
from tests.e2e.phone import Phone
from tests.e2e.texts import CONTENT, text
from tests.services.serving import Serving

HELP = json.loads((CONTENT / "help.json").read_text())
SPANISH = json.loads((CONTENT / "languages/es/app.json").read_text())["help"]


@pytest.fixture
def help_screen(phone: Phone) -> Phone:
    return phone.open("/too-much/help")


@pytest.fixture
def help_on(browsing: Browsing, server: Serving) -> Callable[[str, str], Phone]:
    """The screen on a phone of the time zone and language."""

    def opened(zone: str, locale: str) -> Phone:
        options = PHONE | {"timezone_id": zone, "locale": locale}
        return Phone(*browsing.begin(server.origin, options)).open("/too-much/help")

    return opened


def pick(phone: Phone, country: str) -> None:
    phone.page.get_by_label(text("help.country"), exact=True).select_option(country)


def dialled(phone: Phone) -> Locator:
    return phone.page.locator("a[href^='tel:'], a[href^='sms:']")


def call_link(phone: Phone, number: str, country: str) -> Locator:
    return phone.page.get_by_role("link", name=text("help.call", number=number, country=country), exact=True)


def numbers(country: dict[str, Any]) -> list[str]:
    """The numbers that its links dial, digits only; the emergency number is last."""
    ways = (("tel", "call"), ("sms", "text"))
    wanted = [(scheme, line) for line in country["lines"] for scheme, way in ways if line[way]]
    if country["emergency"]:
        wanted.append(("tel", country["emergency"]))
    return [f"{scheme}:{one['number'].replace(' ', '')}" for scheme, one in wanted]


def test_every_country_has_links_that_dial_its_numbers(help_screen: Phone) -> None:
    for country in HELP["help"]:
        pick(help_screen, country["country"])
        wanted = numbers(country)
        expect(dialled(help_screen)).to_have_count(len(wanted))
        assert [link.get_attribute("href") for link in dialled(help_screen).all()] == wanted
        nationwide = any(line["place"] is None for line in country["lines"] if line["topic"] == "crisis")
        expect(help_screen.words("help.directories")).to_have_count(0 if nationwide else 1)


def test_hints_for_a_call_are_beside_its_number(help_screen: Phone) -> None:
    pick(help_screen, "PE")
    call = call_link(help_screen, number="113", country="Peru")
    expect(call).to_have_attribute("href", "tel:113")
    expect(help_screen.words("help.option", option="5")).to_be_visible()
    pick(help_screen, "CO")
    expect(help_screen.page.get_by_role("heading", name="Línea 106, Bogotá", exact=True)).to_be_visible()
    expect(help_screen.words("help.onlyIn", place="Bogotá")).to_be_visible()
    pick(help_screen, "US")
    expect(help_screen.words("help.languages", languages="English and Spanish")).to_be_visible()
    expect(help_screen.words("help.word", word="START")).to_be_visible()
    pick(help_screen, "CL")
    expect(help_screen.words("help.women")).to_be_visible()
    expect(help_screen.words("help.hours", **{"from": "08:00", "to": "00:00"})).to_be_visible()


def test_lines_on_violence_at_home_have_a_heading_of_their_own(help_screen: Phone) -> None:
    headings = help_screen.page.get_by_role("main").get_by_role("heading")
    pick(help_screen, "FR")
    expect(headings).to_have_text([text("help.title"), text("help.crisis"), "3114", text("help.danger")])
    pick(help_screen, "GB")
    wanted = [
        text("help.title"),
        text("help.crisis"),
        "Samaritans",
        "Shout",
        text("help.violence"),
        "National Domestic Abuse Helpline",
        text("help.danger"),
    ]
    expect(headings).to_have_text(wanted)


@pytest.mark.parametrize("country", ["MX", "CO", "CL", "EU", "other"])
def test_directories_are_named_where_there_is_no_nationwide_line(help_screen: Phone, country: str) -> None:
    pick(help_screen, "GB")
    expect(help_screen.words("help.directories")).to_have_count(0)
    pick(help_screen, country)
    for directory in HELP["directories"]:
        link = help_screen.page.get_by_role("link", name=directory["name"], exact=True)
        expect(link).to_have_attribute("href", directory["url"])
        expect(help_screen.page.locator(f"a[href='{directory['source']}']")).to_be_visible()


def test_the_country_is_proposed_by_time_zone_and_not_stored(help_on: Callable[[str, str], Phone]) -> None:
    phone = help_on("America/Lima", "es-ES")
    picker = phone.page.get_by_label(SPANISH["country"], exact=True)
    expect(picker).to_have_value("PE")
    expect(phone.quoted(SPANISH["zone"].format(country="Perú"))).to_be_visible()
    call = SPANISH["call"].format(number="113", country="Perú")
    expect(phone.page.get_by_role("link", name=call, exact=True)).to_have_attribute("href", "tel:113")
    assert phone.page.evaluate("localStorage.getItem('noticing.country')") is None

    picker.select_option("ES")
    expect(phone.quoted(SPANISH["zone"].format(country="Perú"))).to_have_count(0)
    phone.page.reload()
    expect(picker).to_have_value("ES")
    call = SPANISH["call"].format(number="024", country="España")
    expect(phone.page.get_by_role("link", name=call, exact=True)).to_be_visible()


def test_without_a_place_the_region_of_the_language_is_proposed(help_on: Callable[[str, str], Phone]) -> None:
    phone = help_on("UTC", "en-GB")
    expect(phone.page.get_by_label(text("help.country"), exact=True)).to_have_value("GB")
    expect(phone.words("help.language", country="United Kingdom")).to_be_visible()


def test_members_of_the_eu_without_lines_of_their_own_are_proposed_its_number(help_screen: Phone) -> None:
    expect(help_screen.page.get_by_label(text("help.country"), exact=True)).to_have_value("EU")
    expect(help_screen.words("help.zone", country=text("help.restOfEU"))).to_be_visible()
    expect(call_link(help_screen, number="112", country="European Union")).to_be_visible()


@pytest.mark.parametrize(("zone", "locale"), [("Asia/Tokyo", "en-US"), ("UTC", "es")])
def test_nothing_is_proposed_for_a_country_that_is_not_listed(
    help_on: Callable[[str, str], Phone], zone: str, locale: str
) -> None:
    phone = help_on(zone, locale)
    expect(phone.page.get_by_role("combobox")).to_have_value("")
    expect(dialled(phone)).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "name", "country"),
    [("es", "España", "ES"), ("es-ES", "España", "ES"), ("es-MX", "México", "MX"), ("es-PE", "Perú", "PE")],
)
def test_spanish_speaking_countries_have_their_own_names(
    help_on: Callable[[str, str], Phone], locale: str, name: str, country: str
) -> None:
    phone = help_on("Asia/Tokyo", locale)
    picker = phone.page.get_by_label(SPANISH["country"], exact=True)
    expect(picker).to_have_value("")
    picker.select_option(label=name)
    expect(picker).to_have_value(country)
    expect(phone.page.get_by_role("heading", name=SPANISH["danger"], exact=True)).to_be_visible()
