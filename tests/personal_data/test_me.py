"""The account itself: settings, consent, export, erasure."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.accounts.models import Person
from backend.accounts.sessions import hash_key
from backend.accounts.tasks import forget_ended_sessions
from backend.content import catalogue
from tests.conftest import Api, exported, faults, keep


def test_settings_can_be_changed_one_by_one(as_alice: Api) -> None:
    assert as_alice.patch("/api/me/", {"zone": "Asia/Kathmandu"}).json()["zone"] == "Asia/Kathmandu"
    me = as_alice.patch("/api/me/", {"language": "es"}).json()
    assert me == {
        "username": "alice", "zone": "Asia/Kathmandu", "language": "es", "quiet_from": None, "quiet_to": None,
        "devices": "latest", "auto_quiet": False, "email": None, "email_available": True,
        "email_to_be_had": True, "consent": catalogue.CONSENT_VERSION, "erase_at": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"zone": "Mars/Olympus"}, {"/zone": "unknown_zone"}),
        ({"zone": "Factory"}, {"/zone": "unknown_zone"}),
        ({"zone": 5}, {"/zone": "type"}),
        ({"language": "xx"}, {"/language": "invalid_choice"}),
        ({"consent": "1999-01-01"}, {"/consent": "invalid_choice"}),
        ({"consent": True}, {"/consent": "invalid_choice"}),
        ({"quiet_from": "22:00"}, {"/quiet_to": "incomplete"}),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, {"/quiet_to": "empty"}),
        ({"quiet_from": "10pm", "quiet_to": "07:00"}, {"/quiet_from": "type"}),
        ({"devices": "some"}, {"/devices": "invalid_choice"}),
        ({"devices": None}, {"/devices": "null"}),
        ({"revision": 5}, {"/revision": "unknown_field"}),
        ({"is_active": False}, {"/is_active": "unknown_field"}),
    ],
)
def test_an_invalid_setting_is_refused_with_its_path(
    as_alice: Api, body: object, fault: dict[str, str]
) -> None:
    assert faults(as_alice.patch("/api/me/", body)) == fault


def test_withdrawing_consent_takes_one_request_and_keeps_its_date(as_alice: Api, alice: Person) -> None:
    assert as_alice.patch("/api/me/", {"consent": None}).json()["consent"] is None
    alice.refresh_from_db()
    assert alice.consented_at is None
    as_alice.patch("/api/me/", {"consent": catalogue.CONSENT_VERSION})
    alice.refresh_from_db()
    assert alice.consented_at is not None


def test_without_consent_a_person_can_still_export_and_erase(as_alice: Api) -> None:
    kept = keep(as_alice, note="mine")
    as_alice.patch("/api/me/", {"consent": None})
    assert exported(as_alice)["entries"]["check-ins"] == [kept]
    assert as_alice.delete("/api/me/").status_code == 204
    assert not Person.objects.exists()


def test_erasure_ends_the_persons_sessions_only(as_alice: Api, as_bob: Api, alice: Person) -> None:
    other_device = Api(alice)
    assert other_device.get("/api/me/").status_code == 200
    kept = keep(as_bob)
    assert as_alice.prove().delete("/api/me/").status_code == 204
    assert other_device.get("/api/me/").status_code == 401
    assert as_bob.get(f"/api/check-ins/{kept['id']}/").status_code == 200


def test_expired_sessions_are_deleted(as_alice: Api, as_bob: Api) -> None:
    Session.objects.filter(session_key=hash_key(as_alice.client.session.session_key)).update(
        expire_date=timezone.now()
    )
    forget_ended_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == [
        hash_key(as_bob.client.session.session_key)
    ]
