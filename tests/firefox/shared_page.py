"""A therapist opens a link in Firefox on a laptop, with a PIN, and loses access when it is stopped (`make
firefox`)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from pypdf import PdfReader

from tests.e2e.account import Account
from tests.e2e.phone import SCREENSHOTS
from tests.e2e.texts import text
from tests.firefox.browser import Firefox
from tests.services.serving import Serving

PIN = "4471"
TAB = "\ue004"
NOTE = "It let go a little when nobody asked me anything"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    serving = Serving(tmp_path_factory.mktemp("firefox"))
    serving.start()
    yield serving.origin
    serving.stop()


@pytest.fixture
def laptop() -> Iterator[Firefox]:
    with Firefox() as firefox:
        firefox.size(1280, 800)
        yield firefox


@pytest.fixture
def account(origin: str) -> Account:
    account = Account.sign_up(origin, f"robin{uuid4().hex[:8]}")
    for week in range(8):
        felt = {"code": "jaw-tension", "strength": 3 + week % 4}
        moment = ("before", "during", "after")[week % 3]
        account.keep(datetime.now(UTC) - timedelta(weeks=week), sensations=[felt], moment=moment, fear=week)
    account.keep(for_session=True, note=NOTE, sensations=[{"code": "ease", "strength": 6}])
    return account


def shared(account: Account, **changes: Any) -> dict[str, Any]:
    expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    body = {"label": "M.", "sections": ["sensations", "words"], "expires_at": expires} | changes
    made: dict[str, Any] = account.ask("POST", "/api/shares/", body)
    return made


def test_the_button_and_the_pin_open_the_share(laptop: Firefox, account: Account) -> None:
    made = shared(account, pin=PIN, topic="About the jaw")
    laptop.goes_to(made["link"])
    laptop.reads(text("therapist.before"))
    assert made["link"].split(".")[-1] not in laptop.evaluate("location.href")
    assert account.ask("GET", f"/api/shares/{made['id']}/views/")["results"] == []
    laptop.press(text("therapist.open"))
    laptop.reads(text("therapist.pin.title"))
    laptop.types(TAB + PIN)
    laptop.press(text("therapist.open"))
    laptop.reads(NOTE)
    laptop.reads("About the jaw")
    laptop.shot(SCREENSHOTS / "firefox.png")
    assert len(account.ask("GET", f"/api/shares/{made['id']}/views/")["results"]) == 1


def test_a_stopped_share_disappears_from_an_open_page(laptop: Firefox, account: Account) -> None:
    made = shared(account)
    laptop.goes_to(made["link"])
    laptop.press(text("therapist.open"))
    laptop.reads(NOTE)
    account.ask("PATCH", f"/api/shares/{made['id']}/", {"revoked": True})
    laptop.evaluate("window.dispatchEvent(new Event('focus')), null")
    laptop.reads(text("therapist.closedTitle"))
    assert NOTE not in laptop.text


def test_the_owner_sees_that_it_was_read(laptop: Firefox, account: Account) -> None:
    made = shared(account)
    laptop.goes_to(made["link"])
    laptop.press(text("therapist.open"))
    laptop.press(text("therapist.acknowledge"))
    laptop.reads(text("therapist.acknowledged", label="M."))
    assert account.ask("GET", f"/api/shares/{made['id']}/")["acknowledged_at"]


def test_it_prints_on_a4(laptop: Firefox, account: Account, tmp_path: Path) -> None:
    laptop.goes_to(shared(account)["link"])
    laptop.press(text("therapist.open"))
    laptop.reads(NOTE)
    pages = PdfReader(io.BytesIO(laptop.sheets())).pages
    assert len(pages) == 1
    assert "M." in pages[0].extract_text()


def test_fetching_the_link_opens_nothing(account: Account) -> None:
    made = shared(account)
    assert requests.get(made["link"], timeout=20).ok
    assert account.ask("GET", f"/api/shares/{made['id']}/views/")["results"] == []
