"""Shares created through the API, and their readers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.slow import patience
from tests.e2e.texts import codes, sections

#: Makes the page reload its report, as when the tab becomes visible again.
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


def days_ago(days: int, hour: int = 20) -> datetime:
    return (datetime.now(UTC) - timedelta(days=days)).replace(hour=hour, minute=5, second=0, microsecond=0)


def shared(account: Account, **changes: Any) -> dict[str, Any]:
    """Create a share within five minutes of signing up; returns it with its link."""
    expires = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"label": "M.", "audience": "therapist", "sections": sections(), "expires_at": expires} | changes
    made: dict[str, Any] = account.ask("POST", "/api/shares/", body)
    return made


def tell(account: Account, kind: str, moment: str, at: datetime, **said: Any) -> dict[str, Any]:
    """Save an entry of another kind, as another device; returns the server's copy."""
    body = {moment: f"{at:%Y-%m-%dT%H:%M:%SZ}", "zone": "Europe/Lisbon"} | said
    kept: dict[str, Any] = account.ask("PUT", f"/api/{kind}/{uuid4()}/", body)
    return kept


def practise(account: Account, at: datetime, **said: Any) -> None:
    tell(account, "practices", "practised_at", at, **said)


def name_person(account: Account, nickname: str) -> str:
    person = str(uuid4())
    account.ask("PUT", f"/api/people/{person}/", {"nickname": nickname})
    return person


def opened(laptop: Phone, link: str) -> None:
    """Open the link by its button, and wait for the page."""
    laptop.page.goto(link)
    laptop.button("therapist.open").click()
    expect(laptop.button("therapist.close")).to_be_visible(timeout=patience(20))


def a_typical_quarter(account: Account) -> None:
    """Twelve weeks with two or three check-ins per week, a few of them with words."""
    person = name_person(account, "J.")
    noticed = [code for code in codes("sensations") if code != "unsure"]
    for number in range(31):
        felt = [
            {
                "code": noticed[(number + more * 3) % 7],
                "strength": (None, 2, 4, 6, 8, 10)[(number + more) % 6],
            }
            for more in range(1 + number % 3)
        ]
        account.keep(
            days_ago(1 + number * 5 // 2, hour=(8, 13, 20, 21, 22)[number % 5]),
            sensations=felt,
            moment=(None, "before", "after", "after", "during")[number % 5],
            longing=(None, 7, 8, 5)[number % 4],
            fear=(None, None, 6, 9)[number % 4],
            person=person if number % 4 == 1 else None,
            responses=["shutdown"] if number % 6 == 2 else [],
            now=(None, "eased", "same")[number % 3],
        )
    for_the_session(account)


ASKED = "Maybe from being asked to explain before I am ready"
LET_GO = "It let go a little when nobody asked me anything"
BRACED = "that he would sigh"
SAID = "he said: thank you for telling me"


def for_the_session(account: Account) -> None:
    felt: dict[str, Any] = {"sensations": [{"code": "jaw-tension", "strength": 6}], "moment": "after"}
    account.keep(days_ago(3), for_session=True, answers={"protecting": ASKED}, **felt)
    account.keep(days_ago(1, hour=9), note=LET_GO, sensations=[{"code": "ease", "strength": 8}])
    practise(
        account,
        days_ago(5),
        practice="express-preference",
        met="with-care",
        bracing=BRACED,
        happened=SAID,
        beliefs=["burden"],
        for_session=True,
    )
    for number, met in enumerate(("with-care", "neutral", "dismissed", None)):
        practise(account, days_ago(10 + number * 9), practice="say-no", met=met)
