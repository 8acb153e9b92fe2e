"""The shared page: what a reader can do, and when it leaves the screen."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Response, expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.reading import (
    ASKED,
    BRACED,
    COME_BACK,
    LET_GO,
    SAID,
    a_typical_quarter,
    days_ago,
    for_the_session,
    opened,
    shared,
)
from tests.e2e.slow import patience
from tests.e2e.test_for_everyone import faults, press_until, seen_as
from tests.e2e.texts import label, text
from tests.services.serving import Serving

PIN = "0417"
HOUR = 60 * 60 * 1000
REPORT = "**/api/shared/*/report/**"


@pytest.fixture
def robin(server: Serving, username: str) -> Account:
    """A person who shares, without a phone."""
    return Account.sign_up(server.origin, username)


def change(robin: Account, made: dict[str, Any], **changes: Any) -> None:
    robin.ask("PATCH", f"/api/shares/{made['id']}/", changes)


def give(laptop: Phone, pin: str) -> None:
    with laptop.page.expect_response("**/api/viewings/"):
        laptop.textbox(text("therapist.pin.label")).fill(pin)
        laptop.button("therapist.open").click()


def shows_nothing(laptop: Phone) -> None:
    for words in (ASKED, LET_GO, "“M.”", label("sensations", "jaw-tension")):
        assert words not in laptop.page.content()


# -- opening


def test_the_pin_screen_shows_the_tries_left(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    laptop.watch.expect(401, "/api/viewings/")
    laptop.page.goto(shared(robin, pin=PIN)["link"])
    laptop.button("therapist.open").click()
    expect(laptop.heading("therapist.pin.title")).to_be_focused()
    expect(laptop.words("therapist.pin.left", n=5)).to_be_visible()
    laptop.button("therapist.open").click()
    expect(laptop.words("therapist.pin.empty")).to_be_visible()
    give(laptop, "0000")
    expect(laptop.words("therapist.pin.refused")).to_be_visible()
    expect(laptop.words("therapist.pin.left", n=4)).to_be_visible()
    laptop.screenshot("therapist-pin", full_page=True)
    give(laptop, PIN)
    expect(laptop.button("therapist.close")).to_be_visible()
    expect(laptop.quoted(ASKED)).to_be_visible()


def test_after_the_last_try_the_link_looks_dead(robin: Account, laptop: Phone) -> None:
    laptop.watch.expect(401, "/api/viewings/")
    laptop.watch.expect(404, "/api/viewings/")
    link = shared(robin, pin=PIN)["link"]
    laptop.page.goto(link)
    laptop.button("therapist.open").click()
    for left in (4, 3, 2, 1):
        give(laptop, "0000")
        expect(laptop.words("therapist.pin.left", n=left)).to_be_visible()
    give(laptop, "0000")
    expect(laptop.words("therapist.unknownText")).to_be_visible()
    locked = laptop.page.get_by_role("main").inner_html()
    laptop.page.goto("about:blank")
    laptop.page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    laptop.button("therapist.open").click()
    expect(laptop.words("therapist.unknownText")).to_be_visible()
    assert laptop.page.get_by_role("main").inner_html() == locked


@pytest.mark.parametrize("agent", ["facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "curl/8.0"])
def test_a_preview_of_the_link_opens_nothing(robin: Account, agent: str) -> None:
    made = shared(robin)
    for method in ("GET", "HEAD"):
        answer = requests.request(method, made["link"], headers={"User-Agent": agent}, timeout=10)
        assert (answer.status_code, len(answer.cookies)) == (200, 0)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert robin.ask("GET", f"/api/shares/{made['id']}/views/")["results"] == []


# -- the page


def test_the_page_shows_everything_shared(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    robin.ask("PUT", "/api/rest/", {"until": f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"})
    opened(laptop, shared(robin, topic="What closeness does to my chest")["link"])
    page, main = laptop.page, laptop.page.get_by_role("main")
    expect(laptop.words("therapist.from", label="M.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^12 weeks, .* \d{4}$"))
    rested = re.escape(text("therapist.rested", ranges="").rstrip(". "))
    counted = re.compile(rf"^33 check-ins on \d+ days\. Also 5 practices\. {rested} \d")
    expect(main.get_by_text(counted)).to_be_visible()
    for picture in ("", "closeness.", "times.", "scales.", "met.", "people."):
        heading = page.get_by_role("heading", name=text(f"patterns.{picture}title"), exact=True)
        expect(heading).to_be_visible()
        expect(page.get_by_role("table", name=text(f"patterns.{picture}table")).first).to_be_attached()
    expect(laptop.words("patterns.met.said", n=5, said=4)).to_be_visible()
    kept = (
        page.get_by_role("region")
        .or_(main.locator("section"))
        .filter(has=page.get_by_role("heading", name=text("therapist.session"), exact=True))
    )
    expect(kept.get_by_role("blockquote")).to_have_text([ASKED, BRACED, SAID])
    expect(laptop.quoted(LET_GO)).to_be_visible()
    for theme in ("light", "dark"):
        with seen_as(page, theme, 1280, 100):
            laptop.screenshot(f"therapist-page-{theme}-1280", full_page=True)
        with seen_as(page, theme, 390, 100):
            laptop.screenshot(f"therapist-page-{theme}-390", full_page=True)


def test_the_page_is_accessible(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    robin.keep(days_ago(200), note="long ago")  # so that a period can be chosen
    laptop.watch.expect(401, "/api/viewings/")
    laptop.page.goto(shared(robin, topic="What closeness does to my chest", pin=PIN)["link"])
    said = look_at(laptop, "before")
    laptop.button("therapist.open").click()
    expect(laptop.heading("therapist.pin.title")).to_be_visible()
    give(laptop, "0000")
    expect(laptop.words("therapist.pin.refused")).to_be_visible()
    said += look_at(laptop, "pin")
    give(laptop, PIN)
    expect(laptop.button("therapist.close")).to_be_visible()
    laptop.page.get_by_role("combobox", name=text("therapist.span")).select_option("own")
    said += look_at(laptop, "page")
    laptop.button("therapist.acknowledge").click()
    expect(laptop.words("therapist.acknowledged", label="M.")).to_be_visible()
    said += look_at(laptop, "read")
    laptop.button("therapist.close").click()
    expect(laptop.heading("therapist.endedTitle")).to_be_visible()
    said += look_at(laptop, "closed")
    assert not said, "\n".join(said)


def look_at(laptop: Phone, state: str) -> list[str]:
    """Check it on a laptop and a phone, light and dark, and in large type on a small phone."""
    said = []
    views = [(theme, width, 100) for theme in ("light", "dark") for width in (1280, 390)]
    for theme, width, size in (*views, ("light", 320, 200)):
        with seen_as(laptop.page, theme, width, size):
            said += [f"{state} {theme} {width} px {size} %: {fault}" for fault in faults(laptop.page)]
            laptop.screenshot(f"therapist-{state}-{theme}-{width}-{size}", full_page=True)
    return said


def test_the_page_works_by_keyboard_only(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    robin.keep(days_ago(200), note="long ago")
    laptop.page.goto(shared(robin)["link"])
    expect(laptop.button("therapist.open")).to_be_visible()
    press_until(laptop, text("therapist.open"))
    laptop.page.keyboard.press("Enter")
    expect(laptop.page.get_by_role("heading", level=1)).to_be_focused()
    expect(laptop.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^12 weeks"))
    laptop.page.keyboard.press("Tab")
    expect(laptop.page.get_by_role("combobox", name=text("therapist.span"))).to_be_focused()
    laptop.page.keyboard.press("ArrowDown")
    expect(laptop.page.get_by_role("heading", level=1)).not_to_have_text(re.compile(r"^12 weeks"))
    nothing_more = laptop.page.get_by_role("radio", name=text("therapist.lineNone"))
    for _ in range(40):
        laptop.page.keyboard.press("Tab")
        if nothing_more.evaluate("node => node === document.activeElement"):
            break
    laptop.page.keyboard.press("ArrowDown")
    press_until(laptop, text("therapist.acknowledge"))
    laptop.page.keyboard.press("Enter")
    said = text("therapist.acknowledgedLine", label="M.", line=label("received", "read-with-care"))
    expect(laptop.quoted(said)).to_be_focused()


def test_the_first_view_shows_twelve_weeks(
    robin: Account, laptop: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    """The duration is printed but not checked, since it depends on the machine."""
    for day in range(84):
        for hour in (9, 20):
            felt = [{"code": "jaw-tension", "strength": day % 11}]
            note = f"words of day {day}, and a few more of them"
            robin.keep(days_ago(day, hour), note=note, moment="after", sensations=felt, longing=day % 11)
    laptop.page.goto(shared(robin)["link"])
    laptop.page.evaluate("""() => {
      addEventListener('click', () => (window.began = performance.now()), { once: true, capture: true });
      new MutationObserver((_, watching) => {
        if (!document.querySelector('table')) return;
        watching.disconnect();
        requestAnimationFrame(() => setTimeout(() => (window.took = performance.now() - window.began)));
      }).observe(document.body, { childList: true, subtree: true });
    }""")
    laptop.button("therapist.open").click()
    took = laptop.page.wait_for_function("() => window.took", timeout=patience(20)).json_value()
    expect(laptop.words("therapist.days", n=84).or_(laptop.page.get_by_role("status").first)).to_contain_text(
        "168"
    )
    with capsys.disabled():
        sys.stdout.write(f"\nFrom the button to a shared page of twelve weeks: {took:.0f} ms\n")


# -- another time


def test_a_reader_can_look_back_as_far_as_the_share_goes(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    robin.keep(days_ago(120), note="in the summer")
    robin.keep(days_ago(500), note="in another year")
    opened(laptop, shared(robin)["link"])
    expect(laptop.quoted("in the summer")).to_have_count(0)
    span = laptop.page.get_by_role("combobox", name=text("therapist.span"))
    span.select_option("year")
    expect(laptop.quoted("in the summer")).to_be_visible()
    expect(laptop.quoted("in another year")).to_have_count(0)
    span.select_option("all")
    expect(laptop.quoted("in another year")).to_be_visible()
    expect(laptop.quoted(ASKED)).to_be_visible()
    span.select_option("own")
    laptop.page.get_by_label(text("pictures.to"), exact=True).fill(f"{days_ago(400):%Y-%m-%d}")
    laptop.button("therapist.showSpan").click()
    expect(laptop.quoted(ASKED)).to_have_count(0)
    expect(laptop.quoted("in another year")).to_be_visible()
    # The chosen period is kept when the page reloads its report.
    with laptop.page.expect_response(REPORT):
        laptop.page.evaluate(COME_BACK)
    expect(laptop.quoted("in another year")).to_be_visible()
    expect(laptop.quoted(ASKED)).to_have_count(0)


def test_a_short_share_offers_no_longer_period(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    robin.keep(days_ago(120), note="in the summer")
    opened(laptop, shared(robin, **{"from": f"{days_ago(14):%Y-%m-%d}"})["link"])
    expect(laptop.page.get_by_role("combobox", name=text("therapist.span"))).to_have_count(0)
    expect(laptop.quoted(ASKED)).to_be_visible()


def test_entries_left_out_are_counted_and_found_in_a_shorter_period(robin: Account, laptop: Phone) -> None:
    long = "a long page of words, " * 900
    for day in range(30):
        answers = dict.fromkeys(("feeling", "protecting", "learned"), f"{long}")
        robin.keep(days_ago(day), note=f"day {day}: {long}", answers=answers)
    opened(laptop, shared(robin)["link"])
    expect(laptop.page.get_by_role("region", name=text("therapist.leftTitle"))).to_be_visible()
    oldest = laptop.page.get_by_text(re.compile(r"^day 29: "))
    expect(oldest).to_have_count(0)
    show = text("therapist.leftShow", date="").strip()
    laptop.page.get_by_role("button", name=re.compile(f"^{re.escape(show)}")).click()
    expect(laptop.page.get_by_role("region", name=text("therapist.leftTitle"))).to_have_count(0)
    expect(oldest).to_be_visible()


# -- being received


def test_an_acknowledgement_may_have_a_kind_line_only(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    made = shared(robin)
    opened(laptop, made["link"])
    line = label("received", "glad-you-shared")
    laptop.page.get_by_role("radio", name=line).check()
    laptop.button("therapist.acknowledge").click()
    said = text("therapist.acknowledgedLine", label="M.", line=line)
    expect(laptop.quoted(said)).to_be_focused()
    expect(laptop.page.get_by_role("radio")).to_have_count(0)
    expect(laptop.page.get_by_role("textbox")).to_have_count(0)
    kept = robin.ask("GET", f"/api/shares/{made['id']}/")
    assert (kept["acknowledged_at"] is not None, kept["acknowledged_line"]) == (True, "glad-you-shared")
    said_to = f"/api/shared/{made['id']}/acknowledgement/"
    assert laptop.watch.writes() == [("POST", "/api/viewings/"), ("PUT", said_to)]
    laptop.page.reload()  # the cookie opens it again, without the link
    expect(laptop.quoted(said)).to_be_visible()


# -- leaving the screen


def revoke(robin: Account, made: dict[str, Any]) -> None:
    change(robin, made, revoked=True)


def set_pin(robin: Account, made: dict[str, Any]) -> None:
    change(robin, made, pin=PIN)


def forget(robin: Account, made: dict[str, Any]) -> None:
    robin.ask("DELETE", f"/api/shares/{made['id']}/")


@pytest.mark.parametrize("act", [revoke, set_pin, forget], ids=lambda act: act.__name__)
def test_returning_to_the_tab_shows_that_the_share_has_ended(
    robin: Account, laptop: Phone, act: Callable[[Account, dict[str, Any]], None]
) -> None:
    for_the_session(robin)
    made = shared(robin)
    opened(laptop, made["link"])
    expect(laptop.quoted(ASKED)).to_be_visible()
    act(robin, made)
    laptop.watch.expect(401, "/api/shared/[^/]+/report/")
    laptop.page.evaluate(COME_BACK)
    expect(laptop.heading("therapist.closedTitle")).to_be_focused()
    shows_nothing(laptop)


def test_a_visible_page_reloads_every_minute(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    made = shared(robin)
    laptop.page.clock.install()
    opened(laptop, made["link"])
    with laptop.page.expect_response(REPORT):
        laptop.page.clock.run_for(61_000)
    expect(laptop.quoted(ASKED)).to_be_visible()
    revoke(robin, made)
    laptop.watch.expect(401, "/api/shared/[^/]+/report/")
    laptop.page.clock.run_for(61_000)
    expect(laptop.heading("therapist.closedTitle")).to_be_visible()
    shows_nothing(laptop)


@pytest.mark.parametrize("changes", [{"sections": ["sensations", "people"]}, {"hold_back_days": 2}], ids=str)
def test_a_narrowed_share_clears_the_page_and_says_so(
    robin: Account, laptop: Phone, changes: dict[str, Any]
) -> None:
    for_the_session(robin)
    made = shared(robin, sections=["sensations", "words", "people"])
    opened(laptop, made["link"])
    expect(laptop.quoted(LET_GO)).to_be_visible()
    change(robin, made, **changes)
    laptop.page.evaluate(COME_BACK)
    expect(laptop.heading("therapist.narrowerTitle")).to_be_focused()
    shows_nothing(laptop)
    laptop.screenshot("therapist-narrower", full_page=True)
    laptop.button("therapist.narrowerShow").click()
    expect(laptop.words("therapist.from", label="M.")).to_be_visible()
    expect(laptop.quoted(LET_GO)).to_have_count(0)


def test_the_page_closes_after_an_hour_without_input(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    laptop.page.clock.install()
    opened(laptop, shared(robin)["link"])
    expect(laptop.quoted(ASKED)).to_be_visible()
    with laptop.page.expect_response("**/api/shared/*/viewing/"):
        laptop.page.clock.fast_forward(HOUR + 1000)
    expect(laptop.heading("therapist.closedTitle")).to_be_visible()
    shows_nothing(laptop)
    laptop.watch.expect(401, "/api/shared/[^/]+/report/")
    laptop.page.reload()
    expect(laptop.heading("therapist.closedTitle")).to_be_visible()


def test_the_page_says_when_the_network_is_lost_and_recovers(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    opened(laptop, shared(robin)["link"])
    laptop.watch.expect_no_network()
    laptop.context.set_offline(True)
    laptop.page.evaluate(COME_BACK)
    expect(laptop.page.get_by_role("alert")).to_have_text(text("therapist.unreachable"))
    laptop.context.set_offline(False)
    laptop.page.evaluate(COME_BACK)
    expect(laptop.page.get_by_role("alert")).to_have_text("")
    expect(laptop.quoted(ASKED)).to_be_visible()


def test_nothing_of_a_shared_page_stays_in_the_browser(robin: Account, laptop: Phone) -> None:
    for_the_session(robin)
    answers: list[Response] = []
    laptop.page.on("response", lambda answer: answers.append(answer))
    opened(laptop, shared(robin)["link"])
    expect(laptop.quoted(ASKED)).to_be_visible()
    told = [answer for answer in answers if "/api/" in answer.url]
    assert len(told) == 2
    assert all(answer.headers["cache-control"] == "no-store" for answer in told)
    assert laptop.page.evaluate("caches.keys()") == []
    assert laptop.page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert laptop.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert laptop.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert laptop.page.evaluate("document.referrer") == ""
    laptop.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(laptop.quoted(ASKED)).to_have_count(0)
    shows_nothing(laptop)
