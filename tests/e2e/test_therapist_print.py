"""The printed shared page: twelve weeks on one sheet of A4, longer periods on several."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.account import Account
from tests.e2e.phone import SCREENSHOTS, Phone
from tests.e2e.reading import ASKED, BRACED, LET_GO, SAID, a_typical_quarter, days_ago, opened, shared
from tests.e2e.texts import label, text
from tests.services.serving import Serving

#: Points: 210 x 297 mm.
A4 = (595, 842)


@pytest.fixture
def robin(server: Serving, username: str) -> Account:
    return Account.sign_up(server.origin, username)


def printed(laptop: Phone, name: str) -> list[str]:
    """The text of each sheet with normalized spaces; the PDF is saved with the screenshots."""
    path = Path(SCREENSHOTS / f"{name}.pdf")
    content = laptop.page.pdf(path=path, prefer_css_page_size=True)
    sheets = PdfReader(BytesIO(content)).pages
    for sheet in sheets:
        assert tuple(round(float(side)) for side in sheet.mediabox[2:]) == A4
    return [" ".join(sheet.extract_text().split()) for sheet in sheets]


def test_twelve_weeks_fit_one_sheet(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    opened(laptop, shared(robin, topic="What closeness does to my chest, and how to say so")["link"])
    period = laptop.page.get_by_role("heading", level=1).inner_text()
    (sheet,) = printed(laptop, "therapist-quarter")
    assert period in sheet
    assert text("therapist.from", label="M.") in sheet
    assert re.search(r"33 check-ins on \d+ days\.", sheet)
    for title in ("topic", "session", "entries"):
        assert text(f"therapist.{title}") in sheet
    for title in ("title", "closeness.title", "times.title", "scales.title", "met.title"):
        assert text(f"patterns.{title}") in sheet
    for words in (ASKED, LET_GO, BRACED, SAID):
        assert words in sheet
    assert sheet.index(ASKED) < sheet.index(LET_GO)  # for the session, so first
    # Elements for the screen only aren't printed.
    for key in ("print", "close", "acknowledge", "span", "line"):
        assert text(f"therapist.{key}") not in sheet
    assert label("received", "read-with-care") not in sheet


def test_the_print_is_the_same_from_a_dark_or_small_screen(robin: Account, laptop: Phone) -> None:
    a_typical_quarter(robin)
    opened(laptop, shared(robin)["link"])
    light = printed(laptop, "therapist-light")
    laptop.page.emulate_media(color_scheme="dark")
    laptop.page.set_viewport_size({"width": 390, "height": 844})
    assert printed(laptop, "therapist-dark") == light


def test_a_very_long_entry_starts_on_the_same_sheet(robin: Account, laptop: Phone) -> None:
    """Rather than leaving a gap: its beginning is on the sheet of the previous entry."""
    for day, length in ((1, 10), (2, 400)):
        robin.keep(
            days_ago(day), note=f"begin{day} " + "and then it was quiet for a while; " * length + f"end{day}"
        )
    opened(laptop, shared(robin)["link"])
    first, *_, last = printed(laptop, "therapist-flowing")
    assert "end1" in first
    assert "begin2" in first
    assert "end2" in last
    assert "end2" not in first


def test_a_longer_period_continues_without_splitting_entries(robin: Account, laptop: Phone) -> None:
    """Entries that the screen shows only on request are printed too."""
    a_typical_quarter(robin)
    for day in range(2, 62):
        words = f"begin{day} " + "and then it was quiet for a while, and nobody asked; " * 6 + f"end{day}"
        robin.keep(days_ago(day, hour=10), note=words, for_session=day < 12)
    opened(laptop, shared(robin)["link"])
    expect(laptop.page.get_by_text(re.compile(r"^begin61 "))).to_be_hidden()
    sheets = printed(laptop, "therapist-long")
    assert 2 <= len(sheets) <= 8
    for day in range(2, 62):
        [begins] = [number for number, sheet in enumerate(sheets) if f"begin{day} " in sheet]
        [ends] = [number for number, sheet in enumerate(sheets) if re.search(rf"end{day}\b", sheet)]
        assert begins == ends, f"the entry of {day} days ago is on two sheets"
