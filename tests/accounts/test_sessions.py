"""A session and its person are found by one query; the signed session data decides who is signed in."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts import devices
from backend.accounts.models import Person
from backend.accounts.sessions import hash_key
from tests.conftest import PASSWORD, Api, make_person

LOGIN = "/_allauth/browser/v1/auth/login"


@pytest.fixture
def phone(alice: Person) -> Api:
    """Alice's phone, signed in."""
    api = Api()
    assert api.post(LOGIN, {"username": "alice", "password": PASSWORD}).status_code == 200
    return api


def status(api: Api) -> int:
    answer: int = api.get("/api/me/").status_code
    return answer


def test_a_session_and_its_person_take_one_query(phone: Api) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert status(phone) == 200
    assert len(queries) == 1


def test_a_session_without_a_device_row_is_looked_up_as_django_does(as_alice: Api) -> None:
    UserSession.objects.all().delete()
    assert status(as_alice) == 200


def test_the_list_of_devices_does_not_decide_who_is_signed_in(phone: Api, as_bob: Api, bob: Person) -> None:
    UserSession.objects.filter(user__username="alice").update(user=bob)
    assert phone.get("/api/me/").json()["username"] == "alice"
    assert as_bob.get("/api/me/").json()["username"] == "bob"


def test_an_anonymous_session_stays_anonymous_whatever_the_list_says(stranger: Api, bob: Person) -> None:
    session = stranger.client.session
    session["seen"] = True
    session.save()
    stranger.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    UserSession.objects.create(user=bob, ip="::", session_key=hash_key(session.session_key))
    assert status(stranger) == 401


@pytest.mark.parametrize(
    "end",
    [
        lambda: Session.objects.all().delete(),
        lambda: Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)),
        lambda: Session.objects.update(session_data="forged"),
        lambda: Person.objects.update(is_active=False),
        lambda: Person.objects.update(password=make_password("another one")),
        lambda: devices.end(UserSession.objects.all()),
    ],
    ids=["deleted", "run out", "forged", "not active", "another password", "ended elsewhere"],
)
def test_ending_a_session_takes_effect_on_the_next_request(phone: Api, end: Any) -> None:
    assert status(phone) == 200
    end()
    assert status(phone) == 401


def test_a_session_signed_with_a_former_secret_key_is_valid(phone: Api, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer key of the service's own........"
    assert status(phone) == 200


def test_a_backend_that_is_no_longer_trusted_signs_nobody_in(phone: Api, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert status(phone) == 401


def test_sessions_of_different_people_are_separate(phone: Api) -> None:
    make_person("bob")
    other = Api()
    assert other.post(LOGIN, {"username": "bob", "password": PASSWORD}).status_code == 200
    assert other.get("/api/me/").json()["username"] == "bob"
    assert phone.get("/api/me/").json()["username"] == "alice"
