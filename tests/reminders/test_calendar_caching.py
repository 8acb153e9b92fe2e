"""The calendar feed is rendered again only when something in it may have changed, and has a limited size."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from backend.accounts.models import Person
from backend.reminders import calendar_views
from tests.conftest import Api, remind, reminder
from tests.reminders.calendar_readers import by_icalendar
from tests.reminders.test_calendar import by_calendar, link, starts

#: A Monday. Europe's clocks go back within the feed's eight weeks.
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
WINDOW = {"from": "08:00", "to": "20:00", "times": 5}


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def api(clock: Any, alice: Person) -> Api:
    return Api(alice)


def tag(address: str) -> str:
    answer = Api().get(address)
    assert answer.status_code == 200
    return str(answer["ETag"])


def unchanged(address: str, held: str) -> bool:
    answer = Api().get(address, **{"If-None-Match": held})
    assert answer.status_code in (200, 304)
    return bool(answer.status_code == 304)


def test_an_unchanged_feed_isnt_rendered_again(
    api: Api, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    by_calendar(api)
    address = link(api)
    held = tag(address)
    monkeypatch.setattr(calendar_views, "feed", lambda *_: pytest.fail("rendered"))
    with django_assert_max_num_queries(4):
        answer = Api().get(address, **{"If-None-Match": f'"another", {held}'})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", held)


def test_calendar_apps_may_keep_the_feed_but_ask_each_time(api: Api) -> None:
    address = link(api)
    first = Api().get(address)
    again = Api().get(address, **{"If-None-Match": first["ETag"]})
    assert (first["Cache-Control"], again["Cache-Control"]) == ("private, no-cache", "private, no-cache")
    assert again["X-Robots-Tag"] == "noindex, nofollow"


def test_a_reading_that_finds_it_unchanged_counts_as_one(api: Api, clock: Any) -> None:
    address = link(api)
    held = tag(address)
    clock.shift(timedelta(hours=4))
    assert unchanged(address, held)
    assert api.get("/api/me/calendar/").json()["fetched_at"] == "2026-10-05T13:00:00Z"


def test_the_feed_is_unchanged_all_day_and_moves_on_with_the_next(api: Api, clock: Any) -> None:
    by_calendar(api, at=None, within=WINDOW)
    address = link(api)
    held = tag(address)
    clock.move_to(NOW.replace(hour=23, minute=59))
    assert unchanged(address, held)
    clock.shift(timedelta(minutes=1))
    assert not unchanged(address, held)


def kept(api: Api, **changes: Any) -> dict[str, Any]:
    """The person's first reminder, changed. It is created if there is none."""
    found = api.get("/api/reminders/").json()["results"]
    if not found:
        return remind(api, **{"channel": "calendar"} | changes)
    body = reminder(channel="calendar") | changes
    answer = api.put(f"/api/reminders/{found[0]['id']}/", body, **{"If-Match": f'"{found[0]["revision"]}"'})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def delete(api: Api) -> None:
    held = kept(api)
    api.delete(f"/api/reminders/{held['id']}/", **{"If-Match": f'"{held["revision"]}"'})


def consent(api: Api, version: str | None) -> None:
    assert api.patch("/api/me/", {"consent": version}).status_code == 200


#: Everything that the feed depends on.
CHANGES: dict[str, Callable[[Api], Any]] = {
    "another time": lambda api: kept(api, at="21:15"),
    "a window": lambda api: kept(api, at=None, within=WINDOW),
    "fewer days": lambda api: kept(api, days=["mon"]),
    "a zone of its own": lambda api: kept(api, zone="Asia/Tokyo"),
    "switched off": lambda api: kept(api, active=False),
    "another channel": lambda api: kept(api, channel="push"),
    "a last day": lambda api: kept(api, ends="2026-10-20"),
    "deleted": delete,
    "one more": lambda api: by_calendar(api, at="12:00"),
    "another place": lambda api: api.patch("/api/me/", {"zone": "Europe/Berlin"}),
    "a place far away": lambda api: api.patch("/api/me/", {"zone": "Pacific/Kiritimati"}),
    "another language": lambda api: api.patch("/api/me/", {"language": "es"}),
    "quiet hours": lambda api: api.patch("/api/me/", {"quiet_from": "19:00", "quiet_to": "07:00"}),
    "a rest": lambda api: api.put("/api/rest/", {"until": "2026-10-09T12:00:00Z"}),
    "consent withdrawn": lambda api: consent(api, None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_feed_changes_its_etag(api: Api, change: str) -> None:
    by_calendar(api)
    address = link(api)
    held, before = tag(address), content(address)
    CHANGES[change](api)
    assert content(address) != before
    assert not unchanged(address, held)
    assert unchanged(address, tag(address))


def test_a_rest_that_is_ended_or_extended_changes_the_etag(api: Api) -> None:
    by_calendar(api)
    address = link(api)
    tags = [tag(address)]
    for until in ("2026-10-09T12:00:00Z", "2026-10-16T12:00:00Z"):
        api.put("/api/rest/", {"until": until})
        tags.append(tag(address))
    api.delete("/api/rest/")
    assert len({*tags, tag(address)}) == 4
    assert not unchanged(address, tags[-1])


@pytest.mark.parametrize("seed", range(3))
def test_two_feeds_with_the_same_etag_have_the_same_events(api: Api, seed: int) -> None:
    """After random changes, in any order."""
    chance, version = random.Random(seed), api.get("/api/me/").json()["consent"]
    address, seen = link(api), {}
    for _ in range(15):
        CHANGES[chance.choice(list(CHANGES))](api)
        assert seen.setdefault(tag(address), content(address)) == content(address)
        consent(api, version)
    assert len(seen) > 5


def content(address: str) -> list[bytes]:
    """The feed without the time at which it was rendered."""
    lines: list[bytes] = Api().get(address).content.splitlines()
    return [line for line in lines if not line.startswith(b"DTSTAMP:")]


def test_another_kinds_entries_dont_change_the_etag(api: Api) -> None:
    by_calendar(api)
    address = link(api)
    held = tag(address)
    assert api.put("/api/people/00000000-0000-4000-8000-000000000001/", {"nickname": "M."}).status_code == 201
    assert unchanged(address, held)


def test_fifty_windows_of_five_have_the_next_2500_moments(api: Api) -> None:
    """The earliest of all reminders' moments, so no day before the last one lacks any."""
    for _ in range(50):
        remind(api, channel="calendar", at=None, within=WINDOW)
    answer = Api().get(link(api))
    found = sorted(by_icalendar(answer.content).values())
    assert len(found) == 2_500
    assert found[-1] > NOW + timedelta(days=9)
    assert len(answer.content) < 1_000_000
    per_day = [sum(at.date() == (NOW + timedelta(days=day)).date() for at in found) for day in range(9)]
    assert per_day == [250] * 9


def test_one_window_of_five_has_eight_weeks(api: Api) -> None:
    by_calendar(api, at=None, within=WINDOW | {"from": "10:00"})  # entirely after NOW's time of day
    assert len(starts(link(api))) == 5 * 56
