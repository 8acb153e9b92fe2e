"""No migration that has landed is edited, renamed or deleted."""

from tests.upgrades.landed import listed, present


def test_what_has_landed_is_as_it_was() -> None:
    now = present()
    assert {path: now.get(path) for path in listed()} == listed()


def test_every_migration_is_listed() -> None:
    """`python -m tests.upgrades.landed` adds it."""
    assert set(present()) == set(listed())
