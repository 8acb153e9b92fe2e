"""Erased accounts are listed outside the database, so that a restore doesn't bring them back."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest

from backend.accounts.models import Person
from backend.personal_data.erasure import append_to_list, erase, ids_on_list
from tests.conftest import Api


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURES = tmp_path / "erasures"
    return tmp_path / "erasures"


def test_an_erasure_is_listed_with_id_and_time_only(as_alice: Api, alice: Person, file: Path) -> None:
    person_id = alice.pk
    assert as_alice.prove().delete("/api/me/").status_code == 204
    assert ids_on_list(file) == {person_id}
    assert re.fullmatch(rf"\n{person_id} [0-9T:.-]+Z", file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_each_erasure_is_appended(alice: Person, bob: Person, file: Path) -> None:
    ids = {alice.pk, bob.pk}
    erase(alice)
    erase(bob)
    assert ids_on_list(file) == ids


def test_nobody_is_erased_if_the_list_cannot_be_written(alice: Person, settings: Any) -> None:
    settings.ERASURES = Path("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        erase(alice)
    assert Person.objects.filter(username="alice").exists()


def test_a_missing_list_is_empty(tmp_path: Path) -> None:
    assert ids_on_list(tmp_path / "nowhere") == set()


@pytest.mark.parametrize("cut", ["", "1", "12", "12 ", "12 2026-11-2", "12 2026-11-22T09:14:03"])
def test_an_incomplete_line_is_ignored(file: Path, cut: str) -> None:
    append_to_list(file, [3])
    with file.open("a") as open_file:
        open_file.write(f"\n{cut}")
    append_to_list(file, [4, 5])
    assert ids_on_list(file) == {3, 4, 5}


@pytest.mark.parametrize(
    "other", ["hello", "3 yesterday", "3 2026-11-22T09:14:03Z x", "-3 2026-11-22T09:14:03Z", "é"]
)
def test_another_file_is_refused_as_a_list(file: Path, other: str) -> None:
    file.write_text(other)
    with pytest.raises(ValueError, match=r"is not a list of erasures|ascii"):
        ids_on_list(file)
