"""A data folder of an earlier build opens and has the same data."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.e2e.account import Account
from tests.services.clock import Clock, moves
from tests.services.serving import Serving
from tests.upgrades import earlier

#: Just after the folder was made: a reminder's `next_due` follows the clock.
MADE_AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("earlier")
    earlier.unpack(folder)
    clock = Clock(tmp_path_factory.mktemp("clock"))
    if not moves(clock):
        clock.skip()
    clock.set(MADE_AT - datetime.now(UTC))
    serving = Serving(folder, clock.environment).start()
    yield serving
    serving.stop()
    assert "Traceback" not in serving.log()


@pytest.fixture(scope="module")
def robin(serving: Serving) -> Account:
    return Account.sign_in(serving.origin, earlier.USERNAME)


def test_the_service_is_ready(serving: Serving) -> None:
    answer = requests.get(f"{serving.origin}/readyz", timeout=10)
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("what", "path"),
    [("changes", "/api/changes/?after=0&limit=500"), ("shares", "/api/shares/"), ("me", "/api/me/")],
)
def test_responses_contain_everything_as_before(robin: Account, what: str, path: str) -> None:
    then, now = earlier.server()[what], robin.ask("GET", path)
    assert earlier.within(then, now), now


def test_the_folder_has_every_kind() -> None:
    kinds = {entry["kind"] for entry in earlier.server()["changes"]["changes"]}
    assert kinds >= {"check-ins", "sensations", "people", "practices", "repairs", "journal", "reminders"}


def test_new_entries_can_be_added(robin: Account) -> None:
    before = robin.revision()
    robin.keep(note="After the upgrade")
    assert robin.revision() == before + 1
    assert "After the upgrade" in [each["note"] for each in robin.check_ins()]


def test_a_database_that_lacks_a_column_prevents_the_start_and_is_not_changed(tmp_path: Path) -> None:
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


def test_missing_or_different_data_is_detected() -> None:
    """A check that the tests above can fail."""
    then = earlier.server()["me"]
    assert earlier.within(then, then | {"new": 1})
    assert not earlier.within(then, then | {"username": "somebody else"})
    assert not earlier.within([1, 2], [1])
