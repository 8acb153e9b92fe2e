"""SIGKILL between any two statements leaves no share without its PIN or sections, and none changed in
part."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.services.chromium import ROOT
from tests.sharing.killed import CHANGED, MADE


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, same_database: str | None) -> Any:
    """The output of tests/sharing/killed.py, on an empty database of the same type."""
    folder = tmp_path_factory.mktemp("killed")
    own = {"DJANGO_SETTINGS_MODULE": "tests.quick_settings", "NOTICING_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.sharing.killed"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def of(left: Any, whose: str) -> list[dict[str, Any]]:
    return [share for share in left["shares"] if share["whose"].startswith(whose)]


def test_processes_were_killed_between_all_statements(left: Any) -> None:
    assert left["killed"]["making"] >= 5
    assert left["killed"]["changing"] >= 5


def test_a_share_is_created_completely_or_not_at_all(left: Any) -> None:
    made = of(left, "making")
    assert 1 <= len(made) <= left["killed"]["making"]
    for share in made:
        assert share["pin"] == [MADE["pin"]]
        assert {name: share[name] for name in ("sections", "hold_back_days")} == {
            "sections": MADE["sections"],
            "hold_back_days": MADE["hold_back_days"],
        }
        assert (share["secret"], share["label"]) == (32, "M.")


def test_a_share_is_changed_completely_or_not_at_all(left: Any) -> None:
    """The PIN, the sections, and whether viewers who used the old PIN still have access."""
    changed = of(left, "changing")
    assert len(changed) == left["killed"]["changing"] + 1
    states = [
        ([*share["pin"]], share["sections"], share["hold_back_days"], share["awake"]) for share in changed
    ]
    before = ([MADE["pin"]], MADE["sections"], MADE["hold_back_days"], 1)
    after = ([CHANGED["pin"]], CHANGED["sections"], CHANGED["hold_back_days"], 0)
    assert all(state in (before, after) for state in states), states
    assert before in states
    assert after in states
