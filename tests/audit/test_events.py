"""What the owner of an account is told of, in the order in which it happened, newest first."""

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


def happened(api: Api) -> list[str]:
    """Newest first."""
    return [event["what"] for event in listed(api)]


def listed(api: Api) -> list[dict[str, Any]]:
    answer = api.get("/api/events/")
    assert answer.status_code == 200
    events: list[dict[str, Any]] = answer.json()["results"]
    return events


def test_signing_in_is_told(alice: Person) -> None:
    phone = Api()
    with time_machine.travel(NOON, tick=False):
        assert (
            phone.post(f"{AUTH}/auth/login", {"username": "alice", "password": PASSWORD}).status_code == 200
        )
        (event,) = listed(phone)
    assert (event["what"], event["at"]) == ("signed-in", "2026-11-20T13:37:12Z")
    assert (event["date"], event["part"], event["share"]) == ("2026-11-20", "afternoon", None)


def test_so_is_the_first_time_after_signing_up(db: None) -> None:
    phone = Api()
    signed_up = phone.post(f"{AUTH}/auth/signup", {"username": "carol", "password": PASSWORD})
    assert signed_up.status_code == 200
    assert happened(phone) == ["signed-in"]


def test_a_password_that_is_wrong_is_not(as_alice: Api) -> None:
    assert Api().post(f"{AUTH}/auth/login", {"username": "alice", "password": "another"}).status_code == 400
    assert happened(as_alice) == []


def test_another_password_is_told(as_alice: Api) -> None:
    change = {"current_password": PASSWORD, "new_password": "another quiet sentence"}
    assert as_alice.prove().post(f"{AUTH}/account/password/change", change).status_code in (200, 401)
    phone = Api()
    phone.post(f"{AUTH}/auth/login", {"username": "alice", "password": "another quiet sentence"})
    assert happened(phone) == ["signed-in", "password-changed"]


