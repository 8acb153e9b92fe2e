"""Alice owns, Bob is somebody else. Both have consented; `stranger` is signed out."""

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
from django.core.cache import cache as tried
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
# A busy machine is no fault; in CI hypothesis's own profile also draws the same each time.
hypothesis_settings.register_profile("patient", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("patient")


class Api:
    """A client that speaks JSON and knows whose it is."""

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
        """The same session by allauth's app client: its key is the token."""
        app = Api(headers={"X-Session-Token": str(self.client.session.session_key)})
        app.person = self.person
        return app

    def prove(self) -> "Api":
        """As if the password had just been given (step-up)."""
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
    """As signing in does (allauth's usersessions)."""
    UserSession.objects.create(user=person, ip="::", session_key=hash_key(str(session_key)))


def hashed(password: str) -> str:
    """Hashed once for each hasher: some tests are about another one, whose hash opens nothing elsewhere."""
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
    """SQLite in a file, as in the product: an in-memory one locks differently, so races would not be real."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = settings.DATA_DIR / "test.sqlite3"


@pytest.fixture(scope="session", autouse=True)
def emptying_the_database_erases_everybody() -> None:
    """SQLite's `flush` deletes row by row, and audit events go only with their person."""
    if connection.vendor == "sqlite":
        one_by_one = connection.ops.sql_flush

        def everybody_leaves(*args: Any, **options: Any) -> list[str]:
            statements = one_by_one(*args, **options)
            leave = "INSERT INTO audit_leaving SELECT DISTINCT person_id FROM audit_event"
            return [leave, *sorted(statements, key=lambda statement: "audit_leaving" in statement)]

        connection.ops.sql_flush = everybody_leaves  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def built_files_are_listed_once() -> Iterator[None]:
    """Each client of a test loads the middleware anew, as the service does once: that lists all files."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("update_files_dictionary", "add_files_from_finders"):
            patch.setattr(WhiteNoiseMiddleware, name, listed_once(getattr(WhiteNoiseMiddleware, name)))
        yield


def listed_once(look: Callable[..., None]) -> Callable[..., None]:
    """`look`, which adds to `files` what is in a folder, for each folder the first time only."""
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
    """The service's own hasher, at its own cost."""
    settings.PASSWORD_HASHERS = backend.settings.PASSWORD_HASHERS


@pytest.fixture(autouse=True)
def nobody_has_tried_anything_yet() -> None:
    """Rate limits are counted in the cache, which outlives a test."""
    tried.clear()


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
    """A body that can be put as it is."""
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
    """A body that can be put as it is."""
    return {
        "practice": "express-preference",
        "practised_at": "2026-11-20T21:14:03Z",
        "zone": "Europe/Lisbon",
    } | changes


def reminder(**changes: Any) -> dict[str, Any]:
    """A body that can be put as it is."""
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
    """The body of a push subscription that nobody holds the private key of."""
    keys = {"p256dh": encode(point(ec.generate_private_key(CURVE).public_key())), "auth": encode(b"a" * 16)}
    return {"endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}", "keys": keys} | changes


def subscribe(api: Api, id: UUID | str | None = None, **changes: Any) -> dict[str, Any]:
    """Register a device and return the server's copy."""
    answer = api.put(f"/api/push/subscriptions/{id or uuid4()}/", subscription(**changes))
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def share(api: Api, **changes: Any) -> dict[str, Any]:
    """Make a share and return the owner's copy, link included."""
    expires = (timezone.now() + timedelta(days=30)).isoformat()
    body = {"label": "M.", "sections": ["sensations", "words"], "expires_at": expires} | changes
    answer = api.prove().post("/api/shares/", body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def exported(api: Api, form: str = "json") -> Any:
    """What somebody takes along: the JSON document, or the CSV's text."""
    answer = api.prove().get(f"/api/export/?as={form}")
    assert answer.status_code == 200
    content: bytes = answer.getvalue()
    return json.loads(content) if form == "json" else content.decode("utf-8-sig")


def fragment(link: str) -> dict[str, str]:
    """What opens it, but for a PIN."""
    return dict(zip(("share", "secret"), link.split("#")[1].split("."), strict=True))


class Viewer(Api):
    """A browser with one share; a path without a slash in front is under that share's own addresses."""

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
    """A viewer who has pressed the button."""
    opens = fragment(link)
    viewer = Viewer(opens["share"])
    answer = viewer.post("/api/viewings/", opens)
    assert answer.status_code == 201, answer.content
    return viewer


def faults(answer: Any, status: int = 400) -> dict[str, str]:
    """The problem's faults as path -> code."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {fault["path"]: fault["code"] for fault in answer.json()["errors"]}
