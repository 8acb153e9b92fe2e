"""After an erasure, with the service still running, no file in its data folder contains the person's name,
key or words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from tests.services.account import Account
from tests.services.serving import Serving

WHEN = "2026-11-20T21:14:03Z"
#: Length of the pieces to search for, since a database page may hold only a part of a value.
PIECE = 16
#: Some fit into a page, some don't.
LENGTHS = (20, 300, 1900)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    begun = Serving(tmp_path).start()
    yield begun
    begun.stop()


def write(account: Account) -> None:
    """Write several entries of each kind with words; change some and delete some."""
    account.session.headers["X-Forwarded-Proto"] = "http"
    for number in range(24):
        words = ("words of hers " * 200)[: LENGTHS[number % 3]]
        check_in = {"felt_at": WHEN, "zone": "UTC", "note": words}
        entry = {"written_at": WHEN, "zone": "UTC", "text": words}
        kept, deleted = f"/api/check-ins/{uuid4()}/", f"/api/journal/{uuid4()}/"
        of_check_in = account.ask("PUT", kept, check_in)["revision"]
        of_entry = account.ask("PUT", deleted, entry)["revision"]
        account.ask("PUT", f"/api/people/{uuid4()}/", {"nickname": f"somebody {number}"})
        if number % 4 == 0:
            change(account, "PUT", kept, of_check_in, check_in | {"note": words[::-1]})
            change(account, "DELETE", deleted, of_entry)


def change(
    account: Account, method: str, path: str, revision: int, body: dict[str, str] | None = None
) -> None:
    url, headers = account.origin + path, {"If-Match": f'"{revision}"'}
    answer = account.session.request(method, url, json=body, headers=headers, timeout=30)
    assert answer.ok, answer.text


def database(serving: Serving) -> sqlite3.Connection:
    return sqlite3.connect(serving.folder / "data" / "noticing.sqlite3")


def traces(serving: Serving, account: Account) -> list[bytes]:
    """The person's name, wrapped key and sealed values, in pieces."""
    with closing(database(serving)) as connection:
        name = (account.username,)
        ((person,),) = connection.execute("SELECT id FROM accounts_person WHERE username = ?", name)
        found = {table: sealed(connection, table, person) for table in tables(connection)}
    kinds = ("sealing_datakey", "checkins_checkin", "journal_journalentry", "people_knownperson")
    assert [len(found[kind]) for kind in kinds] == [1, 24, 18, 24]
    values = [value for of_table in found.values() for value in of_table]
    pieces = [value[at : at + PIECE] for value in values for at in range(0, len(value) - PIECE + 1, PIECE)]
    return [account.username.encode(), *pieces]


def tables(connection: sqlite3.Connection) -> list[str]:
    query = """SELECT name FROM sqlite_master WHERE type = 'table'
        AND EXISTS (SELECT 1 FROM pragma_table_info(sqlite_master.name) AS c WHERE c.name = 'person_id')"""
    return [name for (name,) in connection.execute(query)]


def sealed(connection: sqlite3.Connection, table: str, person: int) -> list[bytes]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE person_id = ?", (person,))
    return [cell for row in rows for cell in row if isinstance(cell, bytes)]


def content(serving: Serving) -> bytes:
    """The content of all files."""
    files = [path for path in (serving.folder / "data").rglob("*") if path.is_file()]
    return b"\n".join(path.read_bytes() for path in files)


def left(serving: Serving, looked_for: list[bytes]) -> int:
    everything = content(serving)
    return sum(piece in everything for piece in looked_for)


def test_no_file_contains_data_of_an_erased_person(serving: Serving) -> None:
    hers, his = Account(serving.origin), Account(serving.origin)
    write(hers)
    write(his)
    looked_for, others = traces(serving, hers), traces(serving, his)
    assert left(serving, looked_for) == len(looked_for)
    hers.ask("DELETE", "/api/me/")
    assert left(serving, looked_for) == 0
    assert left(serving, others) == len(others)


def test_an_open_reader_delays_neither_the_erasure_nor_other_requests(serving: Serving) -> None:
    hers = Account(serving.origin)
    write(hers)
    looked_for = traces(serving, hers)
    with closing(database(serving)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM accounts_person").fetchall()
        began = time.monotonic()
        hers.ask("DELETE", "/api/me/")
        Account(serving.origin)
        assert time.monotonic() - began < 10
        assert left(serving, looked_for) > 0
    # The next erasure, or else the recurring task, finds the log free again.
    Account(serving.origin).ask("DELETE", "/api/me/")
    assert left(serving, looked_for) == 0
