"""The API of devices: each can be registered, moved, listed, tested and deleted by its owner only."""

import json
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from backend.accounts.models import Person
from backend.accounts.sessions import hash_key
from backend.keys import encode
from backend.push import vapid, views
from backend.push.models import Subscription
from backend.push.views import MOST
from tests.conftest import Api, faults, make_person, subscribe, subscription
from tests.entries.test_races import TOGETHER, at_once
from tests.push.test_endpoints import HOSTILE
from tests.services.push_service import PushService, Reply


def test_a_device_is_listed_without_its_endpoint(as_alice: Api) -> None:
    made = subscribe(as_alice, label="Phone")
    assert made["label"] == "Phone"
    assert made["key"] == vapid.newest() == as_alice.get("/api/push/key/").json()["key"]
    assert made["accepted_at"] is None
    assert as_alice.get("/api/push/subscriptions/").json() == {"results": [made]}
    assert "endpoint" not in made


def test_registering_again_updates_the_time_of_use(as_alice: Api) -> None:
    id, body = uuid4(), subscription(label="Phone")
    first = as_alice.put(f"/api/push/subscriptions/{id}/", body).json()
    again = as_alice.put(f"/api/push/subscriptions/{id}/", body)
    assert again.status_code == 200
    assert again.json()["used_at"] > first["used_at"]
    assert again.json()["created_at"] == first["created_at"]


def test_an_endpoint_moves_to_the_person_who_registered_it_last(as_alice: Api, as_bob: Api) -> None:
    body = subscription()
    subscribe(as_alice, **body)
    subscribe(as_bob, **body)
    assert as_alice.get("/api/push/subscriptions/").json()["results"] == []
    assert len(as_bob.get("/api/push/subscriptions/").json()["results"]) == 1


def test_an_endpoint_registered_with_a_new_id_has_one_row(as_alice: Api) -> None:
    body = subscription()
    subscribe(as_alice, **body)
    second = subscribe(as_alice, **body)
    (only,) = as_alice.get("/api/push/subscriptions/").json()["results"]
    assert only["id"] == second["id"]


def test_an_endpoint_cannot_be_taken_over_without_its_keys(as_alice: Api, as_bob: Api) -> None:
    hers = subscription()
    subscribe(as_alice, **hers)
    refused = as_bob.put(f"/api/push/subscriptions/{uuid4()}/", subscription(endpoint=hers["endpoint"]))
    assert faults(refused) == {"/endpoint": "not_yours"}
    assert len(as_alice.get("/api/push/subscriptions/").json()["results"]) == 1


def test_somebody_elses_device_looks_like_a_missing_one(as_alice: Api, as_bob: Api) -> None:
    hers = subscribe(as_alice)["id"]
    for address in (f"/api/push/subscriptions/{hers}/", f"/api/push/subscriptions/{uuid4()}/"):
        assert as_bob.get(address).status_code == as_bob.delete(address).status_code == 404
        assert as_bob.post(f"{address}tests/", {}).status_code == 404
    assert as_alice.get(f"/api/push/subscriptions/{hers}/").status_code == 200


KEYS = subscription()["keys"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"endpoint": None}, {"/endpoint": "null"}),
        ({"endpoint": 5}, {"/endpoint": "type"}),
        ({"endpoint": "https://fcm.googleapis.com/" + "x" * 2100}, {"/endpoint": "max_length"}),
        ({"keys": None}, {"/keys": "null"}),
        ({"keys": {}}, {"/keys/p256dh": "required", "/keys/auth": "required"}),
        ({"keys": KEYS | {"auth": "AAAA"}}, {"/keys/auth": "length"}),
        ({"keys": KEYS | {"auth": "not base64!"}}, {"/keys/auth": "type"}),
        ({"keys": KEYS | {"p256dh": encode(b"\x04" + b"\x01" * 64)}}, {"/keys/p256dh": "not_a_point"}),
        ({"keys": KEYS | {"p256dh": encode(b"\x02" + b"\x01" * 32)}}, {"/keys/p256dh": "not_a_point"}),
        ({"keys": KEYS | {"p256dh": encode(b"\x00")}}, {"/keys/p256dh": "not_a_point"}),
        ({"keys": KEYS | {"more": 1}}, {"/keys/more": "unknown_field"}),
        ({"label": "x" * 61}, {"/label": "max_length"}),
        ({"key": "somebody's"}, {"/key": "unknown_key"}),
        ({"person": 1}, {"/person": "unknown_field"}),
    ],
)
def test_each_invalid_field_is_refused_with_its_path(
    as_alice: Api, changes: dict[str, Any], fault: dict[str, str]
) -> None:
    refused = as_alice.put(f"/api/push/subscriptions/{uuid4()}/", subscription(**changes))
    assert faults(refused) == fault


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_no_hostile_endpoint_is_saved(as_alice: Api, endpoint: str) -> None:
    refused = as_alice.put(f"/api/push/subscriptions/{uuid4()}/", subscription(endpoint=endpoint))
    assert set(faults(refused)) == {"/endpoint"}
    assert not Subscription.objects.exists()


