"""Which tests `make quick` runs for a changed file."""

import pytest

from tests.quick import concerned


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("backend/reminders/planning.py", ["tests/reminders"]),
        ("backend/reminders/models/ledger.py", ["tests/reminders"]),
        ("backend/settings.py", ["tests/api", "tests/settings"]),
        ("tests/reminders/conftest.py", ["tests/reminders"]),
        ("tests/test_quick.py", ["tests/test_quick.py"]),
        ("tests/sharing/test_pin.py", ["tests/sharing/test_pin.py"]),
        ("tests/e2e/test_lock.py", []),
        ("frontend/src/main.ts", ["tests/content/test_voice.py"]),
        ("frontend/vite.config.ts", []),
        ("README.md", []),
    ],
)
def test_a_changed_file_runs_the_tests_of_its_folder(file: str, tests: list[str]) -> None:
    assert concerned([file]) == tests
