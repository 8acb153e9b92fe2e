"""Outcomes of pushes, against a real service that verifies everything (RFC 8030, 8291, 8292)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.utils import timezone

from backend.accounts.models import Person
from backend.push import http_client
from backend.push.breaker import PAUSE
from backend.push.models import PushOrigin, Subscription
from backend.push.outcome import Outcome, Sent, pause
from backend.push.sender import Push, send
from tests.conftest import Api, subscribe
from tests.services.push_service import PushService, Reply

ORIGIN = "https://push.test"
#: The stand-in checks a token's expiry against the real clock.
NOW = timezone.now()
FIXED = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


class Device:
    """A phone with a subscription at the stand-in."""

    def __init__(self, service: PushService, person: Person) -> None:
        self.service = service
        self.subscription = service.subscription()
        made = subscribe(Api(person), **self.subscription)
        self.row = Subscription.objects.get(id=made["id"])

    def answer(self, *replies: Reply) -> None:
        self.service.answer(self.subscription, *replies)

    def push(self, payload: bytes = b'{"a": 1}', ttl: int = 3600) -> Push:
        return Push(self.row, payload, "topic", ttl)

    def send(self, now: datetime | None = None, **changes: Any) -> Sent:
        (sent,) = send([self.push(**changes)], now or timezone.now())
        return sent


@pytest.fixture
def device(push_service: PushService, alice: Person) -> Device:
    return Device(push_service, alice)


def test_a_push_arrives_encrypted_signed_and_padded(device: Device) -> None:
    assert device.send() == Sent(Outcome.ACCEPTED, 201)
    (received,) = device.service.received
    assert received.payload == b'{"a": 1}'
    assert received.headers["TTL"] == "3600"
    assert received.headers["Topic"] == "topic"
    assert received.headers["Urgency"] == "high"
    assert int(received.headers["Content-Length"]) == 86 + 1024 + 1 + 16
    assert received.claims["aud"] == ORIGIN
    assert received.claims["sub"] == configured.VAPID_SUBJECT


def test_the_ttl_is_never_zero(device: Device) -> None:
    device.send(ttl=0)
    assert device.service.received[0].headers["TTL"] == "1"


def test_a_hundred_pushes_share_a_few_connections(push_service: PushService, alice: Person) -> None:
    device = Device(push_service, alice)
    for _ in range(2):
        assert {sent.outcome for sent in send([device.push()] * 100, timezone.now())} == {Outcome.ACCEPTED}
    assert len(push_service.received) == 200
    assert push_service.connections <= 4


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (202, Outcome.ACCEPTED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (500, Outcome.UNREACHABLE),
        (502, Outcome.UNREACHABLE),
        (503, Outcome.UNREACHABLE),
        (400, Outcome.REFUSED),
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (429, Outcome.PAUSED),
    ],
)
def test_each_status_has_its_outcome(device: Device, status: int, outcome: Outcome) -> None:
    device.answer(Reply(status))
    assert device.send().outcome is outcome


def test_a_redirect_is_never_followed(device: Device) -> None:
    device.answer(Reply(307, {"Location": f"https://push.test:{device.service.port}/elsewhere"}))
    assert device.send() == Sent(Outcome.REFUSED, 307)
    assert len(device.service.received) == 1


def test_an_oversized_reply_is_cut_off_and_its_status_counts(device: Device) -> None:
    device.answer(Reply(201, body=b"x" * 5_000_000))
    assert device.send().outcome is Outcome.ACCEPTED


def test_oversized_headers_are_cut_off(device: Device) -> None:
    device.answer(Reply(201, {f"X-{n}": "x" * 4000 for n in range(40)}))
    assert device.send().outcome is Outcome.ACCEPTED


def test_a_slow_service_times_out(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:

    assert (http_client.ALTOGETHER, http_client.CONNECTING) == (10, 5)
    monkeypatch.setattr(http_client, "ALTOGETHER", 1)
    device.answer(Reply(201, delay=3))
    assert device.send().outcome is Outcome.UNREACHABLE


def test_a_refused_connection_is_unreachable(device: Device, settings: Any) -> None:
    settings.PUSH_EXTRA_HOSTS = {"push.test": "127.0.0.1:9"}
    assert device.send().outcome is Outcome.UNREACHABLE


def test_a_service_with_an_untrusted_certificate_gets_nothing(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.delenv("SSL_CERT_FILE")
    http_client.trusted.cache_clear()
    assert device.send().outcome is Outcome.UNREACHABLE
    assert device.service.received == []


def test_a_host_that_is_no_longer_allowed_gets_nothing(device: Device, settings: Any) -> None:
    settings.PUSH_EXTRA_HOSTS = {}
    assert device.send().outcome is Outcome.REFUSED
    assert device.service.received == []


def test_a_known_host_with_an_internal_address_gets_nothing(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a poisoned resolver: the name is right, but its address is this machine's own."""
    from backend.push import endpoints

    monkeypatch.setattr(
        endpoints.pin, "__kwdefaults__", {"allowed": False, "resolve": lambda _: ["127.0.0.1"]}
    )
    device.row.endpoint = "https://fcm.googleapis.com/fcm/send/1"
    assert device.send().outcome is Outcome.REFUSED
    assert device.service.received == []


def test_proxies_of_the_environment_are_ignored(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert device.send().outcome is Outcome.ACCEPTED


def test_nothing_is_sent_with_a_removed_key(device: Device, settings: Any) -> None:
    device.row.key = "dropped"
    assert device.send().outcome is Outcome.KEY_DROPPED
    assert device.service.received == []


@pytest.mark.parametrize(
    ("asked", "length"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(seconds=1)),
        ("999999999", timedelta(hours=1)),
        ("Mon, 23 Nov 2026 20:31:30 GMT", timedelta(seconds=90)),
        ("Mon, 23 Nov 2020 20:31:30 GMT", timedelta(seconds=1)),
        ("soon", PAUSE),
        ("9" * 40, PAUSE),
        (None, PAUSE),
    ],
)
def test_retry_after_is_limited(asked: str | None, length: timedelta) -> None:
    assert pause(asked, FIXED) == length


@pytest.mark.parametrize("status", [429, 503])
def test_the_outcome_includes_retry_after(device: Device, status: int) -> None:
    device.answer(Reply(status, {"Retry-After": "30"}))
    assert device.send(NOW) == Sent(Outcome.PAUSED, status, NOW + timedelta(seconds=30))


def test_a_test_push_is_not_sent_to_a_paused_service(device: Device) -> None:
    PushOrigin.objects.create(origin=ORIGIN, paused_until=NOW + PAUSE)
    assert device.send(NOW) == Sent(Outcome.PAUSED, until=NOW + PAUSE)
    assert device.service.received == []


def test_a_test_push_is_not_a_probe(device: Device) -> None:
    """It is sent once the pause is over, and neither ends nor extends it."""
    PushOrigin.objects.create(origin=ORIGIN, paused_until=NOW)
    device.answer(Reply(403), Reply(201))
    assert [device.send(NOW).outcome for _ in range(2)] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert PushOrigin.objects.get().paused_until == NOW


def test_no_log_line_contains_an_endpoints_path(device: Device, caplog: pytest.LogCaptureFixture) -> None:
    device.answer(Reply(500))
    device.send()
    assert ORIGIN in caplog.text
    assert urlsplit(device.row.endpoint).path not in caplog.text
