"""After Keep: one thing per screen, each optional, and changing a check-in's time."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.test_body import tap
from tests.e2e.test_lock import days
from tests.e2e.texts import label, text

LISBON = ZoneInfo("Europe/Lisbon")


def scale(phone: Phone, name: str, number: int) -> Locator:
    group = phone.page.get_by_role("group", name=text(f"closeness.{name}"), exact=True)
    return group.get_by_role("button", name=text("now.strengthOf", strength=number), exact=True)


def answer(phone: Phone, name: str) -> Locator:
    return phone.page.get_by_role("button", name=name, exact=True)


def name_someone(phone: Phone, nickname: str) -> None:
    phone.textbox(text("who.new")).fill(nickname)
    phone.button("who.add").click()
    expect(answer(phone, nickname)).to_have_attribute("aria-pressed", "true")


def stored(phone: Phone, username: str) -> dict[str, Any]:
    """The one check-in, as the server has it."""
    phone.sign_up(username)
    phone.button("notices.sendYes").click()
    phone.wait_until_stored()
    [kept] = Account.sign_in(phone.origin, username).check_ins()
    return kept


def test_all_other_fields_one_thing_per_screen(phone: Phone, username: str) -> None:
    phone.notice("chest-tightness")
    phone.link("kept.more").click()
    expect(phone.heading("body.title")).to_be_visible()
    tap(phone, "chest")
    phone.button("more.next").click()
    answer(phone, label("moments", "after")).click()
    expect(phone.heading("who.title")).to_be_visible()
    name_someone(phone, "Sol")
    phone.button("more.next").click()
    scale(phone, "longing", 8).click()
    scale(phone, "fear", 10).click()
    expect(scale(phone, "longing", 8)).to_have_attribute("aria-pressed", "true")
    phone.button("more.next").click()
    phone.page.get_by_role("button", name=label("responses", "shutdown")).click()
    phone.button("more.next").click()
    phone.textbox(text("more.wordsTitle")).fill("at the door, already leaving")
    phone.button("more.done").click()
    expect(phone.quoted("at the door, already leaving")).to_be_visible()
    expect(phone.quoted("Sol")).to_be_visible()

    kept = stored(phone, username)
    assert [each["place"] for each in kept["sensations"]] == ["chest"]
    assert (kept["moment"], kept["longing"], kept["fear"]) == ("after", 8, 10)
    assert (kept["responses"], kept["note"]) == (["shutdown"], "at the door, already leaving")
    [person] = Account.sign_in(phone.origin, username).ask("GET", "/api/people/")["results"]
    assert (kept["person"], person["nickname"]) == (person["id"], "Sol")


def test_going_on_from_the_body_records_only_tapped_places(phone: Phone, username: str) -> None:
    phone.notice("chest-tightness")
    phone.link("kept.more").click()
    expect(phone.words("body.proposed")).to_be_visible()
    phone.button("more.next").click()
    expect(phone.heading("moment.title")).to_be_visible()
    [felt] = stored(phone, username)["sensations"]
    assert (felt["place"], felt["texture"]) == (None, None)


def test_each_screen_can_be_left(phone: Phone) -> None:
    entry = phone.notice("ease")
    for step, title in (
        ("where", "body.title"),
        ("moment", "moment.title"),
        ("who", "who.title"),
        ("closeness", "closeness.title"),
        ("responses", "more.responsesTitle"),
        ("words", "more.wordsTitle"),
    ):
        phone.open(f"/more/{entry}/{step}")
        expect(phone.heading(title)).to_be_visible()
        phone.button("more.enough").click()
        expect(phone.heading("now.title")).to_be_visible()


def test_one_thing_can_be_changed_by_itself(phone: Phone) -> None:
    entry = phone.notice("ease")
    phone.open(f"/entry/{entry}")
    phone.page.get_by_role("link", name=text("entry.closeness"), exact=True).click()
    scale(phone, "fear", 4).click()
    phone.button("more.done").click()
    expect(phone.words("entry.strength", strength=4)).to_be_visible()
    expect(phone.page.get_by_role("heading", name=text("closeness.longing"), exact=True)).to_have_count(0)

    phone.open(f"/entry/{entry}/closeness")
    scale(phone, "fear", 4).click()
    expect(scale(phone, "fear", 4)).to_have_attribute("aria-pressed", "false")
    phone.button("more.done").click()
    expect(phone.words("entry.strength", strength=4)).to_have_count(0)


STEPS = [text("now.strengthOf", strength=number) for number in (2, 4, 6, 8, 10)]


def heard(group: Locator) -> list[str]:
    """The names of a scale's steps, in order."""
    names: list[str] = group.get_by_role("button").evaluate_all("all => all.map((each) => each.ariaLabel)")
    return names


