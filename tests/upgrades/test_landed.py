"""No migration that has landed is edited, renamed or deleted."""

from tests.upgrades.landed import listed, present


def test_no_landed_migration_has_changed() -> None:
    now = present()
    assert {path: now.get(path) for path in listed()} == listed()


def test_every_migration_is_listed() -> None:
    """`python -m tests.upgrades.landed` adds missing ones."""
    assert set(present()) == set(listed())
