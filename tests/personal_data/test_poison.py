"""A row that can't be read stops no recurring query: not for anybody else, nor for its owner's other rows.

Each kind of damage is planted in each kind of row, and then every query runs.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend.accounts.models import Person
from backend.entries.columns import JSONColumn
from backend.entries.models import SetAside
from backend.kinds import KINDS
from backend.personal_data import set_aside
from backend.personal_data.erasure import erase
from backend.reminders.models import Nudge, Reminder
from backend.reminders.planning import claim_due
from backend.sealing.fields import Sealed
from backend.sealing.models import DataKey
from backend.sharing.kinds import SECTIONS, SHARED
from tests.conftest import Api, exported, make_person, open_link, remind, share
from tests.entries.test_every_kind import BODIES, introduce, sealed_columns
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, clock, only
from tests.services.push_service import PushService

__all__ = ["clock", "push_service"]
#: The longest that a query may take, in seconds: a damaged plan can also make it loop.
SECONDS = 20
PERIOD = "from=2026-11-01&to=2026-11-30"

#: Values of a reminder's plan.
PLANS: dict[str, dict[str, Any]] = {
    "a zone that is gone": {"zone": "Mars/Olympus"},
    "a zone that became a folder": {"zone": "America/Argentina"},
    "an empty zone": {"zone": ""},
    "a zone outside tzdata": {"zone": "../../etc/passwd"},
    "a zone that is a number": {"zone": 7},
    "no zone": {"zone": None},
    "no days": {"days": None},
    "days as text": {"days": "mon"},
    "an unknown day": {"days": ["someday"]},
    "a time in words": {"at": "noon"},
    "a time that isn't one": {"at": "25:00"},
    "a time as a number": {"at": 2030},
    "neither time nor window": {"at": None},
    "half a window": {"at": None, "within": {"from": "10:00"}},
    "a window of nothing": {"at": None, "within": {"from": "10:00", "to": "20:00", "times": 0}},
    "a window of less": {"at": None, "within": {"from": "10:00", "to": "20:00", "times": -3}},
    "a window as text": {"at": None, "within": "morning"},
    "an unknown channel": {"channel": "carrier-pigeon"},
    "a channel as a number": {"channel": 7},
    "no channel": {"channel": None},
    "an end in words": {"ends": "never"},
    "an end as a number": {"ends": 7},
    "a rule in words": {"skip_after_check_in": "soon"},
    "a rule beyond time": {"skip_after_check_in": 10**12},
}
#: Values of any JSON column.
JSON: dict[str, Any] = {"empty": {}, "a list": [], "a list of numbers": [7], "text": "x", "a number": 7}
#: The values of a check-in as the patterns read them (checkins/packed.py).
PACKED = {
    "no JSON": "[",
    "too short": "[739578,9]",
    "no list": "7",
    "an unknown moment": '[739578,9,"dawn",null,null,null,null,[],[]]',
    "a strength beyond the scale": '[739578,9,null,null,null,null,null,[],[["ease",99]]]',
    "a day beyond time": "[99999999,9,null,null,null,null,null,[],[]]",
    "sensations as text": '[739578,9,null,null,null,null,null,[],"ease"]',
    "codes as numbers": '[739578,9,null,null,null,null,null,[7],[[7,null],["ease",null]]]',
    "a longing in words": '[739578,9,null,null,"much",null,null,[],[]]',
    "too long, and none": "null",
}

Plant = Callable[[Any], None]


def changed(**values: Any) -> Plant:
    return lambda rows: rows.update(**values)


def planned(change: dict[str, Any]) -> Plant:
    return lambda rows: rows.update(plan=rows.get().plan | change)


def damages(kind: str) -> dict[str, Plant]:
    """What can be wrong with a row of this kind, by name."""
    (sealed, *_) = sealed_columns(next(each for each in KINDS if each.word == kind))
    fields = {field.name: field for field in MODELS[kind]._meta.concrete_fields}
    values = {"a damaged value": b"\x01" + bytes(40), "an unknown key": b"\x09" * 60, "nothing": b""}
    found = {f"sealed: {name}": changed(**{sealed.name: Sealed(value)}) for name, value in values.items()}
    if "zone" in fields:
        found |= {f"zone: {zone!r}": changed(zone=zone) for zone in ("Mars/Olympus", "America/Argentina", "")}
    for name in [each.name for each in fields.values() if isinstance(each, JSONColumn)]:
        found |= {f"{name}: {what}": changed(**{name: value}) for what, value in JSON.items()}
    if kind == "reminders":
        found |= {name: planned(change) for name, change in PLANS.items()}
    if kind == "check-ins":
        found |= {f"packed: {name}": changed(packed=packed) for name, packed in PACKED.items()}
        found["nothing counted"] = changed(packed="null", counted={})
    return found


MODELS = {kind.word: kind.model for kind in KINDS}
every_kind = pytest.mark.parametrize("kind", MODELS)


@contextmanager
def in_time() -> Iterator[None]:
    def end(*_: Any) -> None:
        pytest.fail(f"took over {SECONDS} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Owner:
    """Somebody with a good row of a kind, and a poison row for each damage."""

    def __init__(self, api: Api, kind: str) -> None:
        self.api, self.kind = api, kind
        introduce(api)
        self.good = self.put()
        #: Id -> damage.
        self.poison = {self.put(): name for name in damages(kind)}

    def put(self) -> str:
        body = BODIES[self.kind].full
        shared = {"never_shared": False} if "never_shared" in body else {}
        answer = self.api.put(f"/api/{self.kind}/{uuid4()}/", body | shared)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def plant(self) -> None:
        for id, name in self.poison.items():
            damages(self.kind)[name](MODELS[self.kind]._default_manager.filter(id=id))

    def json(self, path: str) -> Any:
        answer = self.api.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def check(self, rows: list[dict[str, Any]]) -> None:
        """The good row is there, and each poison row is whole or set aside, never told as deleted."""
        there = {row["id"]: row for row in rows}
        assert self.good in there
        aside = {str(id) for id in SetAside.objects.filter(kind=self.kind).values_list("entry", flat=True)}
        for id, name in self.poison.items():
            assert id in there or id in aside, name
            assert not there.get(id, {}).get("deleted"), name

    def look(self) -> None:
        self.json("/api/changes/")
        self.json(f"/api/patterns/?{PERIOD}")


@every_kind
def test_the_owners_other_rows_are_listed_synced_exported_and_shared(as_alice: Api, kind: str) -> None:
    owner = Owner(as_alice, kind)
    link = share(as_alice, sections=list(SECTIONS))["link"]
    calendar = as_alice.put("/api/me/calendar/", {}).json()["link"]
    owner.plant()
    with in_time():
        owner.check(owner.json("/api/changes/")["changes"])
        owner.check(owner.json(f"/api/{kind}/")["results"])
        document = exported(as_alice)
        owner.check(document["entries"][kind])
        whole = {each["id"] for each in document["entries"][kind]}
        left_out = {each["id"] for each in document["unreadable"]}
        assert whole.isdisjoint(left_out)
        assert set(owner.poison) <= whole | left_out
        assert owner.good in exported(as_alice, "csv")
        assert owner.json(f"/api/patterns/?{PERIOD}")["check_ins"] >= 1
        report = open_link(link).get(f"report/?{PERIOD}")
        assert report.status_code == 200
        assert all(report.json()[word]["entries"] for word in SHARED if word == kind)
        assert report.json()["entries"] or kind != "check-ins"
        assert Api().get(calendar[calendar.index("/api/") :]).status_code == 200
        assert as_alice.patch("/api/me/", {"zone": "America/New_York"}).status_code == 200
        for id, name in owner.poison.items():
            assert as_alice.get(f"/api/{kind}/{id}/").status_code in (200, 503), name
        assert as_alice.get("/api/events/").status_code == 200


@every_kind
def test_a_retry_stops_for_none_and_the_owner_can_be_erased(
    as_alice: Api, alice: Person, as_bob: Api, kind: str
) -> None:
    owner, other = Owner(as_alice, kind), Owner(as_bob, "journal")
    owner.plant()
    other_row = MODELS["journal"]._default_manager.filter(id=other.good)
    before = bytes(other_row.values_list("words", flat=True)[0])
    other_row.update(words=Sealed(b""))
    with in_time():
        owner.look()
        other.look()
        other_row.update(words=Sealed(before))
        set_aside.retry(timezone.now())
        assert not SetAside.objects.filter(person__username="bob").exists()
        aside = set(SetAside.objects.values_list("entry", flat=True))
        assert aside
        # What stays aside isn't told again every hour, and what was mended isn't set aside again.
        owner.look()
        set_aside.retry(timezone.now())
        owner.look()
        assert set(SetAside.objects.values_list("entry", flat=True)) == aside
        erase(alice)
    assert not MODELS[kind]._default_manager.filter(id__in=owner.poison).exists()


@pytest.mark.parametrize("when", ["before planning", "before sending"])
def test_planner_and_sender_serve_everybody_else(
    clock: Clock, push_service: PushService, alice: Person, when: str
) -> None:
    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    good, poison = remind(phone.api), {remind(phone.api)["id"]: name for name in damages("reminders")}
    remind(other.api)
    if when == "before sending":
        clock.go(DUE)
        claim_due(DUE)
    for id, name in poison.items():
        damages("reminders")[name](Reminder.objects.filter(id=id))
    with in_time():
        clock.ring(DUE)
        clock.ring()
    assert only(other.api) == ("accepted", None)
    states = {str(each.reminder): each.state for each in Nudge.objects.filter(person=alice)}
    assert states[good["id"]] == "accepted"
    assert [name for id, name in poison.items() if states.get(id) == "pending"] == []


def test_a_damaged_key_of_one_person_stops_nobody_elses_nudges(
    clock: Clock, push_service: PushService, alice: Person
) -> None:
    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    for each in (phone, other):
        remind(each.api, wording="own", own_words="mine")
    DataKey.objects.filter(person=alice).update(wrapped=b"\x00" * 61)
    with in_time():
        clock.ring(DUE)
    assert only(other.api) == ("accepted", None)
