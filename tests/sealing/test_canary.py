"""A unique text in every place for free text turns up nowhere in clear: no table, no file, no log, no URL.

A new free text is covered here by being in `write_everywhere`; one that is not fails the test.
"""

import logging
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from backend.accounts.models import Person
from backend.entries.kinds import KINDS
from backend.sealing.fields import SealedField
from backend.sharing.models import SECTIONS
from tests.conftest import Api, keep, make_person, open_link, practise, reminder, share, subscribe

CANARY = "kanarienvogel-7c1f"
WHEN = "2026-11-20T21:14:03Z"
REPAIR = {
    "ruptured_at": WHEN,
    "zone": "UTC",
    "what": f"{CANARY} what",
    "came": f"{CANARY} came",
    "say_it": {name: f"{CANARY} {name}" for name in ("when", "felt", "imagined", "would_like")},
}


def write_everywhere(api: Api) -> list[str]:
    """Every free text there is, by the API. Returns the capability secrets, to stay out of sight too."""
    own, person = uuid4(), uuid4()
    api.put(f"/api/sensations/{own}/", {"label": f"{CANARY} sensation"})
    api.put(f"/api/people/{person}/", {"nickname": f"{CANARY} nickname"})
    answers = {name: f"{CANARY} {name}" for name in ("feeling", "protecting", "learned")}
    keep(api, note=f"{CANARY} note", answers=answers, sensations=[{"code": f"own:{own}"}], person=str(person))
    practise(api, bracing=f"{CANARY} bracing", happened=f"{CANARY} happened")
    api.put(f"/api/repairs/{uuid4()}/", REPAIR)
    api.put(f"/api/journal/{uuid4()}/", {"written_at": WHEN, "zone": "UTC", "text": f"{CANARY} journal"})
    api.put(f"/api/reminders/{uuid4()}/", reminder(wording="own", own_words=f"{CANARY} own words"))
    subscribe(api, label=f"{CANARY} device")
    made = share(api, label=f"{CANARY} label", topic=f"{CANARY} topic", sections=list(SECTIONS))
    viewer = open_link(made["link"])
    shared = viewer.get("/api/shared/report/?to=2026-12-31").content.decode()
    assert all(f"{CANARY} {name}" in shared for name in ("note", "happened", "what", "journal", "nickname"))
    token = viewer.client.cookies[settings.VIEWING_COOKIE_NAME].value
    calendar = api.put("/api/me/calendar/", {}).json()["link"]
    assert viewer.get(calendar).status_code == 200
    return [made["link"].split(".")[-1], token, calendar.split("/")[-1].removesuffix(".ics")]


def everything_in_the_database() -> bytes:
    """Each column of each table, as text and as bytes."""
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
        secrets = write_everywhere(as_alice)
    stored = everything_in_the_database()
    for text in [CANARY, *secrets]:
        assert text.encode() not in stored
        assert text not in caplog.text


def files_of_the_database() -> list[Path]:
    """The files that a thief would copy: SQLite's own and its log, or all of PostgreSQL's data directory."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = Path(connection.settings_dict["NAME"])
            return [path for path in name.parent.glob(f"{name.name}*") if path.stat().st_size]
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        return [path for path in Path(cursor.fetchone()[0]).rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_no_database_file_holds_it() -> None:
    secrets = write_everywhere(Api(make_person("carol")))
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


def test_error_answers_do_not_repeat_what_was_sent(as_alice: Api) -> None:
    for body in (f'{{"note": "{CANARY}"', {"note": [CANARY]}, {CANARY: 1, "note": "x"}, {"zone": CANARY}):
        answer = as_alice.put(f"/api/check-ins/{uuid4()}/", body)
        assert answer.status_code == 400
        messages = [fault["message"] for fault in answer.json()["errors"]] + [answer.json()["detail"]]
        assert not any(CANARY in message for message in messages)


def test_after_erasure_nothing_of_the_person_is_left(as_alice: Api, alice: Person) -> None:
    write_everywhere(as_alice)
    assert as_alice.prove().delete("/api/me/").status_code == 204
    for model in apps.get_models():
        if any(field.name in ("person", "user") for field in model._meta.get_fields()):
            assert not model._default_manager.exists(), model._meta.label
    assert b"alice" not in everything_in_the_database()
