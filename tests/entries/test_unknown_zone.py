"""If the pinned tzdata no longer knows a person's zone, UTC is used everywhere."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.entries.models import SetAside
from backend.reminders.models import Reminder
from tests.conftest import Api, check_in, exported, keep, make_person, open_link, remind, share
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, clock, only
from tests.services.push_service import PushService

__all__ = ["clock", "push_service"]
DRAFT = {"label": "M.", "sections": ["sensations"], "expires_at": "2026-12-22T09:00:00Z"}


@pytest.fixture
def lost(clock: Clock, alice: Person) -> Person:
    """Alice, in a zone that no longer exists."""
    lose(alice)
    return alice


def lose(person: Person, **changes: Any) -> None:
    Person.objects.filter(pk=person.pk).update(zone="Mars/Olympus", **changes)
    person.refresh_from_db()


@pytest.mark.parametrize(
    "path",
    ["/api/me/", "/api/events/", "/api/patterns/", "/api/shares/", "/api/reminders/", "/api/changes/",
     "/api/nudges/", "/api/rest/", "/api/check-ins/"],
)  # fmt: skip
def test_every_list_still_works(lost: Person, path: str) -> None:
    api = Api(lost)
    keep(api)
    share(api)
    remind(api)
    assert api.get(path).status_code == 200


def test_shares_and_exports_use_utc(lost: Person) -> None:
    api = Api(lost)
    keep(api, felt_at="2026-11-22T21:14:03Z")
    made = share(api)
    with_rest = api.put("/api/rest/", {"until": "2026-11-25T09:00:00Z"})
    assert with_rest.status_code == 200, with_rest.content
    report = open_link(made["link"]).get("report/")
    assert report.status_code == 200
    assert report.json()["reach"]["to"] == "2026-11-23"
    assert api.get(f"/api/shares/{made['id']}/preview/").status_code == 200
    assert api.post("/api/shares/preview/", DRAFT).status_code == 200
    assert api.get(f"/api/shares/{made['id']}/views/").json()["results"] == [
        {"date": "2026-11-23", "part": "morning"}
    ]
    assert exported(api)["events"][-1]["date"] == "2026-11-23"


def test_reminders_that_follow_the_phone_are_due_in_utc(
    clock: Clock, push_service: PushService, alice: Person
) -> None:
    """Also one planned while the zone was known: its next moment is in UTC."""
    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    made = remind(phone.api)
    remind(other.api)
    lose(alice)
    clock.ring(DUE)
    assert (only(phone.api), only(other.api)) == (("accepted", None), ("accepted", None))
    assert Reminder.objects.get(id=made["id"]).due_at == DUE + timedelta(days=1)
    assert not SetAside.objects.exists()


@pytest.mark.parametrize(
    ("begins", "ends", "state"),
    [("20:00", "23:00", ("cancelled", "quiet-hours")), ("22:00", "23:00", ("accepted", None))],
)
def test_quiet_hours_are_in_utc(
    clock: Clock, push_service: PushService, alice: Person, begins: str, ends: str, state: tuple[str, str]
) -> None:
    phone = Phone(push_service, alice)
    remind(phone.api, zone="UTC")
    lose(alice, quiet_from=time.fromisoformat(begins), quiet_to=time.fromisoformat(ends))
    clock.ring(DUE)
    assert only(phone.api) == state


def test_the_calendar_feed_and_its_quiet_hours_are_in_utc(lost: Person) -> None:
    api = Api(lost)
    remind(api, channel="calendar", at="12:00")
    remind(api, channel="calendar", at="22:30")
    lose(lost, quiet_from=time(22), quiet_to=time(23))
    link = api.put("/api/me/calendar/", {}).json()["link"]
    feed = Api().get(link[link.index("/api/") :]).content.decode()
    assert "T120000Z" in feed
    assert "T223000Z" not in feed


def test_auto_quiet_counts_in_utc(clock: Clock, push_service: PushService, alice: Person) -> None:
    phone = Phone(push_service, alice)
    remind(phone.api, zone="UTC")
    lose(alice, auto_quiet_since=datetime(2026, 11, 22, tzinfo=UTC))
    clock.ring(DUE)
    assert only(phone.api) == ("accepted", None)


def test_setting_a_known_zone_ends_it(lost: Person) -> None:
    api = Api(lost)
    made = remind(api, at="12:00")
    assert api.get("/api/me/").json()["zone"] == "Mars/Olympus"
    assert api.patch("/api/me/", {"zone": "America/New_York"}).status_code == 200
    assert Reminder.objects.get(id=made["id"]).due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_patterns_end_with_the_current_day_in_utc(lost: Person) -> None:
    api = Api(lost)
    api.put("/api/check-ins/0190b6f2-5d2e-7c4a-9f57-2f6a6f7f0001/", check_in())
    assert api.get("/api/patterns/").json()["to"] == "2026-11-23"


def test_a_stored_placeholder_is_still_read(clock: Clock, alice: Person) -> None:
    """Earlier versions accepted `Factory`, which has the time of UTC."""
    api = Api(alice)
    made, kept = remind(api), keep(api)
    Person.objects.filter(pk=alice.pk).update(zone="Factory")
    Reminder.objects.update(plan=Reminder.objects.get().plan | {"zone": "Factory"})
    CheckIn.objects.update(zone="Factory")
    assert api.get("/api/me/").json()["zone"] == "Factory"
    assert api.get(f"/api/reminders/{made['id']}/").json()["zone"] == "Factory"
    assert api.get(f"/api/check-ins/{kept['id']}/").json()["zone"] == "Factory"
    changed = {change["id"] for change in api.get("/api/changes/?after=0").json()["changes"]}
    assert {made["id"], kept["id"]} <= changed
    assert not SetAside.objects.exists()
