"""The two pictures of the README, written to docs/ if NOTICING_WRITE_SCREENSHOTS=1, else to the
screenshots."""

import base64
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.account import Account
from tests.e2e.phone import SCREENSHOTS, Phone
from tests.e2e.sharing import make_share
from tests.e2e.small_png import small_png
from tests.e2e.texts import text
from tests.services.chromium import ROOT

FOLDER = ROOT / "docs" if os.environ.get("NOTICING_WRITE_SCREENSHOTS") == "1" else SCREENSHOTS
#: Maximum size in bytes, for readers with a slow connection.
LARGEST = 120_000
#: Code, the hour it was felt at, and its strengths, week by week, the newest first.
QUARTER: dict[str, tuple[int, list[int | None]]] = {
    "chest-tightness": (21, [3, 5, 6, 5, 8, 6, 7, 9]),
    "stomach-knot": (8, [4, 2, 0, 6, 3, 0, 7, 5]),
    "jaw-tension": (19, [0, 6, 3, 4, 0, 8, 5, 6]),
    "numbness": (22, [2, 0, 4, None, 6, 0, 8, 0]),
    "restlessness": (13, [0, 4, 0, 5, 3, 6, 0, 7]),
    "urge-to-withdraw": (18, [4, 0, 6, 0, 7, 5, 8, 0]),
    "ease": (20, [9, 8, 6, 8, 5, 6, 0, 4]),
}


def a_life(account: Account) -> None:
    now = datetime.now(UTC)
    for place, (code, (hour, strengths)) in enumerate(QUARTER.items()):
        for week, strength in enumerate(strengths):
            if strength != 0:
                day = now - timedelta(weeks=week, days=1 + place % 5)
                account.keep(day.replace(hour=hour), sensations=[{"code": code, "strength": strength}])


def for_the_session(account: Account) -> None:
    now = datetime.now(UTC)
    words = "Maybe from being asked to explain before I am ready"
    felt: dict[str, Any] = {"sensations": [{"code": "jaw-tension", "strength": 6}], "moment": "after"}
    day = (now - timedelta(days=3)).replace(hour=20)
    account.keep(day, for_session=True, answers={"protecting": words}, **felt)
    later = (now - timedelta(days=1)).replace(hour=9)
    quiet = "It let go a little when nobody asked me anything"
    account.keep(later, note=quiet, sensations=[{"code": "ease", "strength": 8}])


def side_by_side(page: Page, pictures: list[bytes]) -> bytes:
    sources = [base64.b64encode(picture).decode() for picture in pictures]
    images = "".join(f"<img src='data:image/png;base64,{source}' width='390'>" for source in sources)
    page.set_viewport_size({"width": 24 * 3 + 390 * 2, "height": 844 + 48})
    page.set_content(f"<body style='margin:24px;display:flex;gap:24px;background:#877e70'>{images}")
    return page.screenshot()


def test_two_pictures_for_the_readme(phone: Phone, laptop: Phone, username: str) -> None:
    account = Account.sign_up(phone.origin, username)
    a_life(account)
    for_the_session(account)
    phone.sign_in(username)
    phone.room("now")
    for code, strength in (("chest-tightness", 6), ("jaw-tension", 4)):
        phone.chip(code).click()
        phone.dot(code, strength).click()
    now = phone.page.screenshot()
    phone.room("lookBack")
    expect(phone.page.get_by_role("table", name=text("patterns.table"))).to_be_attached()
    look_back = phone.page.screenshot()

    laptop.page.set_viewport_size({"width": 900, "height": 800})
    laptop.page.goto(make_share(phone, words=True))
    laptop.button("therapist.open").click()
    expect(laptop.button("therapist.acknowledge")).to_be_visible()
    therapist = laptop.page.screenshot(full_page=True)
    laptop.page.goto("about:blank")  # the app's Content-Security-Policy would forbid the next step
    for name, picture in (("therapist", therapist), ("phone", side_by_side(laptop.page, [now, look_back]))):
        small = small_png(laptop.page, picture)
        assert len(small) < LARGEST
        (FOLDER / f"{name}.png").write_bytes(small)
