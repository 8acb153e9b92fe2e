"""Which of the two databases the benches are tried on."""

import pytest


@pytest.fixture(scope="session")
def chosen(same_database: str | None) -> str:
    """As the benches' own arguments and tables name it."""
    return "PostgreSQL" if same_database else "SQLite"
