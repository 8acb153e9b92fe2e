"""Fills a phone's store directly with check-ins, as if it had been used for a while."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.e2e.phone import Phone

ZONE = "Europe/Lisbon"
ROBIN = "0190d3c0-0000-7000-8000-0000000000a1"
SAM = "0190d3c0-0000-7000-8000-0000000000a2"
HUM = "0190d3c0-0000-7000-8000-000000000001"
BLANK: dict[str, Any] = {
    "zone": ZONE,
    "sensations": [],
    "responses": [],
    "moment": None,
    "person": None,
    "longing": None,
    "fear": None,
    "answers": {"feeling": None, "protecting": None, "learned": None},
    "note": None,
    "now": None,
    "for_session": False,
    "never_shared": False,
}
PUT = """async (rows) => {
  const db = await openStore();
  const writing = db.transaction('entries', 'readwrite');
  for (const row of rows) writing.objectStore('entries').put(row);
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  db.close();
  new BroadcastChannel('noticing').postMessage('changed');
}"""


def felt(code: str, strength: int | None = None) -> dict[str, Any]:
    return {"code": code, "strength": strength, "place": None, "side": None, "texture": None}


def days_ago(days: int, hour: int = 20, minute: int = 5) -> datetime:
    """A time some days ago, in Lisbon's zone."""
    day = datetime.now(ZoneInfo(ZONE)) - timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def check_in(at: datetime, **said: Any) -> dict[str, Any]:
    return BLANK | {"felt_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} | said


def local_day(body: dict[str, Any]) -> str:
    at = datetime.fromisoformat(body["felt_at"])
    return at.astimezone(ZoneInfo(body["zone"])).date().isoformat()


def fill(phone: Phone, check_ins: list[dict[str, Any]]) -> None:
    """Store check-ins on the phone, with two people and an own sensation, and an empty outbox."""
    rows = [row("check-ins", body, local_day(body), number) for number, body in enumerate(check_ins, start=1)]
    rows += [
        row("people", {"nickname": "R.", "safe": "yes"}, "", entry_id=ROBIN),
        row("people", {"nickname": "S.", "safe": None}, "", entry_id=SAM),
        row("sensations", {"label": "A low hum", "hidden": False}, "", entry_id=HUM),
    ]
    phone.page.evaluate(PUT, rows)


def row(
    kind: str, data: dict[str, Any], date: str, number: int = 0, entry_id: str | None = None
) -> dict[str, Any]:
    entry_id = entry_id or str(UUID(int=number))
    return {"kind": kind, "id": entry_id, "data": data, "date": date, "state": "kept", "deleted": False}


def some_weeks(weeks: int = 11) -> list[dict[str, Any]]:
    """Three or four check-ins per week, in which every field occurs."""
    strengths = cycle([3, 6, 4, 8, None, 5, 7, 2])
    found = []
    for week in range(weeks):
        start = week * 7
        moment = ("before", "after", "after", "during", None)[week % 5]
        found.append(
            check_in(
                days_ago(start + 1, hour=21),
                sensations=[felt("chest-tightness", next(strengths)), felt("jaw-tension", next(strengths))],
                moment=moment,
                person=(ROBIN, SAM, None)[week % 3],
                longing=(7, 6, 8, None)[week % 4],
                fear=(3, 5, 4, None, 6)[week % 5],
                responses=["staying-quiet"] if week % 3 else ["shutdown", "staying-quiet"],
                now=("eased", "same", None)[week % 3],
            )
        )
        found.append(check_in(days_ago(start + 3, hour=8), sensations=[felt("ease", next(strengths))]))
        if week % 2:
            own = felt(f"own:{HUM}", next(strengths))
            found.append(check_in(days_ago(start + 3, hour=22), sensations=[own], person=ROBIN, longing=4))
        if week % 3 == 0:
            found.append(check_in(days_ago(start + 5, hour=13), note=f"Rain on the window, week {week}"))
    return found
