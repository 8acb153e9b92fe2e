"""On SQLite, the database's files contain no erased, deleted or overwritten data."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from backend.accounts import tasks
from backend.accounts.models import Person
from backend.celery import app
from backend.checkpoint import empty_log
from backend.keys import encode
from backend.personal_data.erasure import erase
from backend.personal_data.scheduled_deletion import erase_due
from backend.sealing.models import DataKey
from tests.accounts.passkeys import SIGN_UP, Phone
from tests.backups.conftest import BACKUP_KEY, back_up, bring_back, lose_everything
from tests.conftest import Api, check_in, keep, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps its own log"),
]
NAME = "wilhelmina-of-the-log"


@pytest.fixture(autouse=True)
def _configured(settings: Any, tmp_path: Path) -> None:
    settings.ERASURES, settings.BACKUP_KEYS = tmp_path / "erasures", [BACKUP_KEY]


@pytest.fixture
def hers() -> Api:
    """A person with an entry that is only in the log yet."""
    empty_log()
    return Api(make_person(NAME))


def database() -> Path:
    return Path(connection.settings_dict["NAME"])


def content() -> bytes:
    return b"".join(path.read_bytes() for path in database().parent.glob(f"{database().name}*"))


def wrapped() -> bytes:
    return bytes(DataKey.objects.values_list("wrapped", flat=True).get())


def sealed(id: str) -> bytes:
    """The sealed words of a check-in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM checkins_checkin WHERE id = %s", [id.replace("-", "")])
        return bytes(cursor.fetchone()[0])


@contextmanager
def somebody_reads() -> Iterator[None]:
    with closing(sqlite3.connect(database())) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM accounts_person").fetchall()
        yield


def test_after_a_scheduled_deletion_nothing_is_left(hers: Api) -> None:
    keep(hers, note="hers")
    traces = [NAME.encode(), wrapped()]
    Person.objects.update(erase_at=timezone.now())
    assert all(trace in content() for trace in traces)
    erase_due(timezone.now())
    assert not any(trace in content() for trace in traces)


def test_after_an_unfinished_sign_up_nothing_is_left() -> None:
    phone = Phone()
    phone.post(SIGN_UP, {"username": NAME})
    assert NAME.encode() in content()
    # Started again with another name, and then abandoned.
    phone.post(SIGN_UP, {"username": f"{NAME}-2"})
    assert NAME.encode() + b"-2" in content()
    assert content().count(NAME.encode()) == content().count(NAME.encode() + b"-2")
    Person.objects.update(joined_at=timezone.now() - timedelta(hours=2))
    tasks.forget_unfinished_sign_ups()
    assert NAME.encode() not in content()


def test_after_a_restore_that_repeats_an_erasure_nothing_is_left(hers: Api, tmp_path: Path) -> None:
    keep(hers, note="hers")
    key, backup = wrapped(), back_up(tmp_path / "backups")
    erase(Person.objects.get(username=NAME))
    make_person("somebody-else")
    lose_everything()
    assert bring_back(backup) == "0 people restored, 1 left out as erased since"
    assert NAME.encode() not in content()
    assert key not in content()


def test_after_a_rotation_of_sealing_keys_no_old_wrapped_key_is_left(hers: Api, settings: Any) -> None:
    keep(hers, note="hers")
    older = wrapped()
    settings.SEALING_KEYS = [encode(b"another sealing key............."), *settings.SEALING_KEYS]
    call_command("rotate_sealing_keys", stdout=StringIO())
    assert wrapped() != older
    assert older not in content()


def test_changed_and_deleted_values_are_gone_once_the_log_is_emptied(hers: Api) -> None:
    changed, deleted = str(uuid4()), str(uuid4())
    kept = [keep(hers, id, note="words of hers " * 300) for id in (changed, deleted)]
    before = [sealed(changed), sealed(deleted)]
    put = hers.put(
        f"/api/check-ins/{changed}/", check_in(note="others"), **{"If-Match": f'"{kept[0]["revision"]}"'}
    )
    assert put.status_code == 200
    gone = hers.delete(f"/api/check-ins/{deleted}/", **{"If-Match": f'"{kept[1]["revision"]}"'})
    assert gone.status_code == 204
    pieces = [value[at : at + 16] for value in before for at in range(0, len(value) - 16, 16)]
    # A value longer than a page is spread over several pages.
    assert sum(piece in content() for piece in pieces) > len(pieces) * 0.9
    tasks.empty_log()
    assert not [piece for piece in pieces if piece in content()]


def test_during_a_read_emptying_the_log_is_left_to_the_next_time(hers: Api) -> None:
    keep(hers, note="hers")
    key = wrapped()
    with somebody_reads():
        began = time.monotonic()
        erase(Person.objects.get(username=NAME))
        assert time.monotonic() - began < 5
        assert key in content()
        assert not empty_log()
    tasks.empty_log()
    assert key not in content()
    assert NAME.encode() not in content()


def test_only_emptying_the_log_has_a_short_timeout(hers: Api) -> None:
    with somebody_reads():
        empty_log()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


def test_secure_delete_is_on_however_sqlite_was_built(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
    assert "secure_delete=ON" in connection.settings_dict["OPTIONS"]["init_command"]


def test_an_erasure_succeeds_even_if_emptying_the_log_fails(
    hers: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_disk() -> bool:
        raise OSError("no disk")

    monkeypatch.setattr("backend.checkpoint.empty_log", no_disk)
    assert hers.prove().delete("/api/me/").status_code == 204
    assert not Person.objects.exists()
    assert [record.levelname for record in caplog.records if "on_commit" in record.getMessage()] == ["ERROR"]


def test_rewriting_the_file_removes_parts_of_moved_rows() -> None:
    """With SQLite 3.40.1, emptying the log alone leaves some bytes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE moved (id text PRIMARY KEY, person integer, words blob)")
        cursor.execute("CREATE INDEX moved_words ON moved (person, words)")
        try:
            deleted = move_rows(cursor)
            tasks.rewrite_database()
            everything = content()
        finally:
            cursor.execute("DROP TABLE moved")
    there = {everything[at : at + 12] for at in range(len(everything) - 11)}
    assert not [
        at for words in deleted for at in range(0, len(words) - 11, 12) if words[at : at + 12] in there
    ]


def move_rows(cursor: Any) -> list[bytes]:
    """Write rows of two people, then change and delete those of one; returns everything that person wrote."""
    draw, hers, rows = Random(5), [], []
    for number in range(1500):
        row, words = draw.randbytes(16).hex(), draw.randbytes(draw.choice((20, 40, 90, 300, 1500, 5000)))
        cursor.execute("INSERT INTO moved VALUES (%s, %s, %s)", [row, number % 2, words])
        if number % 2:
            hers.append(words)
            rows.append(row)
        if rows:
            hers.append(draw.randbytes(draw.choice((20, 90, 1500, 5000))))
            cursor.execute("UPDATE moved SET words = %s WHERE id = %s", [hers[-1], draw.choice(rows)])
    cursor.execute("DELETE FROM moved WHERE person = 1")
    return hers


def test_both_tasks_are_scheduled() -> None:
    asked = {each["task"] for each in app.conf.beat_schedule.values()}
    assert {tasks.empty_log.name, tasks.rewrite_database.name} <= asked
