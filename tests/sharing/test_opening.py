"""Opening a link takes a POST; all links that can't be opened get the same response with the same queries."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from backend.accounts.models import Person
from backend.sharing.models import LONGEST, Share, Viewing, digest
from tests.conftest import Api, Viewer, faults, fragment, keep, open_link, share

REPORT = "report/"


def test_fetching_the_page_opens_no_viewing(
    stranger: Api,
    tmp_path: Path,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    (tmp_path / "share.html").write_text("<!doctype html>")
    settings.FRONTEND_DIST = tmp_path
    with django_assert_num_queries(0):
        for method in ("get", "head"):
            answer = getattr(stranger.client, method)("/s")
            assert answer.status_code == 200
            assert not answer.cookies
    assert stranger.get("/api/viewings/").status_code == 405
    assert stranger.client.head("/api/viewings/").status_code == 405


def test_posting_the_secret_opens_a_viewing(as_alice: Api) -> None:
    made = share(as_alice)
    stranger = Viewer(made["id"])
    assert stranger.get(REPORT).status_code == 401
    answer = stranger.post("/api/viewings/", fragment(made["link"]))
    assert (answer.status_code, answer.json()) == (201, {"idle_minutes": 60})
    assert stranger.get(REPORT).status_code == 200
    assert Viewing.objects.count() == 1


def test_a_report_is_available_as_json_only(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    assert viewer.get(REPORT, Accept="text/html").status_code == 406
    assert viewer.get(REPORT, Accept="*/*").status_code == 200


def test_the_cookie_holds_a_random_token_and_only_its_digest_is_stored(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    assert len(viewer.client.cookies) == 1
    cookie = viewer.client.cookies[settings.VIEWING_COOKIE_NAME]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == f"/api/shared/{viewer.share}/"
    assert cookie["domain"] == cookie["max-age"] == cookie["expires"] == ""
    assert len(cookie.value) == 43  # 256 bits
    kept = Viewing.objects.get().token_digest
    assert kept
    assert bytes(kept) == digest(cookie.value)


def test_a_session_opens_no_report_and_a_viewing_opens_no_account(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    assert as_alice.get(viewer.at(REPORT)).status_code == 401
    for path in ("/api/me/", "/api/check-ins/", "/api/shares/", "/api/changes/", "/api/export/"):
        assert viewer.get(path).status_code == 401


def gone(made: dict[str, Any]) -> None:
    Share.objects.all().delete()


def expired(made: dict[str, Any]) -> None:
    Share.objects.update(expires_at=timezone.now())


def revoked(made: dict[str, Any]) -> None:
    Share.objects.update(revoked_at=timezone.now())


def unconsented(made: dict[str, Any]) -> None:
    share = Share.objects.get()
    share.person.consent(None, timezone.now())


def wrong(made: dict[str, Any]) -> None:
    made["link"] += "x"


def of_another(made: dict[str, Any]) -> None:
    made["link"] = made["link"].replace(made["id"], str(uuid4()))


def no_id(made: dict[str, Any]) -> None:
    made["link"] = made["link"].replace(made["id"], "nonsense")


WAYS = [gone, expired, revoked, unconsented, wrong, of_another, no_id]


def asked(stranger: Api, made: dict[str, Any]) -> tuple[bytes, dict[str, str], list[str]]:
    """The response's body and headers, and its SQL statements without their values."""
    with CaptureQueriesContext(connection) as queries:
        answer = stranger.post("/api/viewings/", fragment(made["link"]))
    assert answer.status_code == 404
    assert not answer.cookies
    shapes = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b", "?", query["sql"]) for query in queries]
    return answer.content, dict(answer.headers), shapes


def test_all_links_that_cannot_be_opened_get_the_same_response(as_alice: Api, stranger: Api) -> None:
    found = []
    for happens in WAYS:
        made = share(as_alice)
        happens(made)
        found.append(asked(stranger, made))
        Share.objects.all().delete()
        as_alice.patch("/api/me/", {"consent": as_alice.get("/api/content/").json()["consent"]["version"]})
    assert all(each == found[0] for each in found), found
    assert len(found[0][2]) == 1
    assert not Viewing.objects.exists()