def test_strength_longing_and_fear_have_one_scale(phone: Phone, username: str) -> None:
    phone.chip("ease").click()
    expect(phone.dots("ease")).to_have_count(5)
    strength = phone.page.get_by_role(
        "group", name=text("now.strength", sensation=label("sensations", "ease"))
    )
    assert heard(strength) == STEPS
    entry = phone.keep()
    phone.open(f"/entry/{entry}/closeness")
    for name in ("longing", "fear"):
        group = phone.page.get_by_role("group", name=text(f"closeness.{name}"), exact=True)
        assert heard(group) == [text("now.none"), *STEPS]
        for end in ("none", "barely", "veryStrong"):
            expect(group.get_by_text(text(f"now.{end}"), exact=True)).to_be_visible()
    fear = phone.page.get_by_role("group", name=text("closeness.fear"), exact=True)
    fear.get_by_role("button", name=text("now.none"), exact=True).click()
    phone.button("more.done").click()
    expect(phone.words("now.none")).to_have_count(1)  # on the entry, and no longer at the ends of the scales
    kept = stored(phone, username)
    assert (kept["longing"], kept["fear"]) == (None, 0)


def test_a_value_between_the_steps_is_drawn_at_its_own_place_and_stays(phone: Phone, username: str) -> None:
    """Earlier versions recorded longing and fear from 0 to 10, and the API takes any strength."""
    account = Account.sign_up(phone.origin, username)
    sensation = {"code": "ease", "strength": 7, "place": None, "side": None, "texture": None}
    account.keep(sensations=[sensation], longing=5, fear=None)
    phone.sign_in(username)
    [kept] = account.check_ins()
    phone.open("/look-back")
    expect(days(phone)).to_have_count(1, timeout=patience(20))  # until then, the entry isn't on the phone
    phone.open(f"/entry/{kept['id']}/edit")
    expect_between(phone, text("now.strength", sensation=label("sensations", "ease")), 7)
    phone.open(f"/entry/{kept['id']}/closeness")
    expect_between(phone, text("closeness.longing"), 5)
    phone.button("more.done").click()
    expect(phone.words("entry.strength", strength=5)).to_be_visible()
    phone.open(f"/entry/{kept['id']}/closeness")
    scale(phone, "longing", 8).click()
    expect(scale(phone, "longing", 8)).to_have_attribute("aria-pressed", "true")
    phone.button("more.done").click()
    expect(phone.words("entry.strength", strength=8)).to_be_visible()
    phone.wait_until_stored()
    [now] = account.check_ins()
    assert ([each["strength"] for each in now["sensations"]], now["longing"]) == ([7], 8)


def expect_between(phone: Phone, scale: str, value: int) -> None:
    """The value stands halfway between the steps beside it, and no step is chosen."""
    group = phone.page.get_by_role("group", name=scale, exact=True)
    own = group.get_by_role("img", name=text("now.strengthOf", strength=value), exact=True)
    expect(own).to_be_visible()
    expect(group.get_by_role("button", pressed=True)).to_have_count(0)
    middles = []
    for number in (value - 1, value + 1):
        step = group.get_by_role("button", name=text("now.strengthOf", strength=number), exact=True)
        box = step.bounding_box()
        assert box is not None
        middles.append(box["x"] + box["width"] / 2)
    box = own.bounding_box()
    assert box is not None
    assert abs(box["x"] + box["width"] / 2 - sum(middles) / 2) < 2


