"""Rotation of VAPID keys (docs/operate.md, "Rotate keys") doesn't lose any phone."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend import keys
from backend.accounts.models import Person
from backend.keys import vapid_key
from backend.push.models import Subscription
from backend.push.outcome import Outcome
from backend.push.sender import Push, send
from backend.push.vapid import public_key
from tests.conftest import Api, faults, subscribe
from tests.services.push_service import PushService

OLD, NEW = keys.make_vapid_key(), keys.make_vapid_key()


def public(private: str) -> str:
    return public_key(vapid_key(private))


@pytest.fixture(autouse=True)
def _only_the_old_key(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEYS = [OLD]


class Device:
    """A browser whose push service accepts only messages signed with the key it subscribed with."""

    def __init__(self, service: PushService, person: Person) -> None:
        self.service, self.api, self.id = service, Api(person), uuid4()
        self.open()

    def open(self) -> None:
        """What the app does each time it is opened: subscribe again if the server's key has changed."""
        key = self.api.get("/api/push/key/").json()["key"]
        if not hasattr(self, "key") or key != self.key:
            self.key, self.subscription = key, self.service.subscription(key)
        body = self.subscription | {"key": self.key}
        assert self.api.put(f"/api/push/subscriptions/{self.id}/", body).status_code in (200, 201)

    def send(self) -> Outcome:
        row = Subscription.objects.get(id=self.id)
        (sent,) = send([Push(row, b"{}", "topic", 60)], timezone.now())
        return sent.outcome


@pytest.fixture
def device(push_service: PushService, alice: Person) -> Device:
    return Device(push_service, alice)


def test_a_phone_is_reached_with_its_old_key_until_it_opens_the_app(device: Device, settings: Any) -> None:
    assert device.send() is Outcome.ACCEPTED
    settings.VAPID_PRIVATE_KEYS = [NEW, OLD]
    assert device.send() is Outcome.ACCEPTED
    device.open()
    assert device.key == public(NEW)
    assert device.send() is Outcome.ACCEPTED
    settings.VAPID_PRIVATE_KEYS = [NEW]
    assert device.send() is Outcome.ACCEPTED
    assert Subscription.objects.count() == 1


def test_one_batch_reaches_phones_of_both_keys(
    push_service: PushService, device: Device, bob: Person, settings: Any
) -> None:
    settings.VAPID_PRIVATE_KEYS = [NEW, OLD]
    theirs = Device(push_service, bob)
    pushes = [Push(Subscription.objects.get(id=each.id), b"{}", "topic", 60) for each in (device, theirs)]
    assert [sent.outcome for sent in send(pushes, timezone.now())] == [Outcome.ACCEPTED] * 2
    signers = {message.headers["Authorization"].rpartition("k=")[2] for message in push_service.received}
    assert signers == {public(OLD), public(NEW)}


def test_a_phone_with_a_removed_key_is_reached_again_after_it_is_opened(
    device: Device, settings: Any
) -> None:
    settings.VAPID_PRIVATE_KEYS = [NEW]
    assert device.send() is Outcome.KEY_DROPPED
    assert device.service.received == []
    assert Subscription.objects.count() == 1  # its owner sees it in the list of devices
    device.open()
    assert device.send() is Outcome.ACCEPTED


def test_a_subscription_with_a_removed_key_is_refused(device: Device, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEYS = [NEW]
    again = device.subscription | {"key": public(OLD)}
    assert faults(device.api.put(f"/api/push/subscriptions/{device.id}/", again)) == {"/key": "unknown_key"}
    assert subscribe(device.api, **device.service.subscription())["key"] == public(NEW)
