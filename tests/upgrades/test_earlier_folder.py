"""A data folder that an earlier build left opens, and says the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.e2e.account import Account
from tests.services.serving import Serving
from tests.upgrades import earlier


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("earlier")
    earlier.unpack(folder)
    serving = Serving(folder).start()
    yield serving
    serving.stop()
    assert "Traceback" not in serving.log()


@pytest.fixture(scope="module")
def robin(serving: Serving) -> Account:
    return Account.sign_in(serving.origin, earlier.USERNAME)


def test_it_is_ready(serving: Serving) -> None:
    answer = requests.get(f"{serving.origin}/readyz", timeout=10)
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("what", "path"),
    [("changes", "/api/changes/?after=0&limit=500"), ("shares", "/api/shares/"), ("me", "/api/me/")],
)
def test_it_says_what_it_said(robin: Account, what: str, path: str) -> None:
    then, now = earlier.server()[what], robin.ask("GET", path)
    assert earlier.within(then, now), now


def test_every_kind_is_in_it() -> None:
    kinds = {entry["kind"] for entry in earlier.server()["changes"]["changes"]}
    assert kinds >= {"check-ins", "sensations", "people", "practices", "repairs", "journal", "reminders"}


def test_what_is_kept_now_is_kept_beside_it(robin: Account) -> None:
    before = robin.revision()
    robin.keep(note="After the upgrade")
    assert robin.revision() == before + 1
    assert "After the upgrade" in [each["note"] for each in robin.check_ins()]


def test_what_cannot_be_told_stops_the_start_and_nothing_is_changed(tmp_path: Path) -> None:
    earlier.unpack(tmp_path)
    file = tmp_path / "data" / "noticing.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("ALTER TABLE checkins_checkin DROP COLUMN with_person")
    with pytest.raises(
        RuntimeError, match=r"CommandError: .* lacks checkins_checkin\.with_person, "
    ) as wrong:
        Serving(tmp_path).start()
    assert "Traceback" not in str(wrong.value)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM checkins_checkin").fetchone()[0] > 1


def test_what_is_told_less_or_otherwise_is_noticed() -> None:
    """So that the tests above could fail."""
    then = earlier.server()["me"]
    assert earlier.within(then, then | {"new": 1})
    assert not earlier.within(then, then | {"username": "somebody else"})
    assert not earlier.within([1, 2], [1])
