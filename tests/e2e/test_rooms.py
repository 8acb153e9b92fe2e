"""The rooms Look back, Practise and You."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.account import PASSWORD, Account, enter
from tests.e2e.phone import SCREEN, Phone
from tests.e2e.texts import codes, consent, label, text


def weeks_ago(weeks: int, hour: int = 20) -> datetime:
    return (datetime.now(UTC) - timedelta(weeks=weeks)).replace(hour=hour, minute=5, second=0)


def a_quarter(account: Account) -> None:
    """Check-ins on some days of eight weeks, from another device."""
    for week in range(8):
        felt = [{"code": "chest-tightness", "strength": 2 + week, "place": "chest", "side": "front"}]
        account.keep(weeks_ago(week), sensations=felt)
        if week % 2:
            account.keep(weeks_ago(week, hour=9), sensations=[{"code": "ease", "strength": 6}])


@pytest.mark.parametrize(
    ("path", "script", "title"),
    [
        ("/look-back", "looking-back", "lookBack.title"),
        ("/practise", "practising", "practise.title"),
        ("/you", "you", "you.title"),
    ],
)
def test_a_room_opened_directly_shows_its_heading_before_its_script_is_there(
    laptop: Phone, path: str, script: str, title: str
) -> None:
    phone = laptop  # nothing is cached in it
    phone.page.set_viewport_size({"width": 390, "height": 844})
    held: list[Route] = []
    phone.context.route(f"**/assets/{script}-*.js", lambda route: held.append(route))
    with phone.page.expect_request(f"**/assets/{script}-*.js"):
        phone.page.goto(f"{phone.origin}/#{path}", wait_until="commit")
    expect(phone.heading(title)).to_be_visible()
    expect(phone.page.get_by_role("navigation", name=text("app.rooms"))).to_be_visible()
    top = "heading => heading.getBoundingClientRect().top"
    before = phone.heading(title).evaluate(top)
    for route in held:
        route.continue_()
    phone.page.locator(SCREEN).wait_for(state="attached")
    assert phone.heading(title).evaluate(top) == before


def test_look_back_shows_days_and_their_entries(phone: Phone) -> None:
    phone.notice("jaw-tension", strength=4)
    phone.link("kept.enough").click()
    phone.notice("ease")
    phone.room("lookBack")
    day = phone.link("lookBack.today")
    expect(day).to_contain_text(text("lookBack.count.check-ins", n=2))
    day.click()
    expect(phone.heading("lookBack.today")).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("time")).to_have_count(2)


def test_look_back_draws_the_body_by_week_with_a_sentence_and_a_table(phone: Phone, username: str) -> None:
    a_quarter(Account.sign_up(phone.origin, username))
    phone.sign_in(username)
    phone.room("lookBack")
    sensation = label("sensations", "chest-tightness")
    when = text("patterns.mostly.evening", count=8)
    most = text("patterns.mostWhen", sensation=sensation, count=8, n=12, when=when)
    expect(phone.page.get_by_text(most)).to_be_visible()
    table = phone.page.get_by_role("table", name=text("patterns.table"))
    row = table.get_by_role("row").filter(has=phone.page.get_by_role("rowheader", name=sensation))
    expect(row.get_by_role("cell")).to_have_text(
        [text("patterns.cell", n=1, strength=2 + week) for week in reversed(range(8))]
    )


def test_off_line_the_picture_shows_its_age(phone: Phone, username: str) -> None:
    a_quarter(Account.sign_up(phone.origin, username))
    phone.sign_in(username)
    with phone.page.expect_response("**/api/patterns/**"):
        phone.room("lookBack")
    expect(phone.page.get_by_role("table", name=text("patterns.table"))).to_be_attached()
    expect(phone.words("patterns.here")).to_have_count(0)
    phone.wait_for_shell()
    phone.lose_network()
    phone.page.reload()
    expect(phone.page.get_by_role("table", name=text("patterns.table"))).to_be_attached()
    expect(phone.page.get_by_text(text("patterns.asOf", when="").split(",")[0][:5])).to_be_visible()


def test_settling_works_off_line_from_the_first_visit_on(phone: Phone) -> None:
    phone.wait_for_shell()
    phone.lose_network()
    phone.room("practise")
    phone.link("practise.settle").click()
    steps = codes("settling")
    for number, step in enumerate(steps, start=1):
        expect(phone.titled(label("settling", step))).to_be_visible()
        expect(phone.words("settle.step", n=number, of=len(steps))).to_be_visible()
        phone.link("settle.next" if number < len(steps) else "settle.done").click()
    expect(phone.heading("practise.title")).to_be_visible()


def test_too_much_closes_the_questions_and_saves_the_words(phone: Phone) -> None:
    entry = phone.notice("urge-to-withdraw")
    phone.link("kept.curious").click()
    phone.answer("feeling", "backing out of the room")
    phone.link("app.tooMuch").click()
    expect(phone.heading("tooMuch.title")).to_be_visible()
    expect(phone.words("tooMuch.kept")).to_be_visible()
    phone.open(f"/entry/{entry}")
    expect(phone.quoted("backing out of the room")).to_be_visible()


def downloaded(phone: Phone) -> dict[str, Any]:
    with phone.page.expect_download() as download:
        phone.button("data.take").click()
    content: dict[str, Any] = json.loads(download.value.path().read_text())
    return content


def test_the_export_contains_everything(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    entry = phone.notice("numbness", strength=10)
    phone.answer_and_leave("cotton wool")
    phone.wait_until_stored()
    phone.open("/you/data")
    content = downloaded(phone)
    assert content["account"]["username"] == username
    [kept] = content["entries"]["check-ins"]
    assert kept["id"] == entry
    assert kept["sensations"][0]["strength"] == 10
    assert kept["answers"]["feeling"] == "cotton wool"


def test_without_an_account_the_export_comes_from_the_phone(phone: Phone) -> None:
    entry = phone.notice("restlessness")
    phone.open("/you/data")
    assert entry in json.dumps(downloaded(phone))


def test_deleting_everything_erases_the_account_and_clears_the_phone(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    phone.room("now")
    phone.notice("ease")
    phone.wait_until_stored()
    phone.open("/you/data")
    phone.button("data.goneYes").click()
    expect(phone.words("data.goneSure")).to_be_visible()
    phone.page.get_by_role("group", name=text("data.goneAsk")).get_by_role(
        "button", name=text("data.goneYes")
    ).click()
    expect(phone.words("data.gone")).to_be_visible()
    assert enter(phone.origin, "login", username).status_code == 400
    phone.room("lookBack")
    expect(phone.words("lookBack.emptyLead")).to_be_visible()


def test_withdrawing_consent_stops_the_server_but_not_the_phone(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    # A request in flight while consent is withdrawn ends like this.
    phone.watch.expect(403, "/api/changes/")
    phone.open("/you/data")
    phone.button("data.withdraw").click()
    group = phone.page.get_by_role("group", name=text("data.withdrawAsk"))
    group.get_by_role("button", name=text("data.withdraw"), exact=True).click()
    expect(phone.words("data.withdrawn")).to_be_visible()
    phone.room("now")
    phone.notice("ease")
    expect(phone.words("entry.kept")).to_be_visible()
    expect(phone.notice_of("notices.consent")).to_be_visible()

    phone.link("notices.consentGo").click()
    phone.page.get_by_role("checkbox", name=consent()["agree"]).check()
    phone.page.get_by_role("checkbox", name=consent()["age"]).check()
    phone.button("consent.give").click()
    phone.wait_until_stored()
    assert len(Account.sign_in(phone.origin, username).check_ins()) == 1


def test_an_old_sign_in_asks_for_the_password_once_more(phone: Phone, username: str) -> None:
    phone.sign_up(username)
    old_sign_in(phone)
    phone.open("/you/data")
    phone.button("data.take").click()
    expect(phone.page.get_by_role("heading", name=text("password.title"))).to_be_visible()
    phone.page.get_by_label(text("form.password"), exact=True).fill(PASSWORD)
    with phone.page.expect_download():
        phone.button("password.submit").click()


def old_sign_in(phone: Phone) -> None:
    """Simulate an old sign-in for the first request that needs a proof."""
    phone.watch.expect(403, "/api/export/")
    problem = {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "code": "reauthentication_required",
    }
    body = json.dumps(problem | {"detail": "", "errors": []})
    phone.page.route(
        "**/api/export/**",
        lambda route: route.fulfill(status=403, content_type="application/problem+json", body=body),
        times=1,
    )


def test_the_dark_theme_can_be_chosen_and_stays(phone: Phone) -> None:
    phone.open("/you/appearance")
    phone.page.get_by_role("radio", name=text("appearance.dark")).check()
    phone.page.reload()
    expect(phone.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone.page.get_by_role("radio", name=text("appearance.dark"))).to_be_checked()


def test_every_path_has_a_screen(phone: Phone) -> None:
    phone.open("/somewhere/else")
    expect(phone.heading("app.nowhere")).to_be_visible()
    phone.link("app.toNow").click()
    expect(phone.heading("now.title")).to_be_visible()
