"""The owner sees each opening with its day and a rough time in their own zone, and the acknowledgement."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from backend.accounts.models import Person
from backend.content import catalogue
from backend.sharing.models import LONGEST, Share, Viewing
from backend.sharing.tasks import forget_ended_viewings
from tests.conftest import Api, faults, open_link, share


def views(api: Api, made: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = api.get(f"/api/shares/{made['id']}/views/").json()["results"]
    return found


@pytest.mark.parametrize(
    ("zone", "opened", "seen"),
    [
        (None, "2026-11-22T05:59:59Z", ("2026-11-22", "night")),
        (None, "2026-11-22T06:00:00Z", ("2026-11-22", "morning")),
        ("Europe/Lisbon", "2026-10-20T11:00:00Z", ("2026-10-20", "afternoon")),
        ("Pacific/Kiritimati", "2026-11-22T10:00:00Z", ("2026-11-23", "night")),
        ("Etc/GMT+12", "2026-11-22T06:30:00Z", ("2026-11-21", "evening")),
    ],
)
def test_each_opening_is_shown_in_the_owners_zone(
    as_alice: Api, zone: str | None, opened: str, seen: tuple[str, str]
) -> None:
    as_alice.patch("/api/me/", {"zone": zone})
    with time_machine.travel(datetime.fromisoformat(opened), tick=False):
        made = share(as_alice)
        open_link(made["link"])
    assert views(as_alice, made) == [{"date": seen[0], "part": seen[1]}]


def test_viewings_are_listed_newest_first_without_refused_openings(as_alice: Api) -> None:
    start = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        made = share(as_alice)
        assert views(as_alice, made) == []
        open_link(made["link"])
        clock.shift(timedelta(hours=8))
        open_link(made["link"])
        Api().post("/api/viewings/", {"share": made["id"], "secret": "wrong"})
        assert views(as_alice, made) == [
            {"date": "2026-11-22", "part": "afternoon"},
            {"date": "2026-11-22", "part": "morning"},
        ]


def test_ended_viewings_stay_listed(as_alice: Api) -> None:
    made = share(as_alice)
    open_link(made["link"]).delete("viewing/")
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(hours=2)):
        open_link(made["link"])
        forget_ended_viewings()
    assert len(views(as_alice, made)) == 2
    as_alice.patch(f"/api/shares/{made['id']}/", {"revoked": True})
    assert len(views(as_alice, made)) == 2


def test_only_tokens_of_idle_viewings_are_deleted(as_alice: Api) -> None:
    made = share(as_alice)
    with time_machine.travel(datetime.now(tz=UTC) - timedelta(minutes=61)):
        with time_machine.travel(datetime.now(tz=UTC) - timedelta(minutes=1)):
            made = share(as_alice)
        open_link(made["link"])
    awake = open_link(made["link"])
    forget_ended_viewings()
    assert [each.token_digest is None for each in Viewing.objects.order_by("pk")] == [True, False]
    assert awake.get("report/").status_code == 200


def test_an_ended_viewing_keeps_no_exact_time(as_alice: Api, alice: Person) -> None:
    for _ in range(2):
        open_link(share(as_alice)["link"])
    first, second = Share.objects.all()
    as_alice.patch(f"/api/shares/{first.pk}/", {"revoked": True})
    alice.sharing.filter(pk=second.pk).revoke_all(timezone.now())
    assert nothing_exact()


@pytest.mark.parametrize("over", ["expired", "a day old"])
def test_a_viewing_that_ended_during_a_request_keeps_no_exact_time(as_alice: Api, over: str) -> None:
    open_link(share(as_alice)["link"])
    if over == "expired":
        Share.objects.update(expires_at=timezone.now())
    else:
        Viewing.objects.update(opened_at=timezone.now() - LONGEST)
    forget_ended_viewings()
    assert nothing_exact()


def nothing_exact() -> bool:
    return not Viewing.objects.exclude(token_digest=None, seen_at=F("opened_at")).exists()


def test_no_address_and_no_browser_is_stored(as_alice: Api) -> None:
    made = share(as_alice)
    body = dict(zip(("share", "secret"), made["link"].split("#")[1].split("."), strict=True))
    Api().client.post(
        "/api/viewings/",
        body,
        "application/json",
        REMOTE_ADDR="203.0.113.9",
        HTTP_USER_AGENT="Mozilla of hers",
    )
    row = str(Viewing.objects.values().get())
    assert "203.0.113.9" not in row
    assert "Mozilla" not in row


def test_the_owner_sees_the_acknowledgement(as_alice: Api) -> None:
    made = share(as_alice)
    viewer = open_link(made["link"])
    assert viewer.get("report/").json()["acknowledged"] is False
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        Viewing.objects.update(seen_at=datetime(2026, 11, 22, 9, tzinfo=UTC))
        answer = viewer.put("acknowledgement/", {"line": None})
    assert (answer.status_code, answer.json()) == (200, {"acknowledged": True, "line": None})
    Viewing.objects.update(seen_at=datetime.now(tz=UTC))
    assert viewer.put("acknowledgement/", {}).status_code == 200
    assert viewer.get("report/").json()["acknowledged"] is True
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["acknowledged_at"] == "2026-11-22T09:00:00Z"


@pytest.mark.parametrize("line", catalogue.RECEIVED)
def test_an_acknowledgement_may_include_a_kind_line(as_alice: Api, line: str) -> None:
    made = share(as_alice)
    viewer = open_link(made["link"])
    viewer.put("acknowledgement/", {})
    assert viewer.put("acknowledgement/", {"line": line}).json()["line"] == line
    assert viewer.get("report/").json()["line"] == line
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["acknowledged_line"] == line


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"line": "you must be brave"}, {"/line": "invalid_choice"}),
        ({"line": 5}, {"/line": "invalid_choice"}),
        ({"note": "words"}, {"/note": "unknown_field"}),
    ],
)
def test_a_viewer_cannot_write_anything_else(as_alice: Api, body: Any, found: dict[str, str]) -> None:
    made = share(as_alice)
    assert faults(open_link(made["link"]).put("acknowledgement/", body)) == found
    assert as_alice.get(f"/api/shares/{made['id']}/").json()["acknowledged_at"] is None