def test_an_address_that_answered_is_told_and_so_is_one_that_was_taken_away(
    as_alice: Api, settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.test"
    settings.PUBLIC_URL = "https://noticing.example"
    address = {"email": "alice@noticing.example"}
    assert as_alice.prove().post(f"{AUTH}/account/email", address).status_code == 200
    key = str(mail.outbox[-1].body).rsplit("/", 1)[1].split()[0]
    assert as_alice.post(f"{AUTH}/auth/email/verify", {"key": key}).status_code == 200
    assert as_alice.prove().delete(f"{AUTH}/account/email", address).status_code == 200
    assert happened(as_alice) == ["address-removed", "address-confirmed", "address-added"]
    assert not [event for event in listed(as_alice) if "alice@" in str(event)]


def test_a_device_that_was_signed_out_from_afar_is_told(as_alice: Api, alice: Person) -> None:
    Api(alice)
    as_alice.prove()
    theirs = [
        each["id"] for each in as_alice.get(f"{AUTH}/auth/sessions").json()["data"] if not each["is_current"]
    ]
    assert as_alice.delete(f"{AUTH}/auth/sessions", {"sessions": theirs}).status_code == 200
    assert happened(as_alice) == ["signed-out-elsewhere"]


def test_ending_ones_own_session_is_not(as_alice: Api, alice: Person) -> None:
    mine = [each["id"] for each in as_alice.get(f"{AUTH}/auth/sessions").json()["data"] if each["is_current"]]
    assert as_alice.delete(f"{AUTH}/auth/sessions", {"sessions": mine}).status_code == 401
    assert not alice.events.exists()


@pytest.mark.parametrize("name", ["pass", "digest"])
def test_a_lock_that_was_put_on_is_told_once(as_alice: Api, name: str) -> None:
    ours, another = (keys.encode(bytes([number] * 32)) for number in (1, 2))
    header = {"X-Session-Lock": ours}
    assert as_alice.put("/api/me/lock/", {name: another}).status_code == 204
    assert happened(Api(as_alice.person)) == ["lock-put-on"]
    assert as_alice.put("/api/me/lock/", {name: ours}).status_code == 403
    assert as_alice.put("/api/me/lock/", {"pass": another}, **header).status_code == 403
    assert happened(Api(as_alice.person)) == ["lock-put-on"]


def test_a_lock_that_is_there_already_is_no_news(as_alice: Api) -> None:
    ours = keys.encode(bytes(range(32)))
    for _ in range(2):
        assert as_alice.put("/api/me/lock/", {"pass": ours}, **{"X-Session-Lock": ours}).status_code == 204
    assert happened(Api(as_alice.person)) == ["lock-put-on"]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_export_is_told(as_alice: Api, form: str) -> None:
    exported(as_alice, form)
    assert happened(as_alice) == ["exported"]


@pytest.mark.parametrize("asked", ["/api/export/", "/api/export/?as=pdf"])
def test_one_that_was_refused_is_not(as_alice: Api, asked: str) -> None:
    if "pdf" in asked:
        as_alice.prove()
    assert as_alice.get(asked).status_code in (400, 403)
    assert happened(as_alice) == []


def test_each_change_of_a_share_is_told_with_its_label(as_alice: Api) -> None:
    made = share(as_alice, label="M.")
    path = f"/api/shares/{made['id']}/"
    as_alice.patch(path, {"label": "Dr. M."})
    as_alice.patch(path, {"unlock": True})
    as_alice.patch(path, {"hold_back_days": 2, "revoked": True})
    assert happened(as_alice) == [
        "share-stopped",
        "share-changed",
        "share-unlocked",
        "share-changed",
        "share-made",
    ]
    assert {(event["share"], event["label"]) for event in listed(as_alice)} == {(made["id"], "Dr. M.")}


def test_looking_first_is_not(as_alice: Api) -> None:
    made = share(as_alice)
    assert as_alice.get(f"/api/shares/{made['id']}/preview/").status_code == 200
    assert as_alice.patch(f"/api/shares/{made['id']}/", {"hold_back_days": 99}).status_code == 400
    assert happened(as_alice) == ["share-made"]


def test_a_share_that_is_gone_leaves_its_events_without_its_label(as_alice: Api) -> None:
    made = share(as_alice)
    assert as_alice.delete(f"/api/shares/{made['id']}/").status_code == 204
    forgotten, first = listed(as_alice)
    assert (forgotten["what"], forgotten["share"], forgotten["label"]) == (
        "share-forgotten",
        made["id"],
        None,
    )
    assert (first["what"], first["label"]) == ("share-made", None)


def test_each_opening_is_told_by_its_day_and_a_rough_time_and_no_more_is_kept(
    as_alice: Api, alice: Person
) -> None:
    as_alice.patch("/api/me/", {"zone": "America/New_York"})
    made = share(as_alice)
    with time_machine.travel(datetime(2026, 11, 30, 2, 41, 5, tzinfo=UTC), tick=False):
        open_link(made["link"])
        opened = listed(as_alice)[0]
    assert opened["what"] == "share-opened"
    assert (opened["date"], opened["part"], opened["at"]) == ("2026-11-29", "evening", None)
    assert opened["share"] == made["id"]
    assert alice.events.get(what="share-opened").at == datetime(2026, 11, 29, 23, tzinfo=UTC)


def test_reading_on_tells_no_more(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    for _ in range(3):
        assert viewer.get("report/").status_code == 200
    assert happened(as_alice) == ["share-opened", "share-made"]


def test_a_link_that_did_not_open_is_not_told_but_one_that_five_pins_locked_is(as_alice: Api) -> None:
    made = share(as_alice, pin="0417")
    share_id, secret = made["link"].split("#")[1].split(".")
    opening = {"share": share_id, "secret": secret}
    Api().post("/api/viewings/", opening | {"secret": "x"})
    Api().post("/api/viewings/", opening)
    for _ in range(4):
        assert Api().post("/api/viewings/", opening | {"pin": "1111"}).status_code == 401
    assert happened(as_alice) == ["share-made"]
    assert Api().post("/api/viewings/", opening | {"pin": "1111"}).status_code == 401
    Api().post("/api/viewings/", opening | {"pin": "0417"})
    locked = listed(as_alice)[0]
    assert (locked["what"], locked["at"], locked["share"]) == ("share-locked", None, made["id"])
    assert happened(as_alice) == ["share-locked", "share-made"]


def test_without_consent_it_can_still_be_read(as_alice: Api) -> None:
    exported(as_alice)
    as_alice.patch("/api/me/", {"consent": None})
    assert happened(as_alice) == ["exported"]


def test_everybody_reads_their_own(as_alice: Api, as_bob: Api) -> None:
    share(as_alice)
    exported(as_bob)
    assert happened(as_bob) == ["exported"]


def test_it_comes_a_page_at_a_time(as_alice: Api, alice: Person) -> None:
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
def test_what_is_no_cursor_is_said_to_be_none(as_alice: Api, values: str) -> None:
    cursor = keys.encode(values.encode())
    assert as_alice.get(f"/api/events/?cursor={cursor}").json()["errors"][0]["code"] == "cursor"


def test_a_number_that_no_event_could_have_finds_what_comes_before_it(as_alice: Api) -> None:
    exported(as_alice)
    for number, found in ((str(10**30), 1), (str(-(10**30)), 0), (0, 0)):
        cursor = keys.encode(json.dumps([number]).encode())
        assert len(as_alice.get(f"/api/events/?cursor={cursor}").json()["results"]) == found


def test_an_export_holds_them(as_alice: Api) -> None:
    share(as_alice)
    assert [event["what"] for event in exported(as_alice)["events"]] == ["share-made", "exported"]


def test_a_page_costs_the_same_however_much_has_happened(
    as_alice: Api, alice: Person, django_assert_num_queries: Any
) -> None:
    made = [share(as_alice, label=str(number)) for number in range(3)]
    for each in made:
        open_link(each["link"])
    # Session and person, the page, its shares, the keys of their labels.
    with django_assert_num_queries(4):
        as_alice.get("/api/events/")


def test_of_a_viewing_no_more_is_kept_once_it_has_ended(as_alice: Api) -> None:
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