def test_a_person_can_be_chosen_renamed_and_deleted(phone: Phone) -> None:
    first = phone.notice("ease")
    phone.open(f"/entry/{first}/who")
    name_someone(phone, "Sol")
    phone.room("now")
    second = phone.notice("numbness")
    phone.open(f"/entry/{second}/who")
    answer(phone, "Sol").click()
    expect(answer(phone, "Sol")).to_have_attribute("aria-pressed", "true")
    answer(phone, text("who.none")).click()
    expect(answer(phone, "Sol")).to_have_attribute("aria-pressed", "false")

    phone.open("/you/people")
    phone.page.get_by_role("main").get_by_role("link", name="Sol").click()
    phone.link("people.rename").click()
    phone.textbox(text("who.new")).fill("the neighbour")
    phone.button("ownSensations.keep").click()
    expect(phone.titled("the neighbour")).to_be_visible()
    phone.open(f"/entry/{first}")
    expect(phone.quoted("the neighbour")).to_be_visible()

    phone.open("/you/people")
    phone.page.get_by_role("main").get_by_role("link", name="the neighbour").click()
    phone.page.get_by_role("link", name=text("people.letGo", nickname="the neighbour")).click()
    phone.button("people.letGoYes").click()
    expect(phone.words("people.none")).to_be_visible()
    phone.open(f"/entry/{first}")
    expect(phone.words("who.someone")).to_be_visible()


def test_a_check_in_can_be_moved_to_when_it_was(phone: Phone, username: str) -> None:
    entry = phone.notice("restlessness")
    before = datetime.now(LISBON) - timedelta(days=9)
    phone.open(f"/entry/{entry}")
    phone.page.get_by_role("link", name=text("entry.when"), exact=True).click()
    phone.page.get_by_label(text("when.day"), exact=True).fill(f"{before:%Y-%m-%d}")
    phone.page.get_by_label(text("when.time"), exact=True).fill("07:45")
    phone.button("more.done").click()
    expect(phone.page.get_by_role("heading", level=1, name="07:45")).to_be_visible()
    phone.room("now")
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_have_count(0)

    kept = stored(phone, username)
    felt = datetime.fromisoformat(kept["felt_at"]).astimezone(LISBON)
    assert f"{felt:%Y-%m-%d %H:%M}" == f"{before:%Y-%m-%d} 07:45"
    assert (kept["local_date"], kept["zone"]) == (f"{before:%Y-%m-%d}", "Europe/Lisbon")


def test_a_future_time_is_refused(phone: Phone) -> None:
    entry = phone.notice("restlessness")
    ahead = datetime.now(LISBON) + timedelta(days=2)
    phone.open(f"/entry/{entry}/when")
    phone.page.get_by_label(text("when.day"), exact=True).fill(f"{ahead:%Y-%m-%d}")
    phone.button("more.done").click()
    expect(phone.words("when.future")).to_be_visible()
    phone.page.get_by_label(text("when.day"), exact=True).fill("")
    phone.button("more.done").click()
    expect(phone.words("when.none")).to_be_visible()
    phone.room("now")
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_be_visible()


@pytest.mark.parametrize("year", ["0026", "1026", "1899"])
def test_an_ancient_year_is_refused_where_it_is_typed(phone: Phone, year: str) -> None:
    """A year of two digits is one of the first century."""
    entry = phone.notice("restlessness")
    phone.open(f"/entry/{entry}/when")
    day = phone.page.get_by_label(text("when.day"), exact=True)
    day.fill(f"{year}-11-22")
    phone.button("more.done").click()
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(day).to_have_accessible_description(re.compile("1900"))
    expect(phone.heading("when.title")).to_be_visible()
    phone.room("now")
    expect(phone.page.get_by_role("heading", name=text("now.earlier"))).to_be_visible()


def test_a_check_in_is_deleted_after_a_confirmation(phone: Phone) -> None:
    entry = phone.notice("ease")
    phone.open(f"/entry/{entry}")
    phone.link("entry.delete").click()
    phone.link("entry.deleteNo").click()
    expect(phone.link("entry.delete")).to_be_visible()
    phone.link("entry.delete").click()
    phone.button("entry.deleteYes").click()
    expect(phone.button("entry.deleteYes")).to_have_count(0)
    phone.open(f"/entry/{entry}")
    expect(phone.heading("entry.gone")).to_be_visible()
