"""A pytest plugin: which tests open the database of the run.

`make test` runs what opens it on SQLite and on PostgreSQL, and everything else once, without a database
(NOTICING_TEST_DATABASE=none): what opens one all the same fails there.
"""

import os

import pytest

#: Whoever uses one of these opens the database of the run, or starts processes that do.
DOORS = {"db", "transactional_db", "live_server", "same_database"}


@pytest.fixture(scope="session")
def same_database() -> str | None:
    """The URL of the run's PostgreSQL, for processes that a test starts on it; None is SQLite."""
    assert os.environ.get("NOTICING_TEST_DATABASE") != "none"
    return os.environ.get("NOTICING_DATABASE_URL")


def opens_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DOORS.isdisjoint(fixtures)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if opens_the_database(item):
            item.add_marker("database")
