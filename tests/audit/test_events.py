"""The events that an account's owner can see, newest first."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail

from backend import keys
from backend.accounts.models import Person
from backend.audit.models import Event, EventType
from backend.sharing.models import Viewing
from backend.sharing.tasks import forget_ended_viewings
from tests.conftest import PASSWORD, Api, exported, open_link, share

AUTH = "/_allauth/browser/v1"
NOON = datetime(2026, 11, 20, 13, 37, 12, tzinfo=UTC)


def codes_of(api: Api) -> list[str]:
    """The codes of the events, newest first."""
    return [event["what"] for event in listed(api)]


def listed(api: Api) -> list[dict[str, Any]]:
    answer = api.get("/api/events/")
    assert answer.status_code == 200
    events: list[dict[str, Any]] = answer.json()["results"]
    return events


def test_signing_in_is_an_event(alice: Person) -> None:
    phone = Api()
    with time_machine.travel(NOON, tick=False):
        assert (
            phone.post(f"{AUTH}/auth/login", {"username": "alice", "password": PASSWORD}).status_code == 200
        )
        (event,) = listed(phone)
    assert (event["what"], event["at"]) == ("signed-in", "2026-11-20T13:37:12Z")
    assert (event["date"], event["part"], event["share"]) == ("2026-11-20", "afternoon", None)


def test_signing_up_is_recorded_as_a_sign_in(db: None) -> None:
    phone = Api()
    signed_up = phone.post(f"{AUTH}/auth/signup", {"username": "carol", "password": PASSWORD})
    assert signed_up.status_code == 200
    assert codes_of(phone) == ["signed-in"]


def test_a_wrong_password_is_no_event(as_alice: Api) -> None:
    assert Api().post(f"{AUTH}/auth/login", {"username": "alice", "password": "another"}).status_code == 400
    assert codes_of(as_alice) == []


def test_changing_the_password_is_an_event(as_alice: Api) -> None:
    change = {"current_password": PASSWORD, "new_password": "another quiet sentence"}
    assert as_alice.prove().post(f"{AUTH}/account/password/change", change).status_code in (200, 401)
    phone = Api()
    phone.post(f"{AUTH}/auth/login", {"username": "alice", "password": "another quiet sentence"})
    assert codes_of(phone) == ["signed-in", "password-changed"]


def test_confirming_and_removing_an_address_are_events(as_alice: Api, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.test"
    settings.PUBLIC_URL = "https://noticing.example"
    address = {"email": "alice@noticing.example"}
    assert as_alice.prove().post(f"{AUTH}/account/email", address).status_code == 200
    key = str(mail.outbox[-1].body).rsplit("/", 1)[1].split()[0]
    assert as_alice.post(f"{AUTH}/auth/email/verify", {"key": key}).status_code == 200
    assert as_alice.prove().delete(f"{AUTH}/account/email", address).status_code == 200
    assert codes_of(as_alice) == ["address-removed", "address-confirmed", "address-added"]
    assert not [event for event in listed(as_alice) if "alice@" in str(event)]


def test_signing_out_another_device_is_an_event(as_alice: Api, alice: Person) -> None:
    Api(alice)
    as_alice.prove()
    theirs = [
        each["id"] for each in as_alice.get(f"{AUTH}/auth/sessions").json()["data"] if not each["is_current"]
    ]
    assert as_alice.delete(f"{AUTH}/auth/sessions", {"sessions": theirs}).status_code == 200
    assert codes_of(as_alice) == ["signed-out-elsewhere"]


def test_signing_out_is_no_event(as_alice: Api, alice: Person) -> None:
    mine = [each["id"] for each in as_alice.get(f"{AUTH}/auth/sessions").json()["data"] if each["is_current"]]
    assert as_alice.delete(f"{AUTH}/auth/sessions", {"sessions": mine}).status_code == 401
    assert not alice.events.exists()


@pytest.mark.parametrize("name", ["pass", "digest"])
def test_setting_an_app_lock_is_one_event(as_alice: Api, name: str) -> None:
    ours, another = (keys.encode(bytes([number] * 32)) for number in (1, 2))
    header = {"X-Session-Lock": ours}
    assert as_alice.put("/api/me/lock/", {name: another}).status_code == 204
    assert codes_of(Api(as_alice.person)) == ["lock-put-on"]
    assert as_alice.put("/api/me/lock/", {name: ours}).status_code == 403
    assert as_alice.put("/api/me/lock/", {"pass": another}, **header).status_code == 403
    assert codes_of(Api(as_alice.person)) == ["lock-put-on"]


def test_repeating_the_lock_is_no_further_event(as_alice: Api) -> None:
    ours = keys.encode(bytes(range(32)))
    for _ in range(2):
        assert as_alice.put("/api/me/lock/", {"pass": ours}, **{"X-Session-Lock": ours}).status_code == 204
    assert codes_of(Api(as_alice.person)) == ["lock-put-on"]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_export_is_an_event(as_alice: Api, form: str) -> None:
    exported(as_alice, form)
    assert codes_of(as_alice) == ["exported"]


@pytest.mark.parametrize("asked", ["/api/export/", "/api/export/?as=pdf"])
def test_a_refused_export_is_no_event(as_alice: Api, asked: str) -> None:
    if "pdf" in asked:
        as_alice.prove()
    assert as_alice.get(asked).status_code in (400, 403)
    assert codes_of(as_alice) == []


def test_each_change_of_a_share_is_an_event_with_its_label(as_alice: Api) -> None:
    made = share(as_alice, label="M.")
    path = f"/api/shares/{made['id']}/"
    as_alice.patch(path, {"label": "Dr. M."})
    as_alice.patch(path, {"unlock": True})
    as_alice.patch(path, {"hold_back_days": 2, "revoked": True})
    assert codes_of(as_alice) == [
        "share-stopped",
        "share-changed",
        "share-unlocked",
        "share-changed",
        "share-made",
    ]
    assert {(event["share"], event["label"]) for event in listed(as_alice)} == {(made["id"], "Dr. M.")}


def test_a_preview_is_no_event(as_alice: Api) -> None:
    made = share(as_alice)
    assert as_alice.get(f"/api/shares/{made['id']}/preview/").status_code == 200
    assert as_alice.patch(f"/api/shares/{made['id']}/", {"hold_back_days": 99}).status_code == 400
    assert codes_of(as_alice) == ["share-made"]


def test_events_of_a_deleted_share_have_no_label(as_alice: Api) -> None:
    made = share(as_alice)
    assert as_alice.delete(f"/api/shares/{made['id']}/").status_code == 204
    forgotten, first = listed(as_alice)
    assert (forgotten["what"], forgotten["share"], forgotten["label"]) == (
        "share-forgotten",
        made["id"],
        None,
    )
    assert (first["what"], first["label"]) == ("share-made", None)


def test_an_opening_is_an_event_with_its_day_and_a_rough_time_only(as_alice: Api, alice: Person) -> None:
    as_alice.patch("/api/me/", {"zone": "America/New_York"})
    made = share(as_alice)
    with time_machine.travel(datetime(2026, 11, 30, 2, 41, 5, tzinfo=UTC), tick=False):
        open_link(made["link"])
        opened = listed(as_alice)[0]
    assert opened["what"] == "share-opened"
    assert (opened["date"], opened["part"], opened["at"]) == ("2026-11-29", "evening", None)
    assert opened["share"] == made["id"]
    assert alice.events.get(what="share-opened").at == datetime(2026, 11, 29, 23, tzinfo=UTC)


def test_reading_on_is_no_further_event(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    for _ in range(3):
        assert viewer.get("report/").status_code == 200
    assert codes_of(as_alice) == ["share-opened", "share-made"]


def test_a_refused_opening_is_no_event_but_locking_the_link_is(as_alice: Api) -> None:
    made = share(as_alice, pin="0417")
    share_id, secret = made["link"].split("#")[1].split(".")
    opening = {"share": share_id, "secret": secret}
    Api().post("/api/viewings/", opening | {"secret": "x"})
    Api().post("/api/viewings/", opening)
    for _ in range(4):
        assert Api().post("/api/viewings/", opening | {"pin": "1111"}).status_code == 401
    assert codes_of(as_alice) == ["share-made"]
    assert Api().post("/api/viewings/", opening | {"pin": "1111"}).status_code == 401
    Api().post("/api/viewings/", opening | {"pin": "0417"})
    locked = listed(as_alice)[0]
    assert (locked["what"], locked["at"], locked["share"]) == ("share-locked", None, made["id"])
    assert codes_of(as_alice) == ["share-locked", "share-made"]


def test_events_can_be_read_without_consent(as_alice: Api) -> None:
    exported(as_alice)
    as_alice.patch("/api/me/", {"consent": None})
    assert codes_of(as_alice) == ["exported"]


def test_a_person_reads_only_their_own_events(as_alice: Api, as_bob: Api) -> None:
    share(as_alice)
    exported(as_bob)
    assert codes_of(as_bob) == ["exported"]


def test_events_are_paginated(as_alice: Api, alice: Person) -> None:
    for second in range(60):
        Event.record(alice, EventType.EXPORTED, datetime(2026, 11, 20, 12, 0, second, tzinfo=UTC))
    first = as_alice.get("/api/events/").json()
    second_page = as_alice.get(f"/api/events/?cursor={first['next']}").json()
    times = [event["at"] for event in [*first["results"], *second_page["results"]]]
    assert (len(first["results"]), len(times), second_page["next"]) == (50, 60, None)
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    "values", ["[]", '["x"]', "[null]", "[[1]]", '["2026-11-20T12:00:00Z", 4]', "4", "no"]
)
def test_an_invalid_cursor_is_refused(as_alice: Api, values: str) -> None:
    cursor = keys.encode(values.encode())
    assert as_alice.get(f"/api/events/?cursor={cursor}").json()["errors"][0]["code"] == "cursor"


def test_a_cursor_out_of_range_is_accepted(as_alice: Api) -> None:
    exported(as_alice)
    for number, found in ((str(10**30), 1), (str(-(10**30)), 0), (0, 0)):
        cursor = keys.encode(json.dumps([number]).encode())
        assert len(as_alice.get(f"/api/events/?cursor={cursor}").json()["results"]) == found


def test_an_export_contains_the_events(as_alice: Api) -> None:
    share(as_alice)
    assert [event["what"] for event in exported(as_alice)["events"]] == ["share-made", "exported"]


def test_a_page_takes_a_constant_number_of_queries(
    as_alice: Api, alice: Person, django_assert_num_queries: Any
) -> None:
    made = [share(as_alice, label=str(number)) for number in range(3)]
    for each in made:
        open_link(each["link"])
    # Session and person, the page, its shares, the data keys of their labels.
    with django_assert_num_queries(4):
        as_alice.get("/api/events/")


def test_an_ended_viewing_keeps_only_its_rough_time(as_alice: Api) -> None:
    link = share(as_alice)["link"]
    with time_machine.travel(NOON, tick=False):
        open_link(link)
        left = open_link(link)
        assert left.delete("viewing/").status_code == 204
    forget_ended_viewings()
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert (
        list(Viewing.objects.values_list("opened_at", "seen_at", "token_digest")) == [(noon, noon, None)] * 2
    )