def test_the_number_of_devices_is_limited(as_alice: Api, as_bob: Api) -> None:
    first, *_ = [subscribe(as_alice)["id"] for _ in range(MOST)]
    one_more = as_alice.put(f"/api/push/subscriptions/{uuid4()}/", subscription())
    assert faults(one_more) == {"/id": "too_many"}
    assert as_alice.put(f"/api/push/subscriptions/{first}/", subscription()).status_code == 200
    subscribe(as_bob)


def test_a_signed_out_device_gets_no_pushes(as_alice: Api, alice: Person) -> None:
    subscribe(as_alice)
    other = Api(alice)
    kept = subscribe(other)["id"]
    Session.objects.filter(session_key=hash_key(as_alice.client.session.session_key)).delete()
    (reachable,) = Subscription.objects.reachable(timezone.now())
    assert str(reachable.id) == kept


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(201, "accepted"), (410, "gone"), (403, "refused"), (500, "unreachable"), (429, "paused")],
)
def test_a_test_push_returns_its_real_outcome(
    as_alice: Api, push_service: PushService, status: int, outcome: str
) -> None:
    body = push_service.subscription()
    push_service.answer(body, Reply(status))
    made = subscribe(as_alice, **body)
    answer = as_alice.post(f"/api/push/subscriptions/{made['id']}/tests/", {})
    assert (answer.status_code, answer.json()) == (201, {"outcome": outcome})
    left = as_alice.get("/api/push/subscriptions/").json()["results"]
    assert len(left) == (0 if outcome == "gone" else 1)
    assert [bool(device["accepted_at"]) for device in left] == [outcome == "accepted"] * len(left)


def test_a_test_push_is_in_the_persons_language(as_alice: Api, push_service: PushService) -> None:
    as_alice.patch("/api/me/", {"language": "es"})
    made = subscribe(as_alice, **push_service.subscription())
    as_alice.post(f"/api/push/subscriptions/{made['id']}/tests/", {})
    notification = json.loads(push_service.received[-1].payload)["notification"]
    assert notification["title"] == "Así se ve un aviso."
    assert notification["lang"] == "es"


def test_test_pushes_are_rate_limited(as_alice: Api, push_service: PushService) -> None:
    made = subscribe(as_alice, **push_service.subscription())
    address = f"/api/push/subscriptions/{made['id']}/tests/"
    assert [as_alice.post(address, {}).status_code for _ in range(11)] == [201] * 10 + [429]


def test_an_endpoint_that_somebody_registers_meanwhile_stays_theirs(
    as_alice: Api, as_bob: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bob's request is finished while Alice's waits for the lock of her row."""
    his, lock = subscription(), Person.lock

    def lock_after_bob(person: Person) -> None:
        monkeypatch.setattr(Person, "lock", lock)
        subscribe(as_bob, **his)
        person.lock()

    monkeypatch.setattr(Person, "lock", lock_after_bob)
    refused = as_alice.put(f"/api/push/subscriptions/{uuid4()}/", subscription(endpoint=his["endpoint"]))
    assert faults(refused) == {"/endpoint": "not_yours"}


@pytest.mark.django_db(transaction=True)
def test_of_concurrent_registrations_of_one_endpoint_one_succeeds() -> None:
    people = [Api(make_person(f"person-{number}")) for number in range(TOGETHER)]
    endpoint = subscription()["endpoint"]

    def register(number: int) -> int:
        body = subscription(endpoint=endpoint)
        status: int = people[number].put(f"/api/push/subscriptions/{uuid4()}/", body).status_code
        return status

    assert sorted(at_once(register)) == [201] + [400] * (TOGETHER - 1)
    assert Subscription.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_endpoint_registered_after_the_check_is_not_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = (Api(make_person(name)) for name in ("alice-2", "bob-2"))
    his, check = subscription(), views.refuse_if_not_own

    def register_his() -> None:
        try:
            subscribe(bob, **his)
        finally:
            connection.close()

    def check_then_bob(*args: Any) -> None:
        monkeypatch.setattr(views, "refuse_if_not_own", check)
        check(*args)
        thread = Thread(target=register_his)
        thread.start()
        thread.join()

    monkeypatch.setattr(views, "refuse_if_not_own", check_then_bob)
    refused = alice.put(f"/api/push/subscriptions/{uuid4()}/", subscription(endpoint=his["endpoint"]))
    assert faults(refused) == {"/endpoint": "not_yours"}
    assert len(bob.get("/api/push/subscriptions/").json()["results"]) == 1
