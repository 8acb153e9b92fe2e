"""A unique text, written into every free text field, appears nowhere in clear: no table, file, log or URL.

Entries are those of tests/entries/test_every_kind.py. Any other new free text field has to be added to
`write_everywhere`; otherwise a test fails.
"""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from backend.accounts.models import Person
from backend.kinds import KINDS
from backend.logs import QuietFormatter
from backend.sealing.fields import SealedField
from backend.sharing.kinds import SECTIONS
from tests.accounts.passkeys import Phone, add_passkey
from tests.conftest import Api, check_in, make_person, open_link, share, subscribe
from tests.entries.test_every_kind import BEFORE, BODIES, HUM, JAY, texts_of, with_texts

CANARY = "kanarienvogel-7c1f"
ID = "01935c3e-0000-7000-8000-000000000001"
#: The ids of entries that others refer to.
IDS = {"sensations": HUM, "people": JAY, "check-ins": BEFORE}


def write_entries(api: Any) -> None:
    """One of each kind, with all its texts."""
    for kind in KINDS:
        body = with_texts(BODIES[kind.word].full, partial(canary, kind.word))
        shown = {"never_shared": False} if "never_shared" in body else {}
        answer = api.put(f"/api/{kind.word}/{IDS.get(kind.word) or uuid4()}/", body | shown)
        assert answer.status_code == 201, answer.content


def canary(kind: str, path: str) -> str:
    return f"{CANARY} {kind} {path}"


def canaries_shared() -> list[str]:
    """What a share of everything contains."""
    shared = [(kind.word, path) for kind in KINDS if kind.section for path in texts_of(kind.word)]
    names = [("sensations", "label"), ("people", "nickname")]
    return [canary(kind, path) for kind, path in [*shared, *names]]


def write_everywhere(
    api: Any, opening: Callable[[str], Any] = open_link, adding: Callable[[Any, str], list[str]] = add_passkey
) -> list[str]:
    """Write every free text field through the API. Returns secrets (of links, sessions), which must not
    appear either."""
    write_entries(api)
    subscribe(api, label=f"{CANARY} device")
    made = share(api, label=f"{CANARY} label", topic=f"{CANARY} topic", sections=list(SECTIONS))
    viewer = opening(made["link"])
    shared = viewer.get(f"/api/shared/{made['id']}/report/?to=2026-12-31").content.decode()
    assert [text for text in canaries_shared() if text not in shared] == []
    token = viewer.client.cookies[settings.VIEWING_COOKIE_NAME].value
    calendar = api.put("/api/me/calendar/", {}).json()["link"]
    assert viewer.get(calendar).status_code == 200
    seeds = adding(api, f"{CANARY} passkey")
    return [made["link"].split(".")[-1], token, calendar.split("/")[-1].removesuffix(".ics"), *seeds]


def session_of(api: Api) -> str:
    value: str = api.client.cookies[settings.SESSION_COOKIE_NAME].value
    return value


def everything_in_the_database() -> bytes:
    """All columns of all tables, as text and as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for cell in row
                ]
    return b"\n".join(found)


def test_no_free_text_and_no_secret_is_in_clear_in_the_database_or_the_logs(
    as_alice: Api, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="noticing"), caplog.at_level(logging.INFO):
        secrets = [*write_everywhere(as_alice), session_of(as_alice)]
    stored = everything_in_the_database()
    for text in [CANARY, *secrets]:
        assert text.encode() not in stored
        assert text not in caplog.text


def files_of_the_database() -> list[Path]:
    """All database files: SQLite's file and log, or PostgreSQL's data directory."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["NAME"])
            return [path for path in name.parent.glob(f"{name.name}*") if path.stat().st_size]
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        return [path for path in Path(cursor.fetchone()[0]).rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_no_database_file_contains_it() -> None:
    carol = Api(make_person("carol"))
    secrets = [*write_everywhere(carol), session_of(carol)]
    content = b"".join(path.read_bytes() for path in files_of_the_database())
    assert b"carol" in content
    for text in [CANARY, *secrets]:
        assert text.encode() not in content


def test_every_sealed_field_and_every_kind_is_written_by_this_test(as_alice: Api) -> None:
    write_everywhere(as_alice)
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedField):
                filled = model._default_manager.exclude(**{f"{field.name}__isnull": True})
                assert filled.exists(), f"{model._meta.label}.{field.name} is not covered by the canary"
    for kind in KINDS:
        assert kind.model._default_manager.exists(), f"{kind.model.kind} is not covered by the canary"


