"""The calendar feed, at a secret address: reminders that the person's own calendar app shows."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar as Ical

from backend.accounts.models import Person
from backend.logs import QuietFormatter
from backend.reminders.models import Nudge, Reminder
from backend.reminders.planning import claim_due
from tests.conftest import Api, remind

#: A Monday. New York's clocks go forward on the second Sunday of March, in the last week of the feed.
NOW = datetime(2026, 1, 19, 9, 0, tzinfo=UTC)
MINE = "/api/me/calendar/"


@pytest.fixture(autouse=True)
def that_monday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def link(api: Api) -> str:
    answer = api.put(MINE, {})
    assert answer.status_code == 201, answer.content
    made: str = answer.json()["link"]
    return made


def events(address: str) -> list[Any]:
    answer = Api().get(address)
    assert answer.status_code == 200, answer.content
    return list(Ical.from_ical(answer.content).walk("VEVENT"))


def starts(address: str) -> list[datetime]:
    return [event["dtstart"].dt for event in events(address)]


def by_calendar(api: Api, **changes: Any) -> dict[str, Any]:
    return remind(api, channel="calendar", **changes)


def test_the_feed_has_eight_weeks_of_moments_with_an_alarm_each(as_alice: Api) -> None:
    by_calendar(as_alice, zone="America/New_York", at="12:30")
    found = events(link(as_alice))
    assert len(found) == 56
    zone = ZoneInfo("America/New_York")
    assert [event["dtstart"].dt for event in found] == [
        datetime(2026, 1, 19, 12, 30, tzinfo=zone) + timedelta(days=day) for day in range(56)
    ]
    (alarm,) = found[0].walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta())


def test_the_feed_has_instants_in_utc_and_no_time_zones(as_alice: Api) -> None:
    by_calendar(as_alice, zone="America/New_York", at="12:30")
    content = Api().get(link(as_alice)).content
    assert content.count(b"\r\nDTSTART:20260119T173000Z\r\n") == 1
    assert not {part for part in (b"TZID", b"VTIMEZONE", b"RRULE", b"RDATE") if part in content}


def test_every_line_ends_in_crlf_and_has_at_most_75_octets(as_alice: Api) -> None:
    by_calendar(as_alice)
    address = link(as_alice)
    as_alice.patch("/api/me/", {"language": "es"})
    lines = Api().get(address).content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if not line or b"\n" in line]


def test_a_windows_moments_are_those_of_next_due(as_alice: Api) -> None:
    kept = by_calendar(as_alice, at=None, within={"from": "10:00", "to": "20:00", "times": 2})
    found = starts(link(as_alice))
    assert len(found) == 112
    shown = [start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for start in found[:3]]
    assert shown == kept["next_due"]


def test_only_active_calendar_reminders_are_in_the_feed(as_alice: Api) -> None:
    remind(as_alice)
    by_calendar(as_alice, active=False)
    gone = by_calendar(as_alice)
    as_alice.delete(f"/api/reminders/{gone['id']}/", **{"If-Match": f'"{gone["revision"]}"'})
    assert starts(link(as_alice)) == []


def test_rests_quiet_hours_and_the_last_day_are_left_out(as_alice: Api) -> None:
    by_calendar(as_alice, at="20:30", ends="2026-01-25")
    by_calendar(as_alice, at="23:30")
    as_alice.patch("/api/me/", {"quiet_from": "22:00", "quiet_to": "07:00"})
    as_alice.put("/api/rest/", {"until": "2026-01-21T12:00:00Z"})
    assert [start.date().day for start in starts(link(as_alice))] == [21, 22, 23, 24, 25]


def test_the_feed_contains_nothing_about_the_person(as_alice: Api) -> None:
    by_calendar(as_alice, wording="own", own_words="breathe with the dog")
    content = Api().get(link(as_alice)).content.decode()
    assert "SUMMARY:A quiet moment\\, if you want one." in content
    assert "dog" not in content
    assert "alice" not in content


def test_the_feed_is_in_the_persons_language(as_alice: Api) -> None:
    by_calendar(as_alice)
    address = link(as_alice)
    as_alice.patch("/api/me/", {"language": "es"})
    assert {str(event["summary"]) for event in events(address)} == {"Un momento de calma, si lo quieres."}


def test_calendar_reminders_are_not_planned(as_alice: Api) -> None:
    kept = by_calendar(as_alice)
    assert len(kept["next_due"]) == 3
    assert Reminder.objects.get().due_at is None
    assert claim_due(NOW + timedelta(days=2)) == 0
    assert not Nudge.objects.exists()


def test_a_new_link_replaces_the_old_one_and_closing_ends_both(as_alice: Api) -> None:
    first, second = link(as_alice), link(as_alice)
    assert Api().get(first).status_code == 404
    assert Api().get(second).status_code == 200
    assert as_alice.delete(MINE).status_code == 204
    assert Api().get(second).status_code == 404
    assert as_alice.get(MINE).json() == {"created_at": None, "fetched_at": None, "meetings": False}


def test_the_owner_sees_when_the_feed_was_last_fetched(as_alice: Api) -> None:
    address = link(as_alice)
    unfetched = {"created_at": "2026-01-19T09:00:00Z", "fetched_at": None, "meetings": False}
    assert as_alice.get(MINE).json() == unfetched
    Api().get(address)
    assert as_alice.get(MINE).json()["fetched_at"] == "2026-01-19T09:00:00Z"


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "..", "é", "a/b"])
def test_a_guessed_secret_finds_nothing(as_alice: Api, secret: str) -> None:
    link(as_alice)
    assert Api().get(f"/api/calendar/{secret}.ics").status_code in (400, 404)


@pytest.mark.parametrize("accept", ["text/calendar", "*/*", "text/html"])
def test_any_accept_header_gets_the_calendar(as_alice: Api, accept: str) -> None:
    answer = Api().get(link(as_alice), Accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_feed_is_empty_while_consent_is_withdrawn(as_alice: Api, alice: Person) -> None:
    by_calendar(as_alice)
    address = link(as_alice)
    version = as_alice.get("/api/me/").json()["consent"]
    as_alice.patch("/api/me/", {"consent": None})
    assert starts(address) == []
    as_alice.patch("/api/me/", {"consent": version})
    assert len(starts(address)) == 56


def test_the_secret_is_removed_from_log_lines() -> None:
    record = logging.LogRecord(
        "django.request",
        logging.ERROR,
        "",
        0,
        "%s: %s",
        ("Internal Server Error", "/api/calendar/s3cr3t.ics"),
        None,
    )
    assert QuietFormatter("%(message)s").format(record) == "Internal Server Error: /api/calendar/..."
