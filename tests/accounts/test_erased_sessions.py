"""Devices of an account that was erased elsewhere are told so; only a digest of each session is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as current_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from backend.accounts import devices, erased_sessions, tasks
from backend.accounts.models import EndedSession, ErasedSession, Person
from backend.accounts.sessions import hash_key
from backend.celery import app
from backend.personal_data.scheduled_deletion import WEEK, erase_due
from tests.conftest import PASSWORD, Api

NOW = datetime(2026, 11, 20, 9, 14, 3, tzinfo=UTC)
LOGIN = "/_allauth/browser/v1/auth/login"
SESSION = "/_allauth/browser/v1/auth/session"


@pytest.fixture(autouse=True)
def listed(tmp_path: Path, settings: Any) -> None:
    settings.ERASURES = tmp_path / "erasures"


def erase(api: Api) -> None:
    assert api.prove().delete("/api/me/").status_code == 204


def schedule(api: Api) -> None:
    assert api.prove().put("/api/me/erasure/", {}).status_code == 200


def heard(api: Api, path: str = "/api/me/") -> str:
    answer = api.get(path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert [fault["code"] for fault in body["errors"]] == [body["code"]]
    return str(body["code"])


def cookie(api: Api) -> str:
    return api.client.cookies[current_settings.SESSION_COOKIE_NAME].value


def test_every_other_device_is_told_at_each_request(as_alice: Api, alice: Person, as_bob: Api) -> None:
    phone, tablet = Api(alice), Api(alice)
    erase(as_alice)
    for _ in range(2):
        assert heard(phone) == heard(tablet, "/api/check-ins/") == "account_erased"
    assert as_bob.get("/api/me/").status_code == 200


def test_a_client_with_a_token_is_told_too(as_alice: Api, alice: Person) -> None:
    client = Api(alice).as_app()
    erase(as_alice)
    assert heard(client) == "account_erased"


@pytest.mark.parametrize("path", [SESSION, "/api/viewings/none/report/", "/_allauth/browser/v1/config"])
def test_no_other_request_drops_the_cookie_first(as_alice: Api, alice: Person, path: str) -> None:
    phone = Api(alice)
    before = cookie(phone)
    erase(as_alice)
    assert current_settings.SESSION_COOKIE_NAME not in phone.get(path).cookies
    assert cookie(phone) == before
    assert heard(phone) == "account_erased"


def test_the_device_that_erases_loses_its_cookie_as_before(as_alice: Api) -> None:
    erase(as_alice)
    assert cookie(as_alice) == ""
    assert heard(as_alice) == "signed_out"


def test_a_repeated_erasure_whose_answer_was_lost_is_told(as_alice: Api) -> None:
    before = cookie(as_alice)
    erase(as_alice)
    as_alice.client.cookies[current_settings.SESSION_COOKIE_NAME] = before
    answer = as_alice.delete("/api/me/")
    assert (answer.status_code, answer.json()["code"]) == (401, "account_erased")


def test_a_scheduled_erasure_is_told_once_it_is_done(as_alice: Api, alice: Person) -> None:
    phone = Api(alice)
    with time_machine.travel(NOW, tick=False):
        schedule(as_alice)
        assert heard(phone) == "signed_out"
    with time_machine.travel(NOW + WEEK, tick=False):
        assert heard(phone) == "signed_out"
        assert erase_due(timezone.now()) == 1
        assert heard(phone) == heard(as_alice) == "account_erased"


def test_a_session_ended_within_the_week_of_notice_is_not_told(as_alice: Api, alice: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        schedule(as_alice)
        devices.end_all(alice)
        erase_due(NOW + WEEK)
        assert heard(as_alice) == "signed_out"


def test_a_cancelled_erasure_leaves_nothing(as_alice: Api, alice: Person) -> None:
    phone = Api(alice)
    schedule(as_alice)
    assert EndedSession.objects.count() == 1
    assert as_alice.delete("/api/me/erasure/").status_code == 204
    assert not EndedSession.objects.exists()
    assert heard(phone) == "signed_out"
    erase(as_alice)
    assert heard(phone) == "signed_out"


def test_a_device_signed_out_before_is_not_told(as_alice: Api, alice: Person) -> None:
    phone = Api(alice)
    devices.end_all(alice, but=as_alice.client.session.session_key)
    erase(as_alice)
    assert heard(phone) == "signed_out"


def test_after_ninety_days_it_is_only_signed_out(as_alice: Api, alice: Person) -> None:
    phone = Api(alice)
    with time_machine.travel(NOW, tick=False):
        erase(as_alice)
    with time_machine.travel(NOW + timedelta(days=89), tick=False):
        tasks.forget_erased_sessions()
        assert heard(phone) == "account_erased"
    with time_machine.travel(NOW + timedelta(days=90), tick=False):
        assert heard(phone) == "signed_out"
        tasks.forget_erased_sessions()
        assert not ErasedSession.objects.exists()


def test_the_recurring_task_takes_batches_until_none_is_left(db: None, monkeypatch: Any) -> None:
    assert tasks.forget_erased_sessions.name in {each["task"] for each in app.conf.beat_schedule.values()}
    monkeypatch.setattr(erased_sessions, "BATCH", 2)
    today = timezone.now().date()
    days = [today - timedelta(days=3)] * 5 + [today, today + timedelta(days=1)]
    ErasedSession.objects.bulk_create(
        ErasedSession(digest=f"{number:064}", goes_on=day) for number, day in enumerate(days)
    )
    tasks.forget_erased_sessions()
    tasks.forget_erased_sessions()
    assert [each.goes_on for each in ErasedSession.objects.all()] == [today + timedelta(days=1)]


def test_only_a_digest_and_a_date_are_kept(as_alice: Api, alice: Person) -> None:
    phone = Api(alice)
    keys = [cookie(as_alice), cookie(phone)]
    with time_machine.travel(NOW, tick=False):
        erase(as_alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_erasedsession")
        assert {column[0] for column in cursor.description} == {"digest", "goes_on"}
    rows = list(ErasedSession.objects.values_list("digest", "goes_on"))
    assert len(rows) == len(keys)
    for digest, goes_on in rows:
        assert len(digest) == 64
        assert goes_on == (NOW + timedelta(days=90)).date()
        assert not any(key in digest or hash_key(key) in digest for key in keys)


def test_the_digest_is_keyed_and_outlives_a_new_secret_key(
    as_alice: Api, alice: Person, settings: Any
) -> None:
    phone = Api(alice)
    erase(as_alice)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "a newer key of the service's own........"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert heard(phone) == "account_erased"
    settings.SECRET_KEY_FALLBACKS = []
    assert heard(phone) == "signed_out"


def test_the_kept_cookie_does_not_hinder_a_new_sign_in(as_alice: Api, alice: Person, bob: Person) -> None:
    phone = Api(alice)
    erase(as_alice)
    assert heard(phone) == "account_erased"
    sessions = Session.objects.count()
    wrong = phone.post(LOGIN, {"username": "bob", "password": "another sentence"})
    assert wrong.status_code == 400
    assert Session.objects.count() == sessions
    assert phone.post(LOGIN, {"username": "bob", "password": PASSWORD}).status_code == 200
    assert phone.get("/api/me/").json()["username"] == "bob"


def test_signing_in_says_nothing_about_erased_accounts(as_alice: Api, bob: Person) -> None:
    """The answers for an erased account's name and for a name that never existed are the same."""
    erase(as_alice)
    answers = [
        Api().post(LOGIN, {"username": name, "password": PASSWORD}) for name in ("alice", "never-existed")
    ]
    assert answers[0].status_code == answers[1].status_code == 400
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("key", ["", "0" * 32, "unknown" * 20, "\x00", "é"])
def test_other_keys_are_only_signed_out(as_alice: Api, key: str) -> None:
    erase(as_alice)
    stranger = Api()
    stranger.client.cookies[current_settings.SESSION_COOKIE_NAME] = key
    assert heard(stranger) == "signed_out"
