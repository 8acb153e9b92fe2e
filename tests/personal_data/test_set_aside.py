"""An unreadable row affects no other row, neither its owner's nor anybody else's, in any list or recurring
task."""

import os
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.entries.models import SetAside
from backend.kinds import KINDS
from backend.personal_data.set_aside import retry
from backend.reminders.models import Nudge, Reminder
from backend.sealing.models import DataKey
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, exported, keep, make_person, open_link, remind, share
from tests.entries.test_every_kind import BODIES, introduce, sealed_columns
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, MORNING, Clock, Phone, clock, only
from tests.services.push_service import PushService

__all__ = ["clock", "push_service"]
MODELS = {kind.model.kind: kind.model for kind in KINDS}
#: The kinds with a sealed column, and the column.
SEALED = {kind.word: sealed_columns(kind)[0].name for kind in KINDS}
damaged_words = pytest.mark.parametrize("kind", SEALED)


@pytest.fixture
def api(as_alice: Api) -> Api:
    introduce(as_alice)
    return as_alice


def put(api: Api, kind: str) -> dict[str, Any]:
    answer = api.put(f"/api/{kind}/{uuid4()}/", BODIES[kind].full)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def damage(kind: str, id: str) -> bytes:
    """Change a byte of a sealed value, and return its previous value."""
    rows = MODELS[kind]._default_manager.filter(id=id)
    (sealed,) = rows.values_list(SEALED[kind], flat=True)
    before = bytes(sealed)
    write(kind, id, before[:-1] + bytes([before[-1] ^ 1]))
    return before


def write(kind: str, id: str, sealed: bytes) -> None:
    from backend.sealing.fields import Sealed

    MODELS[kind]._default_manager.filter(id=id).update(**{SEALED[kind]: Sealed(sealed)})


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


@damaged_words
def test_other_entries_are_listed_synced_and_exported(api: Api, kind: str) -> None:
    poison, good = put(api, kind)["id"], put(api, kind)["id"]
    damage(kind, poison)
    changes = api.get("/api/changes/").json()["changes"]
    assert good in ids(changes)
    assert poison not in ids(changes)  # not listed as deleted either
    listed = ids(api.get(f"/api/{kind}/").json()["results"])
    assert good in listed
    assert poison not in listed
    document = exported(api)
    assert good in ids(document["entries"][kind])
    assert document["unreadable"] == [{"kind": kind, "id": poison, "reason": "does-not-open"}]
    sheet = exported(api, "csv")
    assert f"{kind}: does-not-open" in sheet.splitlines()[-1]
    assert api.get("/api/patterns/?from=2026-11-01&to=2026-11-30").status_code == 200


@damaged_words
def test_an_entry_that_can_be_read_again_gets_a_new_revision(api: Api, kind: str) -> None:
    made = put(api, kind)
    sealed = damage(kind, made["id"])
    end = api.get("/api/changes/").json()["revision"]
    assert SetAside.objects.get().reason == "does-not-open"
    assert retry(timezone.now()) == 0
    assert SetAside.objects.count() == 1
    write(kind, made["id"], sealed)
    assert retry(timezone.now()) == 1
    (change,) = api.get(f"/api/changes/?after={end}").json()["changes"]
    assert change["data"] | {"revision": 0, "next_due": 0} == made | {"revision": 0, "next_due": 0} | (
        {} if kind == "reminders" else {"next_due": 0}
    )
    assert change["revision"] == end + 1
    assert not SetAside.objects.exists()


def test_its_owner_gets_one_event_and_the_metrics_count_it(api: Api, stranger: Api) -> None:
    for _ in range(3):
        damage("journal", put(api, "journal")["id"])
    for _ in range(2):
        api.get("/api/changes/")
    told = [event["what"] for event in api.get("/api/events/").json()["results"]]
    assert told.count("set-aside") == 1
    assert 'noticing_set_aside{reason="does-not-open"} 3.0' in stranger.get("/metrics").content.decode()


def test_a_page_of_only_unreadable_entries_does_not_end_the_feed(api: Api) -> None:
    for _ in range(3):
        damage("journal", put(api, "journal")["id"])
    after = api.get("/api/changes/").json()["changes"][-1]["revision"]
    good = put(api, "journal")
    page = api.get(f"/api/changes/?after={after}&limit=2").json()
    assert ids(page["changes"]) == {good["id"]}


def test_a_damaged_data_key_affects_only_its_owners_words(api: Api, as_bob: Api, alice: Person) -> None:
    put(api, "journal")
    DataKey.objects.filter(person=alice).update(wrapped=os.urandom(61))
    keep(as_bob)
    assert api.get("/api/changes/").status_code == 200
    assert len(as_bob.get("/api/changes/").json()["changes"]) == 1


def test_a_phone_that_knows_the_revision_can_replace_the_entry(api: Api) -> None:
    made = put(api, "journal")
    damage("journal", made["id"])
    path = f"/api/journal/{made['id']}/"
    body = BODIES["journal"].full
    assert api.put(path, body).status_code == 428
    assert api.put(path, body, **{"If-Match": f'"{made["revision"]}"'}).status_code == 200
    assert api.get(path).json()["text"] == body["text"]