def test_error_responses_do_not_repeat_the_request(as_alice: Api) -> None:
    for body in (f'{{"note": "{CANARY}"', {"note": [CANARY]}, {CANARY: 1, "note": "x"}, {"zone": CANARY}):
        answer = as_alice.put(f"/api/check-ins/{uuid4()}/", body)
        assert answer.status_code == 400
        messages = [fault["message"] for fault in answer.json()["errors"]] + [answer.json()["detail"]]
        assert not any(CANARY in message for message in messages)


def test_after_erasure_nothing_of_the_person_is_left(as_alice: Api, alice: Person) -> None:
    write_everywhere(as_alice)
    # A sign-in on another phone that still needs the passkey.
    begun = Phone()
    assert begun.sign_in_by_password().status_code == 401
    assert as_alice.prove().delete("/api/me/").status_code == 204
    assert not begun.client.session.exists(begun.client.session.session_key or "")
    for model in apps.get_models():
        if any(field.name in ("person", "user") for field in model._meta.get_fields()):
            assert not model._default_manager.exists(), model._meta.label
    assert b"alice" not in everything_in_the_database()


#: Invalid requests with the canary, and their statuses.
WRONG: list[tuple[str, str, Any, int]] = [
    ("get", f"/{CANARY}", None, 404),
    ("get", f"/api/check-ins/{CANARY}/", None, 404),
    ("get", f"/api/check-ins/?from={CANARY}", None, 400),
    ("get", f"/api/events/?cursor={CANARY}", None, 400),
    ("get", f"/api/export/?as={CANARY}", None, 400),
    ("get", f"/admin/accounts/person/?q={CANARY}", None, 404),
    ("patch", "/api/me/", {"language": CANARY}, 400),
    ("put", f"/api/journal/{ID}/", {"text": CANARY * 2000}, 400),
    ("put", "/api/nudges/", {"note": CANARY}, 405),
    ("put", f"/api/check-ins/{ID}/", CANARY * 20_000, 413),
    ("post", "/api/viewings/", {"share": CANARY, "secret": CANARY}, 404),
    ("post", "/_allauth/browser/v1/auth/login", {"username": CANARY, "password": CANARY}, 400),
    ("post", "/_allauth/browser/v1/auth/reauthenticate", {"password": CANARY}, 400),
    ("post", "/_allauth/browser/v1/account/password/change", {"new_password": CANARY}, 400),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), WRONG)
def test_no_error_page_or_log_repeats_it(
    as_alice: Api, caplog: pytest.LogCaptureFixture, method: str, path: str, body: Any, status: int
) -> None:
    arguments = () if body is None else (body,)
    with caplog.at_level(logging.DEBUG):
        answer = getattr(as_alice.prove(), method)(path, *arguments)
    assert answer.status_code == status, answer.content
    assert CANARY.encode() not in answer.content
    assert CANARY not in str(answer.headers)
    kept = [record for record in caplog.records if would_be_written(record)]
    assert not [record for record in kept if CANARY in QuietFormatter().format(record)]


def would_be_written(record: logging.LogRecord) -> bool:
    """Whether the service's settings would log this record."""
    levels = {name: each["level"] for name, each in settings.LOGGING["loggers"].items()}
    named = [name for name in levels if record.name == name or record.name.startswith(f"{name}.")]
    level = levels[max(named, key=len)] if named else settings.LOGGING["root"]["level"]
    return record.levelno >= int(logging.getLevelName(level))


def test_a_server_error_does_not_repeat_it(
    as_alice: Api, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"{CANARY} in a message")

    monkeypatch.setattr(Person, "next_revision", fails)
    as_alice.client.raise_request_exception = False
    answer = as_alice.put(f"/api/check-ins/{uuid4()}/", check_in(note=f"{CANARY} note"))
    assert answer.status_code == 500
    assert CANARY.encode() not in answer.content
    assert any(record.exc_info for record in caplog.records)
    assert not [record for record in caplog.records if CANARY in QuietFormatter().format(record)]


def test_no_cache_contains_it_or_may_store_it(as_alice: Api) -> None:
    """Neither Django's cache nor those of browsers and proxies."""
    write_everywhere(as_alice)
    # The in-memory cache of the tests holds pickles; tests/faults/test_canary.py searches Redis.
    assert CANARY.encode() not in b"".join(cache._cache.values())
    kinds = [kind.model.kind for kind in KINDS]
    for page in [*kinds, "shares", "events", "changes", "me", "export", "push/subscriptions", "nudges"]:
        answer = as_alice.prove().get(f"/api/{page}/")
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"], page
