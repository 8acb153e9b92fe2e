"""/metrics: figures for operators, and 404 for everybody else."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from backend import keys
from backend.push.breaker import Answer
from backend.push.models import PushOrigin
from backend.reminders.models import Reminder
from backend.reminders.planning import claim_due
from tests.conftest import Api, remind, subscribe

TOKEN = "a-token-of-the-operator"
ELSEWHERE = "203.0.113.9"


def numbers(answer: Any) -> dict[tuple[str, str], float]:
    """(metric, label's value or "") -> number."""
    assert answer.status_code == 200, answer.content
    families = text_string_to_metric_families(answer.content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, "".join(sample.labels.values())): sample.value for sample in samples}


def test_pending_and_finished_nudges_are_counted(as_alice: Api, stranger: Api) -> None:
    subscribe(as_alice)
    far_from_now = f"{timezone.now() + timedelta(hours=12):%H:%M}"
    for minutes in (1, 3):
        due = timezone.now() - timedelta(minutes=minutes)
        reminder = remind(as_alice, at=far_from_now)
        Reminder.objects.filter(id=reminder["id"]).update(due_at=due, due_day=due.date(), due_slot=0)
    assert numbers(stranger.get("/metrics"))["noticing_nudges", "pending"] == 0
    assert 179 < numbers(stranger.get("/metrics"))["noticing_oldest_due_lag_seconds", ""] < 240
    claim_due(timezone.now())
    found = numbers(stranger.get("/metrics"))
    assert found["noticing_nudges", "pending"] == found["noticing_deliveries_pending", ""] == 2
    assert found["noticing_nudges", "accepted"] == found["noticing_nudges", "no-device"] == 0


def test_only_nudges_of_the_last_day_are_counted(as_alice: Api, stranger: Api) -> None:
    due = timezone.now() - timedelta(hours=25)
    reminder = Reminder.objects.filter(id=remind(as_alice)["id"])
    reminder.update(due_at=due, due_day=due.date(), due_slot=0)
    claim_due(due)
    assert numbers(stranger.get("/metrics"))["noticing_nudges", "no-device"] == 0


def test_each_push_service_has_metrics(stranger: Api) -> None:
    now = timezone.now()
    refused = [Answer(person, 403) for person in "abcd"]
    PushOrigin.record("https://push.example", refused, now)
    PushOrigin.record("https://other.example", [Answer(person, 500) for person in "abc"], now)
    PushOrigin.record("https://good.example", [*refused, Answer("e", 201)], now)
    found = numbers(stranger.get("/metrics"))

    def told(name: str) -> list[float]:
        return [found[name, f"https://{host}.example"] for host in ("push", "other", "good")]

    assert told("noticing_push_paused") == [1, 1, 0]
    assert told("noticing_push_key_refused") == [1, 0, 0]
    assert told("noticing_push_failing") == [4, 3, 4]


def test_the_progress_of_a_key_rotation_is_shown(as_alice: Api, stranger: Api, settings: Settings) -> None:
    def told() -> list[float]:
        found = numbers(stranger.get("/metrics"))
        return [found["noticing_push_subscriptions", key] for key in ("newest", "older", "dropped")]

    subscribe(as_alice)
    assert told() == [1, 0, 0]
    old, new = settings.VAPID_PRIVATE_KEYS[0], keys.make_vapid_key()
    settings.VAPID_PRIVATE_KEYS = [new, old]
    subscribe(as_alice)
    assert told() == [1, 1, 0]
    settings.VAPID_PRIVATE_KEYS = [new]
    assert told() == [1, 0, 1]


def test_metrics_contain_no_personal_data(as_alice: Api, stranger: Api) -> None:
    kept = [remind(as_alice)["id"], subscribe(as_alice)["id"]]
    page = stranger.get("/metrics").content.decode()
    assert not any(word in page for word in (*kept, "alice"))


def test_an_unreachable_database_answers_503(stranger: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: object) -> None:
        raise DatabaseError("words-of-the-operator")

    monkeypatch.setattr("backend.monitoring.metrics.lag", away)
    answer = stranger.get("/metrics")
    assert (answer.status_code, b"operator" in answer.content) == (503, False)


def status(peer: str, **headers: str) -> int:
    answer: Any = Api(REMOTE_ADDR=peer).get("/metrics", **headers)
    if answer.status_code == 404:
        missing = Api(REMOTE_ADDR=peer).get("/no-such-page", **headers)
        assert answer.content == missing.content
    return int(answer.status_code)


@pytest.fixture
def token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        ("", 404),
        (TOKEN, 404),
        (f"Basic {TOKEN}", 404),
        (f"Bearer {TOKEN}x", 404),
        (f"Bearer {TOKEN[:-1]}", 404),
        (f"Bearer  {TOKEN}", 404),
        ("Bearer ", 404),
        ("Bearer \xe9", 404),
    ],
)
def test_other_machines_need_the_token(token: None, authorization: str, expected: int) -> None:
    assert status(ELSEWHERE, Authorization=authorization) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer None"])
def test_without_a_configured_token_other_machines_get_404(settings: Settings, authorization: str) -> None:
    settings.METRICS_TOKEN = None
    assert status(ELSEWHERE, Authorization=authorization) == 404


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_needs_no_token(peer: str) -> None:
    assert status(peer) == 200


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["", "unix:", "10.0.0.1", "::", ELSEWHERE])
def test_other_addresses_are_not_this_machine(peer: str) -> None:
    assert status(peer) == 404


@pytest.mark.django_db
def test_a_forwarded_request_is_judged_by_its_client(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.7")]
    for hops in (ELSEWHERE, f"127.0.0.1, {ELSEWHERE}", "127.0.0.1"):
        assert status("10.0.0.7", **{"X-Forwarded-For": hops}) == 404


@pytest.mark.django_db
def test_a_proxy_on_this_machine_does_not_make_its_clients_local(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    assert status("127.0.0.1") == 404
    assert status("127.0.0.1", **{"X-Forwarded-For": ELSEWHERE}) == 404
    settings.TRUSTED_PROXIES = []
    assert status("127.0.0.1", **{"X-Forwarded-For": ELSEWHERE}) == 404
    assert status("127.0.0.1", Forwarded=f"for={ELSEWHERE}") == 404
