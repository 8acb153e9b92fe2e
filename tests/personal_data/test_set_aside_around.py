"""Invalid values in rows other than entries: devices, mail, language, nudges."""

from typing import Any

import pytest

from backend.accounts import resets
from backend.accounts.models import Person, ResetRequest
from backend.push.models import Subscription
from backend.reminders.models import Nudge
from backend.sealing.fields import Sealed
from tests.conftest import Api, exported, make_person, remind
from tests.push.standin import push_service
from tests.reminders.conftest import DUE, Clock, Phone, clock, only
from tests.services.push_service import PushService

__all__ = ["clock", "push_service"]


@pytest.mark.parametrize(
    "change",
    [{"p256dh": b"x"}, {"auth": b""}, {"endpoint": "nowhere"}, {"endpoint": "https://[x"}, {"key": "?"},
     {"label": Sealed(b"")}],
)  # fmt: skip
def test_an_invalid_device_does_not_break_sender_or_lists(
    clock: Clock, push_service: PushService, alice: Person, change: dict[str, Any]
) -> None:
    poison, good = Phone(push_service, alice, "one"), Phone(push_service, alice, "two")
    other = Phone(push_service, make_person("other"))
    assert poison.api.patch("/api/me/", {"devices": "all"}).status_code == 200
    for each in (poison, other):
        remind(each.api, zone="UTC")
    Subscription.objects.filter(id=poison.id).update(**change)
    clock.ring(DUE)
    assert only(other.api) == ("accepted", None)
    assert len(good.received) == 1
    listed = poison.api.get("/api/push/subscriptions/").json()["results"]
    assert {each["id"] for each in listed} == {poison.id, good.id}
    assert poison.api.get("/api/nudges/").status_code == 200
    assert poison.api.post(f"/api/push/subscriptions/{poison.id}/tests/", {}).status_code == 201
    assert "nudges" in exported(poison.api)
    assert poison.api.delete(f"/api/push/subscriptions/{poison.id}/").status_code == 204


def test_an_unknown_language_does_not_break_calendar_test_pushes_or_mail(
    clock: Clock, push_service: PushService, alice: Person, mailoutbox: Any
) -> None:
    phone = Phone(push_service, alice)
    remind(phone.api, channel="calendar")
    link = phone.api.put("/api/me/calendar/", {}).json()["link"]
    Person.objects.filter(pk=alice.pk).update(language="tlh")
    assert phone.api.post(f"/api/push/subscriptions/{phone.id}/tests/", {}).json() == {"outcome": "accepted"}
    feed = Api().get(link[link.index("/api/") :])
    assert feed.status_code == 200
    assert "BEGIN:VEVENT" in feed.content.decode()


def test_an_unknown_language_does_not_stop_other_peoples_resets(
    alice: Person, bob: Person, mailoutbox: Any
) -> None:
    from allauth.account.models import EmailAddress

    for each in (alice, bob):
        EmailAddress.objects.create(user=each, email=f"{each.username}@example.org", verified=True)
        ResetRequest.objects.create(address=f"{each.username}@example.org")
    Person.objects.filter(pk=alice.pk).update(language="tlh")
    resets.mail_waiting()
    assert {to for mail in mailoutbox for to in mail.to} == {"alice@example.org", "bob@example.org"}


@pytest.mark.parametrize(
    "change", [{"state": "lost"}, {"reason": "unheard-of"}, {"response": "unheard-of"}, {"channel": "pigeon"}]
)
def test_a_nudge_of_another_version_does_not_break_lists(
    clock: Clock, push_service: PushService, alice: Person, change: dict[str, str]
) -> None:
    phone, other = Phone(push_service, alice), Phone(push_service, make_person("other"))
    for each in (phone, other):
        remind(each.api, zone="UTC")
    clock.ring(DUE)
    Nudge.objects.filter(person=alice).update(**change)
    clock.ring()
    assert phone.api.get("/api/nudges/").status_code == 200
    assert len(exported(phone.api)["nudges"]) == 1
    assert only(other.api) == ("accepted", None)
