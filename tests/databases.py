"""A pytest plugin that marks the tests that open the run's database.

`make test` runs the marked tests on SQLite and on PostgreSQL, and all others once, without a database
(NOTICING_TEST_DATABASE=none). A test that opens a database without the mark fails there.
"""

import os

import pytest

#: Fixtures that open the run's database, or start processes that do.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "same_database"}


@pytest.fixture(scope="session")
def same_database() -> str | None:
    """The URL of the run's PostgreSQL, for processes that a test starts; None for SQLite."""
    assert os.environ.get("NOTICING_TEST_DATABASE") != "none"
    return os.environ.get("NOTICING_DATABASE_URL")


def opens_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if opens_the_database(item):
            item.add_marker("database")
