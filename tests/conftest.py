"""Shared fixtures and helpers. Alice owns the data, Bob is another user; both have consented. `stranger` is
signed out."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as attempts
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

import backend.settings
from backend.accounts.models import Person
from backend.accounts.sessions import hash_key
from backend.content import catalogue
from backend.keys import encode
from backend.push.encryption import CURVE, point

PASSWORD = "a long quiet sentence"
# No deadline, since the machine may be busy. In CI, hypothesis's own profile also makes its examples
# deterministic.
hypothesis_settings.register_profile("patient", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("patient")


class Api:
    """A test client that sends JSON, signed in as `person` if one is given."""

    def __init__(self, person: Person | None = None, **options: Any) -> None:
        self.client = Client(**options)
        self.person = person
        if person is not None:
            self.client.force_login(person)
            list_device(person, self.client.session.session_key)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        if body is None:
            return self.client.delete(path, headers=headers)
        return self._send("delete", path, body, headers)

    def as_app(self) -> "Api":
        """The same session through allauth's app client, with the session key as its token."""
        app = Api(headers={"X-Session-Token": str(self.client.session.session_key)})
        app.person = self.person
        return app

    def prove(self) -> "Api":
        """Record a step-up proof, as if the password had just been entered."""
        session = self.client.session
        assert self.person is not None
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(self.person.pk)
        session.save()
        return self

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return getattr(self.client, method)(path, data, content_type="application/json", headers=headers)


def list_device(person: Person, session_key: str | None) -> None:
    """Record a session in the list of devices, as signing in does (allauth's usersessions)."""
    UserSession.objects.create(user=person, ip="::", session_key=hash_key(str(session_key)))


def hashed(password: str) -> str:
    """Hash a password once per hasher: some tests change the hasher, and hashes don't carry over."""
    return hashed_by(settings.PASSWORD_HASHERS[0], password)


@cache
def hashed_by(_: str, password: str) -> str:
    return make_password(password)


def make_person(username: str) -> Person:
    person = Person(username=username, password=hashed(PASSWORD))
    person.consent_version = catalogue.CONSENT_VERSION
    person.consented_at = timezone.now()
    person.save()
    return person


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Use a SQLite file, as in production: an in-memory database locks differently, which would hide
    races."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = settings.DATA_DIR / "test.sqlite3"


@pytest.fixture(scope="session", autouse=True)
def flush_may_delete_audit_events() -> None:
    """SQLite's `flush` deletes rows, and a trigger allows audit events to be deleted only with their
    person."""
    if connection.vendor == "sqlite":
        original = connection.ops.sql_flush

        def mark_everybody_first(*args: Any, **options: Any) -> list[str]:
            statements = original(*args, **options)
            leave = "INSERT INTO audit_leaving SELECT DISTINCT person_id FROM audit_event"
            return [leave, *sorted(statements, key=lambda statement: "audit_leaving" in statement)]

        connection.ops.sql_flush = mark_everybody_first  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def built_files_are_listed_once() -> Iterator[None]:
    """Cache WhiteNoise's list of files: each test client loads the middleware again, which lists all of
    them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("update_files_dictionary", "add_files_from_finders"):
            patch.setattr(WhiteNoiseMiddleware, name, listed_once(getattr(WhiteNoiseMiddleware, name)))
        yield


def listed_once(look: Callable[..., None]) -> Callable[..., None]:
    """Wrap `look`, which adds a folder's files to `self.files`, so that it lists each folder only once."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}

    def add(self: WhiteNoiseMiddleware, *folder: str) -> None:
        if folder not in found:
            before, self.files = self.files, {}
            look(self, *folder)
            found[folder], self.files = self.files, before
        self.files.update(found[folder])

    return add


@pytest.fixture
def hashing(settings: Any) -> None:
    """Use the service's own password hasher, at its real cost."""
    settings.PASSWORD_HASHERS = backend.settings.PASSWORD_HASHERS


@pytest.fixture(autouse=True)
def reset_rate_limits() -> None:
    """Rate limits are counted in the cache, which outlives a test."""
    attempts.clear()


@pytest.fixture
def alice(db: None) -> Person:
    return make_person("alice")