def test_a_report_shows_the_other_entries(api: Api) -> None:
    for kind in ("check-ins", *SHARED):
        for damaged in (True, False):
            answer = api.put(f"/api/{kind}/{uuid4()}/", BODIES[kind].full | {"never_shared": False})
            if damaged:
                damage(kind, answer.json()["id"])
    damage("people", put(api, "people")["id"])
    damage("sensations", put(api, "sensations")["id"])
    viewer = open_link(share(api, sections=list(SECTIONS))["link"])
    report = viewer.get("report/?from=2026-11-01&to=2026-11-30").json()
    assert all(len(report[each]["entries"]) == 1 for each in SHARED)
    assert len(report["entries"]) == 1


#: Damaged plans of a reminder.
PLANS = [
    {"zone": "Mars/Olympus"},
    {"days": None},
    {"at": "noon"},
    {"at": None},
    {"within": {"from": "10:00"}, "at": None},
]


@pytest.mark.parametrize("name", ["days", "within"])
def test_an_incomplete_plan_does_not_break_lists(api: Api, name: str) -> None:
    poison, good = put(api, "reminders")["id"], put(api, "reminders")["id"]
    without = {
        "days": {"at": "20:30"},
        "within": {"days": ["mon"], "within": {"from": "10:00"}, "active": True},
    }
    Reminder.objects.filter(id=poison).update(plan=without[name])
    for rows in (api.get("/api/changes/").json()["changes"], api.get("/api/reminders/").json()["results"]):
        assert good in ids(rows)
        assert poison not in ids(rows)
    assert exported(api)["unreadable"] == [{"kind": "reminders", "id": poison, "reason": "not-understood"}]


@pytest.mark.parametrize("change", PLANS)
@pytest.mark.parametrize("planned", [False, True])
def test_an_unreadable_plan_does_not_stop_planner_or_sender(
    clock: Clock, push_service: PushService, alice: Person, change: dict[str, Any], planned: bool
) -> None:
    """Damaged either before planning, or between planning and sending."""
    from backend.reminders.planning import claim_due

    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    poison = remind(phone.api)
    good = remind(phone.api)
    remind(other.api)
    if planned:
        clock.go(DUE)
        claim_due(DUE)
    rows = Reminder.objects.filter(id=poison["id"])
    rows.update(plan=rows.get().plan | change)
    clock.ring(DUE)
    assert only(other.api) == ("accepted", None)
    states = {str(each.reminder): (each.state, each.reason) for each in Nudge.objects.filter(person=alice)}
    assert states[good["id"]] == ("accepted", None)
    if planned:
        assert states[poison["id"]][0] == "cancelled"
    else:
        assert SetAside.objects.get().kind == "reminders"
        assert rows.get().due_at is None
        rows.update(plan=rows.get().plan | {"zone": "UTC", "days": ["tue"], "at": "20:30", "within": None})
        retry(clock.now)
        assert rows.get().due_at is not None


def test_an_unreadable_reminder_does_not_affect_others_in_the_calendar_or_a_change_of_zone(
    clock: Clock, api: Api, alice: Person
) -> None:
    clock.go(MORNING)
    poison, good = (remind(api, channel="calendar")["id"] for _ in range(2))
    pushed = remind(api)["id"]
    rows = Reminder.objects.filter(id=poison)
    rows.update(plan=rows.get().plan | {"at": "noon"})
    link = api.put("/api/me/calendar/", {}).json()["link"]
    feed = api.client.get(link[link.index("/api/") :])
    assert feed.status_code == 200
    assert good in feed.content.decode()
    assert api.patch("/api/me/", {"zone": "America/New_York"}).status_code == 200
    assert Reminder.objects.get(id=pushed).due_at == DUE + timedelta(hours=5)


def test_an_unknown_language_is_replaced_by_english(
    clock: Clock, push_service: PushService, alice: Person
) -> None:
    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    for each in (phone, other):
        remind(each.api, zone="UTC")
    Person.objects.filter(pk=alice.pk).update(language="tlh")
    clock.ring(DUE)
    assert only(other.api) == ("accepted", None)
    assert only(phone.api) == ("accepted", None)
    assert phone.received[0]["notification"]["lang"] == "en"


def test_a_devices_damaged_name_does_not_break_lists(
    clock: Clock, push_service: PushService, alice: Person
) -> None:
    phone = Phone(push_service, alice)
    remind(phone.api)
    clock.ring(DUE)
    from backend.push.models import Subscription
    from backend.sealing.fields import Sealed

    Subscription.objects.update(label=Sealed(b"\x01" + bytes(40)))
    assert only(phone.api) == ("accepted", None)
    assert exported(phone.api)["nudges"][0]["device"] is None
    assert phone.api.get("/api/push/subscriptions/").json()["results"][0]["label"] is None