@pytest.mark.parametrize(
    "happens", [gone, expired, revoked, unconsented], ids=lambda happens: happens.__name__
)
def test_all_ended_viewings_get_the_same_response(
    as_alice: Api, happens: Callable[[dict[str, Any]], None]
) -> None:
    made = share(as_alice)
    viewer, stranger = open_link(made["link"]), Viewer(made["id"])
    assert viewer.get(REPORT).status_code == 200
    happens(made)
    refused, never = viewer.get(REPORT), stranger.get(REPORT)
    assert faults(refused, 401) == {"": "viewing_ended"}
    assert refused.content == never.content
    assert dict(refused.headers) == dict(never.headers)
    assert faults(viewer.put("acknowledgement/", {}), 401) == {"": "viewing_ended"}


def test_a_viewing_ends_after_an_hour_without_requests(as_alice: Api) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False) as clock:
        viewer = open_link(share(as_alice)["link"])
        for _ in range(3):
            clock.shift(timedelta(minutes=59, seconds=59))
            assert viewer.get(REPORT).status_code == 200
        clock.shift(timedelta(minutes=60))
        assert viewer.get(REPORT).status_code == 401
        clock.shift(timedelta(minutes=-30))
        assert viewer.get(REPORT).status_code == 200


def test_closing_a_viewing_ends_it_for_that_browser_only(as_alice: Api) -> None:
    made = share(as_alice)
    one, other = open_link(made["link"]), open_link(made["link"])
    copied = Viewer(made["id"])
    copied.client.cookies = SimpleCookie(one.client.cookies.output(header="", sep=";"))
    answer = one.delete("viewing/")
    assert answer.status_code == 204
    gone = answer.cookies[settings.VIEWING_COOKIE_NAME]
    assert (gone["max-age"], gone["path"]) == (0, f"/api/shared/{made['id']}/")
    assert one.get(REPORT).status_code == copied.get(REPORT).status_code == 401
    assert other.get(REPORT).status_code == 200
    assert one.delete("viewing/").status_code == copied.delete("viewing/").status_code == 401
    assert Viewing.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x", "é", "\\000", "x" * 10_000])
def test_an_invented_token_gives_no_access(as_alice: Api, token: str) -> None:
    viewer = open_link(share(as_alice)["link"])
    viewer.delete("viewing/")
    stranger = Viewer(viewer.share)
    stranger.client.cookies[settings.VIEWING_COOKIE_NAME] = token
    assert stranger.get(REPORT).status_code == 401
    assert stranger.delete("viewing/").status_code == 401


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"share": None}, {"/share": "null"}),
        ({"share": 5}, {"/share": "type"}),
        ({"share": "x" * 65}, {"/share": "max_length"}),
        ({"secret": ""}, {"/secret": "blank"}),
        ({"secret": ["x"]}, {"/secret": "type"}),
        ({"secret": "x" * 257}, {"/secret": "max_length"}),
        ({"pin": 417}, {"/pin": "type"}),
        ({"pin": "1" * 41}, {"/pin": "max_length"}),
    ],
)
def test_an_invalid_body_is_refused(
    as_alice: Api, stranger: Api, changes: Any, found: dict[str, str]
) -> None:
    keep(as_alice)
    assert faults(stranger.post("/api/viewings/", fragment(share(as_alice)["link"]) | changes)) == found


def test_a_viewing_ends_after_24_hours_and_reopening_is_recorded(as_alice: Api, alice: Person) -> None:
    """Otherwise one opening could last for weeks, and the owner would see only one day."""
    made = share(as_alice)
    viewer = open_link(made["link"])
    opened_at = Viewing.objects.get().opened_at
    for after, status in ((LONGEST - timedelta(seconds=1), 200), (LONGEST, 401)):
        now = opened_at + after
        Viewing.objects.update(seen_at=now - timedelta(minutes=5))
        with time_machine.travel(now, tick=False):
            assert viewer.get(REPORT).status_code == status
    with time_machine.travel(opened_at + LONGEST, tick=False):
        assert viewer.post("/api/viewings/", fragment(made["link"])).status_code == 201
        assert viewer.get(REPORT).status_code == 200
    assert alice.events.filter(what="share-opened").count() == 2
    assert len(as_alice.get(f"/api/shares/{made['id']}/views/").json()["results"]) == 2
