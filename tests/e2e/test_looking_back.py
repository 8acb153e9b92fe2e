"""Look back: calendar, days, pictures and search, on the phone only unless the test says otherwise."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.account import Account
from tests.e2e.kept_before import HUM, ROBIN, ZONE, check_in, days_ago, felt, fill, some_weeks
from tests.e2e.phone import Phone
from tests.e2e.test_for_everyone import look_at
from tests.e2e.texts import label, text

JAW = label("sensations", "jaw-tension")


@pytest.fixture
def lived_in(phone: Phone) -> Phone:
    """A phone with eleven weeks of check-ins and no account."""
    fill(phone, some_weeks())
    return phone


def grid(phone: Phone) -> Locator:
    return phone.page.get_by_role("grid")


def day_link(phone: Phone, at: datetime) -> Locator:
    name = f"{at:%A} {at.day} {at:%B}"
    return grid(phone).get_by_role("link", name=re.compile(rf"\b{name}"))


def table(phone: Phone, key: str) -> Locator:
    return phone.page.get_by_role("table", name=text(key), exact=True)


def cells(phone: Phone, key: str, row_name: str) -> list[str]:
    row = table(phone, key).get_by_role("row").filter(has=phone.page.get_by_role("rowheader", name=row_name))
    expect(row).to_be_attached()
    return [words.strip() for words in row.get_by_role("cell").all_inner_texts()]


# -- the calendar


def test_the_calendar_names_its_days_and_opens_them(phone: Phone) -> None:
    phone.notice("jaw-tension", strength=4)
    phone.link("kept.enough").click()
    phone.notice("ease")
    phone.room("lookBack")
    today = grid(phone).get_by_role("link", name=re.compile(r"^Today, .*, 2 check-ins$"))
    expect(today).to_have_attribute("aria-current", "date")
    today.click()
    expect(phone.heading("lookBack.today")).to_be_visible()
    expect(phone.page.get_by_role("main").get_by_role("time")).to_have_count(2)


def test_a_row_of_a_day_shows_what_was_felt_how_strongly_with_whom_and_the_first_words(phone: Phone) -> None:
    at = days_ago(2)
    one = check_in(
        at,
        sensations=[felt("jaw-tension", 6), felt("ease")],
        moment="after",
        person=ROBIN,
        note="By the door\nand then outside, where nobody asked",
    )
    fill(phone, [one, check_in(at.replace(hour=9), note="Only words\non two lines")])
    phone.open(f"/look-back/{at.date()}")
    rows = phone.page.get_by_role("main").get_by_role("listitem").filter(has=phone.page.get_by_role("time"))
    expect(rows).to_have_count(2)
    full = phone.page.get_by_role("link", name=JAW)
    for words in (
        f"{JAW} 6, {label('sensations', 'ease')}",
        f"{label('moments', 'after')} · R.",
        "By the door",
    ):
        expect(full).to_contain_text(words)
    expect(full).not_to_contain_text("outside")
    expect(phone.page.get_by_role("link", name="Only words")).not_to_contain_text("two lines")
    assert look_at(phone, "day-rows") == []


def test_a_wide_window_shows_look_back_in_two_columns(lived_in: Phone) -> None:
    phone = lived_in
    phone.page.set_viewport_size({"width": 1000, "height": 800})
    phone.room("lookBack")
    title = phone.page.get_by_role("heading", name=text("patterns.title"), exact=True)
    expect(title).to_be_visible()
    calendar, picture = grid(phone).bounding_box(), title.bounding_box()
    assert calendar
    assert picture
    assert calendar["x"] + calendar["width"] < picture["x"] < 1000
    assert picture["y"] < calendar["y"]
    phone.page.set_viewport_size({"width": 860, "height": 800})
    expect(title).not_to_be_in_viewport(ratio=1)


def test_the_pictures_open_with_a_comparison_of_two_fortnights(phone: Phone) -> None:
    """Counted on the phone, whatever period is chosen, and only from five check-ins on either side on."""
    earlier = [check_in(days_ago(14 + day), sensations=[felt("jaw-tension")]) for day in range(6)]
    fill(phone, earlier + [check_in(days_ago(day), sensations=[felt("ease")]) for day in range(4)])
    phone.open("/look-back/pictures")
    comparison = phone.page.locator(
        "section", has=phone.page.get_by_role("heading", name=text("pictures.fortnights"))
    )
    expect(phone.page.get_by_role("heading", name=text("patterns.title"))).to_be_visible()
    expect(comparison).to_have_count(0)
    fill(phone, earlier + [check_in(days_ago(day), sensations=[felt("ease")]) for day in range(5)])
    expect(comparison.get_by_role("paragraph")).to_have_text(
        [
            f"{JAW}: 0 of 5 check-ins, 6 of 6 before.",
            f"{label('sensations', 'ease')}: 5 of 5 check-ins, 0 of 6 before.",
        ]
    )
    assert look_at(phone, "pictures-fortnights") == []


def test_a_check_in_can_be_added_on_an_empty_past_day(phone: Phone) -> None:
    """It is kept at noon of that day. What was begun on Now is set aside, and offered afterwards."""
    phone.notice("ease")
    phone.room("now")
    phone.chip("numbness").click()
    day = days_ago(1)
    phone.open("/look-back").open(f"/look-back/{day.date()}")
    expect(phone.words("day.gone")).to_be_visible()
    assert look_at(phone, "day-empty") == []
    phone.button("day.add").click()
    said = phone.words("begun.picked", day=f"{day:%A} {day.day} {day:%B}", time="12:00")
    expect(said).to_be_visible()
    phone.chip("jaw-tension").click()
    phone.chip("jaw-tension").click()
    expect(said).to_be_visible()
    phone.chip("jaw-tension").click()
    phone.keep()
    expect(phone.chip("numbness")).to_have_count(0)
    phone.open(f"/look-back/{day.date()}")
    expect(phone.page.get_by_role("link", name=re.compile(f"12:00.*{JAW}"))).to_be_visible()

    phone.room("now")
    expect(
        phone.page.get_by_role("main").get_by_role("status").filter(has_text=text("begun.today"))
    ).to_be_visible()
    phone.button("begun.goOn").click()
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "true")

    # Adding one for today leaves what was begun earlier its own time.
    phone.open(f"/look-back/{days_ago(0).date()}")
    phone.button("day.add").click()
    expect(phone.heading("now.title")).to_be_visible()
    expect(phone.chip("numbness")).to_have_attribute("aria-pressed", "false")
    phone.chip("ease").click()
    expect(
        phone.page.get_by_role("main").get_by_role("status").filter(has_text=text("begun.today"))
    ).to_be_visible()


def test_the_month_can_be_changed_and_a_day_leads_back_to_its_month(lived_in: Phone) -> None:
    phone = lived_in
    phone.room("lookBack")
    month = phone.page.get_by_role("combobox", name=text("calendar.month"))
    newest = month.input_value()
    phone.button("calendar.before").click()
    expect(month).not_to_have_value(newest)
    earlier = month.input_value()
    assert earlier < newest
    grid(phone).get_by_role("link", name=re.compile(r", \d+ ")).first.click()
    phone.page.get_by_role("link", name=text("day.all"), exact=True).click()
    expect(month).to_have_value(earlier)
    phone.button("calendar.after").click()
    expect(month).to_have_value(newest)
    expect(phone.button("calendar.after")).to_be_disabled()
    phone.room("now")
    phone.room("lookBack")
    expect(month).to_have_value(newest)


def test_a_day_links_to_the_adjacent_days_with_entries(lived_in: Phone) -> None:
    phone = lived_in
    phone.open(f"/look-back/{days_ago(3).date()}")
    expect(phone.page.get_by_role("main").get_by_role("time")).to_have_count(1)
    phone.page.get_by_role("link", name=re.compile("^" + text("day.before", day=""))).click()
    expect(phone.titled(f"{days_ago(5):%A} {days_ago(5).day} {days_ago(5):%B}")).to_be_visible()


def test_the_calendar_works_by_keyboard(lived_in: Phone) -> None:
    phone = lived_in
    phone.room("lookBack")
    today = datetime.now(ZoneInfo(ZONE))
    expect(grid(phone).locator("[tabindex='0']")).to_have_count(1)
    grid(phone).locator("[tabindex='0']").focus()
    for key, days in (
        ("ArrowLeft", 1),
        ("ArrowUp", 8),
        ("ArrowRight", 7),
        ("ArrowDown", 0),
        ("ArrowLeft", 1),
    ):
        phone.page.keyboard.press(key)
        there = today - timedelta(days=days)
        expect(phone.page.locator(":focus")).to_contain_text(f"{there:%A} {there.day} {there:%B}")
    phone.page.keyboard.press("PageUp")
    expect(phone.page.locator(":focus")).not_to_contain_text(f"{today:%B}")
    phone.page.keyboard.press("PageDown")
    phone.page.keyboard.press("Enter")
    expect(phone.heading("lookBack.yesterday")).to_be_focused()


def test_days_without_check_ins_are_not_mentioned(lived_in: Phone) -> None:
    lived_in.room("lookBack")
    expect(grid(lived_in).get_by_role("link").first).to_be_visible()
    said = lived_in.page.get_by_role("main").inner_text()
    assert not re.search(
        r"\b(0 check-ins|no check-in|nothing|none|gap|since your last)\b", said, re.IGNORECASE
    )


# -- the pictures


def test_without_an_account_the_phone_counts(lived_in: Phone) -> None:
    phone = lived_in
    phone.room("lookBack")
    when = text("patterns.mostly.evening", count=11)
    most = text(
        "patterns.mostWhen", sensation=label("sensations", "chest-tightness"), count=11, n=31, when=when
    )
    expect(phone.page.get_by_text(most)).to_be_visible()
    expect(phone.words("patterns.here")).to_be_visible()
    expect(table(phone, "patterns.table")).to_be_attached()
    assert not [path for _, path in phone.watch.sent if "patterns" in path]


def test_every_picture_has_its_sentence_and_its_table(lived_in: Phone) -> None:
    phone = lived_in
    phone.room("lookBack")
    phone.link("lookBack.pictures").click()
    expect(phone.heading("pictures.title")).to_be_visible()
    for said in (
        text("patterns.closeness.said", before=3, during=2, after=4, n=31),
        text("patterns.scales.said", longing=14, fear=9, n=31),
        text("patterns.people.said", count=13, n=31),
        text("patterns.responses.said", response=label("responses", "staying-quiet"), count=11, n=31),
        text("patterns.later.said", count=8, n=31),
    ):
        expect(phone.quoted(said)).to_be_visible()
    assert cells(phone, "patterns.closeness.table", JAW) == ["3", "2", "4"]
    assert cells(phone, "patterns.people.table", "R.") == ["9 of 31"]
    assert cells(phone, "patterns.responses.table", label("responses", "shutdown")) == ["4 of 31"]
    assert cells(phone, "patterns.later.table", label("now", "eased")) == ["4 of 31"]
    assert cells(phone, "patterns.times.table", "21:00") == ["11"]
    expect(table(phone, "patterns.times.weekdaysTable")).to_be_attached()
    expect(table(phone, "patterns.scales.table")).to_be_attached()


def test_the_chosen_period_is_kept(lived_in: Phone) -> None:
    phone = lived_in
    phone.open("/look-back/pictures")
    periods = phone.page.get_by_role("combobox", name=text("pictures.period"))
    expect(periods).to_have_value("12w")
    periods.select_option("4w")
    lead = phone.page.get_by_role("main").locator("p.quiet[role=status]")
    expect(lead).to_contain_text(text("pictures.lead", n=12, days=text("pictures.days", n=10)))
    periods.select_option("own")
    phone.page.get_by_label(text("pictures.from"), exact=True).fill(str(days_ago(5).date()))
    phone.page.get_by_label(text("pictures.to"), exact=True).fill(str(days_ago(1).date()))
    expect(lead).to_contain_text(text("pictures.lead", n=3, days=text("pictures.days", n=3)))
    expect(phone.words("patterns.few", n=3)).to_be_visible()
    phone.page.get_by_role("link", name=JAW).click()
    expect(phone.titled(JAW)).to_be_visible()
    expect(phone.page.get_by_role("main").locator("p.quiet[role=status]")).to_contain_text("1 of 3")


def test_a_sensations_page_links_to_its_check_ins(lived_in: Phone) -> None:
    phone = lived_in
    phone.open(f"/look-back/sensation/own:{HUM}")
    expect(phone.titled("A low hum")).to_be_visible()
    expect(
        phone.page.get_by_text(re.compile("^" + text("patterns.strengths.said", said=4, count=5)[:-1]))
    ).to_be_visible()
    assert cells(phone, "patterns.people.table", "R.") == ["5 of 5"]
    phone.button("patterns.one.find").click()
    expect(phone.words("search.found", n=5)).to_be_visible()


def test_server_and_phone_count_the_same(phone: Phone, username: str) -> None:
    """The phone counts the same check-ins itself once its session has ended."""
    account = Account.sign_up(phone.origin, username)
    account.ask("PUT", f"/api/people/{ROBIN}/", {"nickname": "R."})
    account.ask("PUT", f"/api/sensations/{HUM}/", {"label": "A low hum"})
    for body in some_weeks(8):
        at = datetime.fromisoformat(body.pop("felt_at"))
        account.keep(at, **body | {"person": body["person"] and ROBIN})
    phone.sign_in(username)
    phone.wait_until_stored()
    phone.open("/look-back/pictures")
    expect(table(phone, "patterns.closeness.table")).to_be_visible()
    with phone.page.expect_response("**/api/patterns/**"):
        phone.page.reload()
    expect(phone.page.get_by_role("heading", name=text("patterns.one.title"))).to_be_visible()
    expect(phone.words("patterns.here")).to_have_count(0)
    expect(phone.page.get_by_text("As of")).to_have_count(0)
    # Counted on the phone: it has received the check-ins.
    expect(phone.page.get_by_role("heading", name=text("pictures.fortnights"))).to_be_visible()
    served = phone.page.get_by_role("main").inner_text()

    phone.watch.expect(401, "/api/.*")
    phone.context.clear_cookies()
    phone.page.reload()
    expect(phone.words("patterns.here")).to_be_visible()
    counted = phone.page.get_by_role("main").inner_text()
    assert counted.replace(text("patterns.here"), "").split() == served.split()


def test_off_line_the_last_counts_are_shown_with_their_age(phone: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    for body in some_weeks(3):
        at = datetime.fromisoformat(body.pop("felt_at"))
        account.keep(
            at,
            sensations=[each for each in body["sensations"] if not each["code"].startswith("own:")],
            note="words",
        )
    phone.sign_in(username)
    with phone.page.expect_response("**/api/patterns/**"):
        phone.open("/look-back/pictures")
    expect(table(phone, "patterns.table")).to_be_attached()
    expect(phone.words("patterns.here")).to_have_count(0)
    phone.wait_for_shell()
    phone.lose_network()
    phone.page.reload()
    expect(table(phone, "patterns.table")).to_be_attached()
    expect(phone.page.get_by_text(text("patterns.asOf", when="").split(",")[0])).to_be_visible()
    # A period that the server has never counted is counted here.
    phone.page.get_by_role("combobox", name=text("pictures.period")).select_option("year")
    expect(phone.words("patterns.here")).to_be_visible()


# -- search


def open_search(phone: Phone) -> None:
    phone.room("lookBack")
    phone.link("lookBack.find").click()
    expect(phone.heading("search.title")).to_be_visible()


def choose(phone: Phone, key: str, option: str) -> None:
    phone.page.get_by_role("combobox", name=text(key)).select_option(label=option)


def test_search_finds_words_and_sends_nothing(lived_in: Phone) -> None:
    phone = lived_in
    open_search(phone)
    asked = len(phone.watch.sent)
    phone.textbox(text("search.words")).fill("WINDOW week 3")
    expect(phone.words("search.found", n=1)).to_be_visible()
    found = phone.page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    expect(found).to_contain_text("Rain on the window, week 3")
    found.click()
    expect(phone.quoted("Rain on the window, week 3")).to_be_visible()
    phone.link("app.back").click()
    expect(phone.textbox(text("search.words"))).to_have_value("WINDOW week 3")
    expect(phone.words("search.found", n=1)).to_be_visible()
    phone.textbox(text("search.words")).fill("snow")
    expect(phone.words("search.none")).to_be_visible()
    assert len(phone.watch.sent) == asked
    assert "window" not in phone.page.url


def test_search_by_sensation_person_and_moment(lived_in: Phone) -> None:
    phone = lived_in
    open_search(phone)
    choose(phone, "search.sensation", JAW)
    expect(phone.words("search.found", n=11)).to_be_visible()
    choose(phone, "search.person", "R.")
    expect(phone.words("search.found", n=4)).to_be_visible()
    choose(phone, "search.moment", label("moments", "before"))
    expect(phone.words("search.found", n=1)).to_be_visible()
    phone.button("search.again").click()
    expect(phone.words("search.found", n=1)).to_have_count(0)
    expect(phone.page.get_by_role("combobox", name=text("search.sensation"))).to_have_value("")


def test_search_ignores_accents_and_finds_a_new_entry(phone: Phone) -> None:
    fill(phone, [check_in(days_ago(2), note="Uma mão quente 🌊", sensations=[felt("ease")])])
    open_search(phone)
    phone.textbox(text("search.words")).fill("MAO 🌊")
    expect(phone.words("search.found", n=1)).to_be_visible()
    other = phone.another_tab().open("/words")
    other.textbox(text("ownWords.title")).fill("mão e mar 🌊")
    other.keep()
    expect(phone.words("search.found", n=2)).to_be_visible()


# -- for everyone


def test_looking_back_is_accessible(lived_in: Phone) -> None:
    phone = lived_in
    said = []
    for name, path in {
        "look-back-lived-in": "/look-back",
        "day-lived-in": f"/look-back/{days_ago(10).date()}",
        "pictures": "/look-back/pictures",
        "sensation": "/look-back/sensation/chest-tightness",
        "search": "/look-back/search",
    }.items():
        phone.open(path)
        if name != "day-lived-in" and name != "search":
            expect(phone.words("patterns.here")).to_be_visible()
        said += look_at(phone, name)
    phone.textbox(text("search.words")).fill("rain")
    expect(phone.words("search.found", n=4)).to_be_visible()
    said += look_at(phone, "search-found")
    phone.open("/look-back/pictures")
    phone.page.get_by_role("combobox", name=text("pictures.period")).select_option("own")
    said += look_at(phone, "pictures-own")
    assert not said, "\n".join(said)
