"""People: signs are counted, and "safe enough" is the person's own choice."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.kept_before import PUT, SAM, check_in, days_ago, felt, fill, row
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.test_practices import practice, practised_before
from tests.e2e.test_repairs import repair, ruptured_before
from tests.e2e.texts import label, text

CARE = label("people.welcoming", "care")
REFUSES = label("people.careful", "refuses-repair")


def main(phone: Phone) -> Locator:
    return phone.page.get_by_role("main")


def sign(phone: Phone, name: str) -> Locator:
    return main(phone).get_by_role("listitem").filter(has_text=name)


def notice(phone: Phone, name: str, times: int) -> None:
    """That it says so, before it is tapped again."""
    phone.button("people.signs.more", sign=name).click()
    expect(sign(phone, name)).to_contain_text(text("people.signs.times", n=times))


def answer(phone: Phone, name: str) -> Locator:
    return main(phone).get_by_role("button", name=name, exact=True)


def back_at(phone: Phone, nickname: str) -> None:
    phone.button("more.done").click()
    expect(phone.titled(nickname)).to_be_visible()


def stored(account: Account) -> dict[str, Any]:
    [one] = account.ask("GET", "/api/people/")["results"]
    return {name: one[name] for name in ("nickname", "safe", "color", "signs")}


def test_signs_are_counted_off_line_and_synced_to_another_phone(
    phone: Phone, new_phone: Callable[..., Phone], username: str
) -> None:
    phone.sign_up(username)
    phone.lose_network()
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill("Sol")
    phone.button("who.add").click()
    main(phone).get_by_role("link", name="Sol").click()
    expect(phone.words("people.safe.unsaid")).to_be_visible()

    notice(phone, CARE, 1)
    notice(phone, CARE, 2)
    notice(phone, REFUSES, 1)
    phone.button("people.signs.less", sign=REFUSES).click()
    expect(phone.button("people.signs.less", sign=REFUSES)).to_have_count(0)

    phone.link("people.safe.link").click()
    answer(phone, label("people.safe", "not-now")).click()
    expect(phone.words("people.safe.notNow")).to_be_visible()
    back_at(phone, "Sol")
    phone.link("people.color.link").click()
    answer(phone, label("people.colors", "moss")).click()
    expect(answer(phone, label("people.colors", "moss"))).to_have_attribute("aria-pressed", "true")
    back_at(phone, "Sol")

    phone.find_network()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    kept = {"nickname": "Sol", "safe": "not-now", "color": "moss", "signs": [{"code": "care", "count": 2}]}
    assert stored(account) == kept

    second = new_phone()
    second.sign_in(username)
    second.open("/you/people")
    expect(main(second).get_by_role("listitem")).to_contain_text([label("people.safe", "not-now")])
    main(second).get_by_role("link", name="Sol").click()
    notice(second, CARE, 3)
    second.wait_until_stored()
    assert stored(account) == kept | {"signs": [{"code": "care", "count": 3}]}


def test_a_conflict_about_a_person_shows_both_versions(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.open("/you/people")
    phone.textbox(text("who.new")).fill("Sol")
    phone.button("who.add").click()
    phone.wait_until_stored()
    account = Account.sign_in(phone.origin, username)
    [sol] = account.ask("GET", "/api/people/")["results"]
    path, match = f"/api/people/{sol['id']}/", {"If-Match": f'"{sol["revision"]}"'}
    phone.watch.expect(412, path)
    phone.lose_network()
    phone.open(f"/you/people/{sol['id']}")
    notice(phone, CARE, 1)
    twice = [{"code": "care", "count": 2}]
    account.ask("PUT", path, {"nickname": "Sol", "safe": "yes", "signs": twice}, match)
    phone.find_network()
    mine, theirs = (f"{CARE}: {text('people.signs.times', n=n)}" for n in (1, 2))
    safe = label("people.safe", "yes")  # changed there only, so both versions have it
    expect(phone.quoted(f"{text('conflict.mine')} Sol · {safe} · {mine}")).to_be_visible()
    expect(phone.quoted(f"{text('conflict.theirs')} Sol · {safe} · {theirs}")).to_be_visible()
    phone.button("conflict.keepMine").click()
    phone.wait_until_stored()
    assert stored(account) == {
        "nickname": "Sol",
        "safe": "yes",
        "color": None,
        "signs": [{"code": "care", "count": 1}],
    }


#: The screens on which the app suggests something.
PUT_FORWARD = (
    "/",
    "/practise",
    "/practise/choose/micro-authenticity",
    "/practise/choose/receiving",
    "/practise/try/ask-for-help",
    "/settle",
    "/too-much",
)
THEIRS, OTHER = label("practices", "ask-for-help"), label("practices", "name-feeling")


@pytest.mark.parametrize(
    ("safe", "on_now", "waiting"),
    [
        ("unsure", text("practise.roomForMany", n=2), 2),
        ("not-now", text("practise.room", practice=OTHER), 1),
    ],
)
def test_nothing_about_somebody_who_is_not_now_is_suggested(
    phone: Phone, safe: str, on_now: str, waiting: int
) -> None:
    """Also run with somebody else, to check that the suggestions would appear."""
    fill(phone, [check_in(days_ago(1), sensations=[felt("ease")], person=SAM)])
    phone.page.evaluate(PUT, [row("people", {"nickname": "Saskia", "safe": safe}, "", entry_id=SAM)])
    practised_before(
        phone,
        [practice(days_ago(1), "ask-for-help", person=SAM), practice(days_ago(2), "name-feeling")],
    )
    ruptured_before(phone, [repair(days_ago(1), person=SAM)])
    phone.open("/")
    expect(main(phone)).to_contain_text(on_now)
    phone.open("/practise")
    expect(main(phone).get_by_role("listitem")).to_contain_text([THEIRS, OTHER][-waiting:])
    expect(main(phone).get_by_role("listitem")).to_have_count(waiting)
    for path in PUT_FORWARD:
        phone.open(path)
        expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        expect(main(phone)).not_to_have_attribute("aria-busy", "true")
        expect(main(phone)).not_to_contain_text("Saskia")
    # Nor after a check-in, which is the moment at which one is open to be told.
    phone.room("now")
    phone.notice("ease")
    expect(answer(phone, "R.")).to_be_visible()
    expect(answer(phone, "Saskia")).to_have_count(0 if safe == "not-now" else 1)


def test_people_screens_are_accessible(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(1), sensations=[felt("ease")])])
    phone.open("/you/people")
    said = look_at(phone, "people-some")
    main(phone).get_by_role("link", name="R.").click()
    notice(phone, CARE, 1)
    said += look_at(phone, "person")
    phone.link("people.safe.link").click()
    said += look_at(phone, "person-safe")
    back_at(phone, "R.")
    phone.link("people.color.link").click()
    answer(phone, label("people.colors", "plum")).click()
    expect(answer(phone, label("people.colors", "plum"))).to_have_attribute("aria-pressed", "true")
    said += look_at(phone, "person-color")
    phone.open("/you/people")
    said += look_at(phone, "people-colored")
    assert not said, "\n".join(said)


@pytest.mark.parametrize("kind", ["check-in", "practice", "repair"])
def test_a_nickname_typed_and_not_added_is_taken_by_done(phone: Phone, kind: str) -> None:
    if kind == "check-in":
        path = f"/entry/{phone.notice('ease')}"
    elif kind == "practice":
        path = f"/practise/{practised_before(phone, [practice(days_ago(1))])[0]}"
    else:
        path = f"/repair/{ruptured_before(phone, [repair(days_ago(1))])[0]}"
    phone.open(f"{path}/who")
    field = phone.textbox(text("who.new"))
    field.fill("x" * 61)
    phone.button("more.done").click()
    expect(phone.words("ownSensations.long", n=60)).to_be_visible()
    expect(field).to_have_value("x" * 61)

    field.fill("Sol")
    phone.button("more.done").click()
    expect(main(phone)).to_contain_text("Sol")
    expect(phone.textbox(text("who.new"))).to_have_count(0)
    phone.open("/you/people")
    expect(main(phone).get_by_role("link", name="Sol")).to_have_count(1)
