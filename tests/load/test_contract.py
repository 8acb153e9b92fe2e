"""The common behaviour of the three designs, which makes the comparison fair: each passes all of these tests.

They run over HTTP, with the same server program that `make bench` measures.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import psycopg
import pytest
import requests

from tests.conftest import check_in
from tests.load.designs import DESIGNS, RunningDesign

PEOPLE = 40
WORDS = {"feeling": "warm under it", "protecting": "from being seen", "learned": "early on"}


class Someone:
    """A person with a phone: a session cookie and its CSRF token.

    Each request uses a new connection: a server that refuses a body unread may close the connection at any
    moment after its response, even during the next request.
    """

    def __init__(self, running_design: RunningDesign, person: dict[str, str]) -> None:
        self.list = f"http://127.0.0.1:{running_design.port}/api/check-ins/"
        self.session, self.row = person["session"], person["row"]
        self.phone = requests.Session()
        self.phone.headers = {
            "Cookie": person["cookies"],
            "X-CSRFToken": person["token"],
            "Connection": "close",
        }

    def put(self, body: Any, id: Any = None, **headers: str) -> requests.Response:
        return self.phone.put(f"{self.list}{id or uuid4()}/", json=body, headers=headers, timeout=30)

    def keep(self, **changes: Any) -> dict[str, Any]:
        answer = self.put(check_in(**changes))
        assert answer.status_code == 201, answer.text
        kept: dict[str, Any] = answer.json()
        return kept

    def newest(self) -> requests.Response:
        return self.phone.get(self.list, timeout=30)


@pytest.fixture(scope="module", params=DESIGNS, ids=lambda design: design.name)
def running_design(request: pytest.FixtureRequest, same_database: str | None) -> Iterator[RunningDesign]:
    running = RunningDesign(request.param, same_database, PEOPLE)
    try:
        yield running.wait()
    finally:
        running.stop()


@pytest.fixture
def anyone(running_design: RunningDesign) -> Iterator[Someone]:
    """A person without any entries yet."""
    someone = Someone(running_design, running_design.people.pop(0))
    with closing(someone.phone):
        yield someone


def full(**changes: Any) -> dict[str, Any]:
    felt = {"code": "chest-tightness", "strength": 6, "place": "chest", "side": "front", "texture": "more"}
    nothing = {"strength": None, "place": None, "side": None, "texture": None}
    return check_in(
        sensations=[felt, {"code": "numbness", **nothing}, {"code": "ease", **nothing, "strength": 0}],
        responses=["shutdown", "minimizing"], moment="before", person=None, longing=0, fear=10,
        answers=WORDS, note="a note", now="eased", for_session=True, never_shared=False,
    ) | changes  # fmt: skip


def test_a_new_id_creates_an_entry_and_returns_it(anyone: Someone) -> None:
    id = uuid4()
    answer = anyone.put(full(), id)
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == full() | {"id": str(id), "revision": 1, "local_date": "2026-11-20"}
    assert anyone.newest().json() == {"results": [answer.json()], "next": None}


def test_absent_fields_are_null_or_empty(anyone: Someone) -> None:
    kept = anyone.keep(note=" \n", answers=None, felt_at="2026-11-20T23:30:00+01:00", zone="Europe/Helsinki")
    assert kept["felt_at"] == "2026-11-20T22:30:00Z"
    assert kept["local_date"] == "2026-11-21"
    assert kept["answers"] == {"feeling": None, "protecting": None, "learned": None}
    assert [kept[name] for name in ("note", "moment", "longing", "fear", "now", "person")] == [None] * 6
    assert (kept["responses"], kept["for_session"], kept["never_shared"]) == ([], False, False)


@pytest.mark.parametrize("headers", [{}, {"If-Match": '"1"'}, {"If-Match": '"99"'}])
def test_an_equal_body_changes_nothing_whatever_if_match_says(
    anyone: Someone, headers: dict[str, str]
) -> None:
    id = uuid4()
    kept = anyone.put(full(), id).json()
    for same in (full(), full(felt_at="2026-11-20T22:14:03+01:00"), kept):
        again = anyone.put(same, id, **headers)
        assert (again.status_code, again.json()) == (200, kept)
        assert again.headers["ETag"] == '"1"'
    assert anyone.keep()["revision"] == 2


def test_a_different_body_needs_the_current_revision(anyone: Someone) -> None:
    id = uuid4()
    kept = anyone.put(full(), id).json()
    for headers, status, code in (
        ({}, 428, "revision_required"),
        ({"If-Match": '"7"'}, 412, "stale"),
        ({"If-Match": "1"}, 412, "stale"),
    ):
        refused = anyone.put(full(note="more"), id, **headers)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert refused.json()["current"] == kept
    assert anyone.newest().json()["results"] == [kept]


def test_a_put_with_the_current_revision_updates_the_entry(anyone: Someone) -> None:
    id = uuid4()
    anyone.put(full(), id)
    anyone.keep()
    changes = {"sensations": [{"code": "unsure"}], "responses": [], "note": None, "fear": 3}
    answer = anyone.put(full(**changes), id, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"3"')
    assert [sensation["code"] for sensation in answer.json()["sensations"]] == ["unsure"]
    assert (answer.json()["responses"], answer.json()["note"], answer.json()["fear"]) == ([], None, 3)
    assert answer.json() in anyone.newest().json()["results"]


def test_the_last_fifty_are_listed_newest_first_with_words(anyone: Someone) -> None:
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    times = [(start + timedelta(minutes=number)).isoformat() for number in range(60)]
    kept = [anyone.put(full(felt_at=felt_at, note=felt_at)).json() for felt_at in times]
    page = anyone.newest().json()
    assert page["results"] == kept[:9:-1]
    assert page["next"] is not None


def test_each_person_sees_only_their_own_check_ins(running_design: RunningDesign, anyone: Someone) -> None:
    other, id = Someone(running_design, running_design.people.pop(0)), uuid4()
    with closing(other.phone):
        hers, his = anyone.put(full(), id).json(), other.put(check_in(), id).json()
        assert hers["revision"] == his["revision"] == 1
        assert other.newest().json()["results"] == [his]
    assert anyone.newest().json()["results"] == [hers]


def test_concurrent_writes_get_different_revisions(running_design: RunningDesign, anyone: Someone) -> None:
    def put(_: int) -> int:
        answer = requests.put(
            f"{anyone.list}{uuid4()}/", json=full(), headers=dict(anyone.phone.headers), timeout=60
        )
        revision: int = answer.json()["revision"]
        return revision

    with ThreadPoolExecutor(8) as together:
        assert sorted(together.map(put, range(24))) == list(range(1, 25))


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"sensations": [{"code": "ease"}, {"code": "no-such"}]}, ["/sensations/1/code"]),
        ({"sensations": [{"code": "ease", "strength": 11}]}, ["/sensations/0/strength"]),
        ({"sensations": [{"code": "ease", "mood": 1}]}, ["/sensations/0/mood"]),
        ({"responses": ["no-such"]}, ["/responses/0"]),
        ({"longing": -1, "fear": "high"}, ["/fear", "/longing"]),
        ({"moment": "later", "now": "no-such"}, ["/moment", "/now"]),
        ({"zone": "Mars/Olympus"}, ["/zone"]),
        ({"felt_at": "yesterday"}, ["/felt_at"]),
        ({"felt_at": "2999-01-01T00:00:00Z"}, ["/felt_at"]),
        ({"answers": {"feeling": 5 * ["warm"]}}, ["/answers/feeling"]),
        ({"note": "a" * 20_001}, ["/note"]),
        ({"mood": "fine"}, ["/mood"]),
        ({"sensations": []}, [""]),
    ],
)  # fmt: skip
def test_invalid_bodies_are_refused_with_a_path(
    anyone: Someone, changes: dict[str, Any], places: list[str]
) -> None:
    refused = anyone.put(check_in(**changes))
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert sorted(fault["path"] for fault in refused.json()["errors"]) == places
    assert anyone.newest().json()["results"] == []


def test_signed_out_requests_are_refused(running_design: RunningDesign, anyone: Someone) -> None:
    anyone.phone.headers["Cookie"] = anyone.phone.headers["Cookie"].replace(anyone.session, "x" * 32)
    assert (anyone.put(full()).status_code, anyone.newest().status_code) == (401, 401)
    anyone.phone.headers.pop("Cookie")
    assert (anyone.put(full()).status_code, anyone.newest().status_code) == (401, 401)


@pytest.mark.parametrize("end", ["DELETE FROM {}", "UPDATE {} SET expire_date = '2020-01-01 00:00:00'"])
def test_a_session_ended_elsewhere_is_refused_at_the_next_request(
    running_design: RunningDesign, anyone: Someone, end: str
) -> None:
    assert anyone.newest().status_code == 200
    execute(running_design, end.format("django_session") + f" WHERE session_key = '{anyone.row}'")
    assert (anyone.put(full()).status_code, anyone.newest().status_code) == (401, 401)


def test_a_session_ends_when_the_password_changes(running_design: RunningDesign, anyone: Someone) -> None:
    id = anyone.keep()["id"].replace("-", "")
    assert id
    execute(running_design, "UPDATE accounts_person SET password = 'other' WHERE revision = 1")
    assert (anyone.put(full()).status_code, anyone.newest().status_code) == (401, 401)


def test_a_write_needs_the_csrf_token(anyone: Someone) -> None:
    for token in ("", "x" * 32):
        refused = anyone.put(full(), **{"X-CSRFToken": token})
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert anyone.newest().json()["results"] == []


def test_nothing_is_saved_without_consent(running_design: RunningDesign) -> None:
    someone = Someone(running_design, running_design.people[-1])
    with closing(someone.phone):
        for answer in (someone.put(full()), someone.newest()):
            assert (answer.status_code, answer.json()["code"]) == (403, "consent_required")


def test_words_are_sealed_at_rest(running_design: RunningDesign, anyone: Someone) -> None:
    anyone.put(full(note="kanarienvogel-51c0", answers={"feeling": "kanarienvogel-51c1"}))
    assert "kanarienvogel" in anyone.newest().text
    assert "chest-tightness" in everything(running_design)
    assert "kanarienvogel" not in everything(running_design)


def execute(running_design: RunningDesign, statement: str) -> None:
    """Run one statement in the design's database."""
    if running_design.database.startswith("postgresql:"):
        with psycopg.connect(running_design.database, autocommit=True) as connection:
            connection.execute(statement.encode())
        return
    import sqlite3

    path = unquote(running_design.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, timeout=20)) as file:
        file.execute(statement)
        file.commit()


def everything(running_design: RunningDesign) -> str:
    """All rows of all tables; for SQLite, the bytes of its files."""
    if not running_design.database.startswith("postgresql:"):
        files = Path(unquote(running_design.database.removeprefix("sqlite:///"))).parent.glob("load.sqlite3*")
        return "".join(file.read_bytes().decode("latin-1") for file in files)
    with psycopg.connect(running_design.database) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f'SELECT * FROM "{table}"'.encode()).fetchall() for (table,) in tables]
    # psycopg shows bytes as Python does, so that text in them would be seen.
    return repr(rows)
