"""The list of signed-in devices, and signing them out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.utils import timezone

from backend.accounts.devices import label_of
from backend.accounts.models import Person
from backend.push.models import Subscription
from tests.accounts.passkeys import BASE, Phone
from tests.conftest import Api, subscription

SESSIONS = f"{BASE}/auth/sessions"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


def signed_in(user_agent: str = ANDROID, address: str = "203.0.113.9") -> Phone:
    phone = Phone()
    phone.client.defaults |= {"HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": address}
    assert phone.sign_in_by_password().status_code == 200
    return phone


def listed(phone: Api) -> list[dict[str, Any]]:
    answer = phone.get(SESSIONS)
    assert answer.status_code == 200
    devices: list[dict[str, Any]] = answer.json()["data"]
    return devices


def test_each_device_has_a_name_and_the_current_one_is_marked(alice: Person) -> None:
    there, here = signed_in(IPHONE), signed_in(ANDROID)
    assert [(each["label"], each["is_current"]) for each in listed(here)] == [
        ("Chrome, Android", True),
        ("Safari, iPhone", False),
    ]
    assert [(each["label"], each["is_current"]) for each in listed(there)] == [
        ("Safari, iPhone", True),
        ("Chrome, Android", False),
    ]


def test_no_address_and_no_user_agent_is_stored(alice: Person) -> None:
    signed_in()
    kept = UserSession.objects.values().get()
    assert "203.0.113" not in str(kept)
    assert "Mozilla" not in str(kept)
    assert kept["ip"] == "::"


def test_a_script_has_no_name(alice: Person) -> None:
    assert listed(signed_in("python-requests/2.32"))[0]["label"] is None


def test_a_device_signed_out_remotely_has_no_access_and_gets_no_nudges(alice: Person) -> None:
    here, there = signed_in(), signed_in(IPHONE)
    there.put(f"/api/push/subscriptions/{uuid4()}/", subscription())
    (other,) = [each["id"] for each in listed(here) if not each["is_current"]]
    left = here.delete(SESSIONS, {"sessions": [other]})
    assert [each["is_current"] for each in left.json()["data"]] == [True]
    assert (here.get("/api/me/").status_code, there.get("/api/me/").status_code) == (200, 401)
    assert not Subscription.objects.reachable(timezone.now()).exists()


def test_all_other_devices_can_be_signed_out_at_once(alice: Person) -> None:
    here, *others = [signed_in() for _ in range(3)]
    ids = [each["id"] for each in listed(here) if not each["is_current"]]
    assert len(here.delete(SESSIONS, {"sessions": ids}).json()["data"]) == 1
    assert [phone.get("/api/me/").status_code for phone in others] == [401, 401]


def test_the_current_device_can_be_signed_out_too(alice: Person) -> None:
    here = signed_in()
    assert here.delete(SESSIONS, {"sessions": [listed(here)[0]["id"]]}).status_code == 401
    assert here.get("/api/me/").status_code == 401
    assert not UserSession.objects.exists()


def test_somebody_elses_device_looks_like_a_missing_one(alice: Person, as_bob: Api) -> None:
    here = signed_in()
    assert as_bob.delete(SESSIONS, {"sessions": [listed(here)[0]["id"]]}).status_code == 400
    assert here.get("/api/me/").status_code == 200


@pytest.mark.parametrize("sessions", [None, [], "1", [None], [{}], ["x"], [10**30]])
def test_an_invalid_list_is_refused(alice: Person, sessions: object) -> None:
    assert signed_in().delete(SESSIONS, {"sessions": sessions}).status_code == 400


def test_a_list_names_at_most_a_thousand(alice: Person) -> None:
    """For a list within the limit that names no own device, allauth gives a different error."""
    phone = signed_in()
    codes = [
        phone.delete(SESSIONS, {"sessions": [*range(10**6, 10**6 + many)]}).json()["errors"][0]["code"]
        for many in (1000, 1001)
    ]
    assert codes[0] != codes[1] == "invalid_list"


def test_the_last_use_is_known_to_the_hour(alice: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    here, there = signed_in(), signed_in(IPHONE)
    began = timezone.now().timestamp()
    for later, known in ((59, 0), (61, 61), (90, 61)):
        time_machine.move_to(timezone.now().replace(hour=10, minute=0) + timedelta(minutes=later), tick=False)
        there.get("/api/me/")
        time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
        used = {each["label"]: each["last_used_at"] for each in listed(here)}
        assert used == {"Chrome, Android": began, "Safari, iPhone": began + known * 60}


def test_an_expired_session_is_not_listed(alice: Person, time_machine: Any) -> None:
    time_machine.move_to("2026-11-22T10:00:00Z", tick=False)
    signed_in(IPHONE)
    time_machine.move_to("2027-03-01T10:00:00Z", tick=False)
    assert [each["label"] for each in listed(signed_in())] == ["Chrome, Android"]


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (ANDROID, "Chrome, Android"),
        (ANDROID.replace("Mobile", "SamsungBrowser/28.0 Mobile"), "Samsung Internet, Android"),
        (IPHONE, "Safari, iPhone"),
        (IPHONE.replace("Version/18.0", "CriOS/156.0"), "Chrome, iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, Mac"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_user_agent_becomes_a_device_name(user_agent: str, label: str) -> None:
    assert label_of(user_agent) == label
