"""A person with data of every kind, and the paths of all their screens."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.e2e.account import Account
from tests.e2e.phone import Phone
from tests.e2e.texts import sections
from tests.services.chromium import ROOT

ROOMS = ROOT / "frontend" / "src" / "rooms.ts"
ZONE = "Europe/Lisbon"
#: The texts that a person with a `Life` has typed, except those too short to search for.
TYPED = ("Саша", "Гул", "Камень", "По дороге домой", "Тишина", "Чай", "Звонок", "грусть", "Письмо")


def routes() -> list[str]:
    """Every path pattern of the app."""
    return re.findall(r"\bat: '([^']+)'", ROOMS.read_text())


class Life:
    """Data from another device, with words that are neither English nor Spanish."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.person = self._put("people", nickname="Саша", safe="yes")
        self.sensation = self._put("sensations", label="Гул")
        self.check_in = self._check_in(
            days=1,
            sensations=[{"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front"}],
            responses=["shutdown", "staying-quiet"],
            moment="after",
            person=self.person,
            longing=7,
            fear=3,
            answers={"feeling": "Камень", "protecting": None, "learned": None},
            note="По дороге домой",
            now="eased",
            for_session=True,
        )
        self._some_weeks()
        self.practice = self._dated("practices", "practised_at", practice="ask-for-help", bracing="Тишина")
        self.happened = self._dated(
            "practices",
            "practised_at",
            practice="accept-help",
            person=self.person,
            happened="Чай",
            met="with-care",
            beliefs=["owe"],
            before=self.check_in,
        )
        self.repair = self._dated(
            "repairs",
            "ruptured_at",
            person=self.person,
            whose="both",
            state="open",
            what="Звонок",
            expected=["silence"],
            skills=["share-feeling"],
            say_it={"when": "так", "felt": "грусть", "imagined": None, "would_like": None},
        )
        self.page = self._dated("journal", "written_at", prompt="building-capacity-1", text="Письмо")
        self.reminder = self._put("reminders", days=["mon", "wed"], at="20:30", active=True)
        self.share, self.link = self._shared()

    def screens(self) -> dict[str, list[str]]:
        """Each route with a parameter, with the paths that open it."""
        return {route: list(self._paths(route)) for route in routes()}

    def _paths(self, route: str) -> Iterator[str]:
        yield from self._examples().get(route, [] if ":" in route else [route])

    def _examples(self) -> dict[str, list[str]]:
        entry, practice, repair = (
            f"/entry/{self.check_in}",
            f"/practise/{self.happened}",
            f"/repair/{self.repair}",
        )
        person, page = f"/you/people/{self.person}", f"/journal/{self.page}"
        alone = ("bracing", "who", "before", "happened", "met", "beliefs", "after")
        more = ("where", "moment", "who", "closeness", "responses", "words")
        of_entry = (
            "edit",
            "where",
            "moment",
            "who",
            "closeness",
            "responses",
            "words",
            "when",
            "now",
            "let-go",
        )
        of_repair = ("who", "whose", "what", "expected", "came", "kept", "when", "let-go", "skills", "say")
        sharing = f"/you/sharing/{self.share}"
        return {
            "/kept/:id": [f"/kept/{self.check_in}"],
            "/now/:code": ["/now/chest-tightness", f"/now/own:{self.sensation}"],
            "/sensations/:id": [f"/sensations/{self.sensation}"],
            "/you/sensations/:id": [f"/you/sensations/{self.sensation}"],
            "/curious/:id/:question": [
                f"/curious/{self.check_in}/{question}" for question in ("feeling", "protecting", "learned")
            ],
            "/entry/:id": [entry],
            **{f"/entry/:id/{step}": [f"{entry}/{step}"] for step in of_entry},
            "/more/:id/:step": [f"/more/{self.check_in}/{step}" for step in more],
            "/look-back/sensation/:code": [
                "/look-back/sensation/chest-tightness",
                f"/look-back/sensation/own:{self.sensation}",
            ],
            "/look-back/:date": [f"/look-back/{self.day}"],
            "/practise/choose/:group": ["/practise/choose/micro-authenticity", "/practise/choose/receiving"],
            "/practise/try/:code": ["/practise/try/say-no"],
            "/practise/:id": [practice, f"/practise/{self.practice}"],
            "/practise/:id/kept": [f"/practise/{self.practice}/kept"],
            "/practise/:id/when": [f"{practice}/when"],
            "/practise/:id/let-go": [f"{practice}/let-go"],
            "/practise/:id/check-in/:side": [f"{practice}/check-in/after"],
            "/practise/:id/going/:step": [
                f"/practise/{self.practice}/going/{step}" for step in ("bracing", "who", "before")
            ],
            "/practise/:id/came/:step": [
                f"{practice}/came/{step}" for step in ("happened", "met", "beliefs", "after")
            ],
            "/practise/:id/:step": [f"{practice}/{step}" for step in alone],
            "/practise/journal/:group": [
                "/practise/journal/building-capacity",
                "/practise/journal/early-blueprint",
            ],
            "/practise/journal/:group/:opened": ["/practise/journal/early-blueprint/open"],
            "/journal/new/:prompt": ["/journal/new/free", "/journal/new/authenticity-1"],
            "/journal/:id": [page],
            "/journal/:id/:step": [f"{page}/{step}" for step in ("kept", "words", "when", "let-go")],
            "/repair/:id": [repair],
            "/repair/:id/:step": [f"{repair}/{step}" for step in of_repair],
            "/repair/:id/:turn/:step": [
                f"{repair}/begin/whose",
                f"{repair}/skills/share-feeling",
                f"{repair}/say/felt",
            ],
            "/settle/:step": ["/settle/5"],
            "/you/email/:key": ["/you/email/made-up"],
            "/you/reset/:key": ["/you/reset/made-up"],
            "/you/passkeys/:id": ["/you/passkeys/1"],
            "/you/sharing/new/:step": [f"/you/sharing/new/{step}" for step in ("what", "from", "until")],
            "/you/sharing/:id": [sharing],
            "/you/sharing/:id/preview": [f"{sharing}/preview"],
            "/you/reminders/new/:offer": ["/you/reminders/new/evenings", "/you/reminders/new/own"],
            "/you/reminders/meeting/:person": [f"/you/reminders/meeting/{self.person}"],
            "/you/reminders/:id": [f"/you/reminders/{self.reminder}"],
            "/you/reminders/:id/kept": [f"/you/reminders/{self.reminder}/kept"],
            "/you/people/:id": [person],
            **{
                f"/you/people/:id/{step}": [f"{person}/{step}"]
                for step in ("safe", "color", "name", "let-go")
            },
        }

    @property
    def day(self) -> str:
        return (datetime.now(UTC) - timedelta(days=1)).date().isoformat()

    def _put(self, kind: str, **body: Any) -> str:
        entry_id = str(uuid4())
        self.account.ask("PUT", f"/api/{kind}/{entry_id}/", body)
        return entry_id

    def _dated(self, kind: str, moment: str, **body: Any) -> str:
        at = datetime.now(UTC) - timedelta(days=1)
        return self._put(kind, zone=ZONE, **{moment: f"{at:%Y-%m-%dT12:30:00Z}"}, **body)

    def _check_in(self, days: int, **body: Any) -> str:
        at = datetime.now(UTC) - timedelta(days=days)
        return self.account.keep(at.replace(hour=20, minute=5, second=0), **body)

    def _some_weeks(self) -> None:
        """Save enough check-ins for every picture."""
        for week in range(1, 9):
            felt = [{"code": "jaw-tension", "strength": week}, {"code": f"own:{self.sensation}"}]
            moment = ("before", "during", "after", None)[week % 4]
            self._check_in(week * 7, sensations=felt, moment=moment, longing=week, fear=9 - week, now="same")

    def _shared(self) -> tuple[str, str]:
        ends = datetime.now(UTC) + timedelta(days=30)
        share = self.account.ask(
            "POST",
            "/api/shares/",
            {
                "label": "Ж.",
                "audience": "therapist",
                "topic": "Тишина",
                "sections": sections(),
                "from": None,
                "hold_back_days": 0,
                "expires_at": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
            },
        )
        return str(share["id"]), str(share["link"])


def sign_in(phone: Phone, account: Account, password: str) -> None:
    """Sign in, in any language, by the purpose of the fields."""
    page = phone.open("/you/sign-in").page
    page.locator("[autocomplete=username]").fill(account.username)
    page.locator("[autocomplete=current-password]").fill(password)
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/#/you/account")
    phone.page.locator("main:not([aria-busy]) h1").wait_for()
