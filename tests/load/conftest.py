"""The database on which the benches are tested."""

import pytest


@pytest.fixture(scope="session")
def chosen(same_database: str | None) -> str:
    """Its name in the benches' arguments and tables."""
    return "PostgreSQL" if same_database else "SQLite"