@pytest.fixture
def bob(db: None) -> Person:
    return make_person("bob")


@pytest.fixture
def as_alice(alice: Person) -> Api:
    return Api(alice)


@pytest.fixture
def as_bob(bob: Person) -> Api:
    return Api(bob)


@pytest.fixture
def stranger(db: None) -> Api:
    return Api()


def check_in(**changes: Any) -> dict[str, Any]:
    """A valid body for a PUT of a check-in."""
    return {
        "felt_at": "2026-11-20T21:14:03Z",
        "zone": "Europe/Lisbon",
        "sensations": [
            {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"}
        ],
    } | changes


def keep(api: Api, id: UUID | str | None = None, **changes: Any) -> dict[str, Any]:
    """Put a new check-in and return the server's copy."""
    answer = api.put(f"/api/check-ins/{id or uuid4()}/", check_in(**changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def practise(api: Api, id: UUID | str | None = None, **changes: Any) -> dict[str, Any]:
    """Put a new practice and return the server's copy."""
    answer = api.put(f"/api/practices/{id or uuid4()}/", practice(**changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def practice(**changes: Any) -> dict[str, Any]:
    """A valid body for a PUT of a practice."""
    return {
        "practice": "express-preference",
        "practised_at": "2026-11-20T21:14:03Z",
        "zone": "Europe/Lisbon",
    } | changes


def reminder(**changes: Any) -> dict[str, Any]:
    """A valid body for a PUT of a reminder."""
    return {
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "at": "20:30",
        "active": True,
    } | changes


def remind(api: Api, id: UUID | str | None = None, **changes: Any) -> dict[str, Any]:
    """Put a new reminder and return the server's copy."""
    answer = api.put(f"/api/reminders/{id or uuid4()}/", reminder(**changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def subscription(**changes: Any) -> dict[str, Any]:
    """The body of a push subscription whose private key is discarded."""
    keys = {"p256dh": encode(point(ec.generate_private_key(CURVE).public_key())), "auth": encode(b"a" * 16)}
    return {"endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}", "keys": keys} | changes


def subscribe(api: Api, id: UUID | str | None = None, **changes: Any) -> dict[str, Any]:
    """Register a device and return the server's copy."""
    answer = api.put(f"/api/push/subscriptions/{id or uuid4()}/", subscription(**changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def share(api: Api, **changes: Any) -> dict[str, Any]:
    """Create a share and return the owner's copy, including the link."""
    expires = (timezone.now() + timedelta(days=30)).isoformat()
    body = {"label": "M.", "sections": ["sensations", "words"], "expires_at": expires} | changes
    answer = api.prove().post("/api/shares/", body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def exported(api: Api, form: str = "json") -> Any:
    """Download an export: the JSON document, or the CSV's text."""
    answer = api.prove().get(f"/api/export/?as={form}")
    assert answer.status_code == 200
    content: bytes = answer.getvalue()
    return json.loads(content) if form == "json" else content.decode("utf-8-sig")


def fragment(link: str) -> dict[str, str]:
    """The share's id and secret from a link: the body that opens it, without a PIN."""
    return dict(zip(("share", "secret"), link.split("#")[1].split("."), strict=True))


class Viewer(Api):
    """A browser that opens one share; a path without a leading slash is relative to that share's own path."""

    def __init__(self, share: str, **options: Any) -> None:
        super().__init__(**options)
        self.share = share

    def at(self, path: str) -> str:
        return path if path.startswith(("/", "http")) else f"/api/shared/{self.share}/{path}"

    def get(self, path: str, **headers: str) -> Any:
        return super().get(self.at(path), **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return super().delete(self.at(path), body, **headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        return super()._send(method, self.at(path), body, headers)


def open_link(link: str) -> Viewer:
    """Open a link as a viewer does by pressing the button."""
    opens = fragment(link)
    viewer = Viewer(opens["share"])
    answer = viewer.post("/api/viewings/", opens)
    assert answer.status_code == 201, answer.content
    return viewer


def faults(answer: Any, status: int = 400) -> dict[str, str]:
    """The errors of a problem response, as path -> code."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {fault["path"]: fault["code"] for fault in answer.json()["errors"]}
