"""Settings for backups are optional for all other commands, but always validated."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend import environment, keys
from tests.settings.conftest import refused

Give = Callable[[str, str], None]


def backup_keys(folder: Path) -> list[str]:
    return environment.key_list("BACKUP_KEYS", keys.backup_key, keys.make_backup_key, folder, needed=False)


def test_a_missing_backup_key_prevents_no_start(tmp_path: Path) -> None:
    assert backup_keys(tmp_path) == []
    assert not (tmp_path / "keys").exists()


def test_several_backup_keys_are_read_newest_first(give: Give, tmp_path: Path) -> None:
    made = [keys.make_backup_key() for _ in range(2)]
    give("BACKUP_KEYS", ",".join(made))
    assert backup_keys(tmp_path) == made


def test_serve_creates_a_backup_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    (made,) = backup_keys(tmp_path)
    assert (tmp_path / "keys" / "backup_keys").read_text() == f"{made}\n"
    monkeypatch.delenv("NOTICING_MAKE_KEYS")
    assert backup_keys(tmp_path) == [made]


def test_an_invalid_key_is_named_by_its_position(give: Give, tmp_path: Path) -> None:
    give("BACKUP_KEYS", f"{keys.make_backup_key()} {'A' * 30}")
    assert "key 2 of 2" in refused("BACKUP_KEYS", lambda: backup_keys(tmp_path))


def test_by_default_the_list_of_erasures_is_in_the_data_folder(tmp_path: Path) -> None:
    assert environment.erasures(tmp_path) == tmp_path / "erasures"
    assert not (tmp_path / "erasures").exists()


def test_the_list_of_erasures_can_be_elsewhere(give: Give, tmp_path: Path) -> None:
    (tmp_path / "other disk").mkdir()
    give("ERASURES", str(tmp_path / "other disk" / "list"))
    assert environment.erasures(tmp_path) == tmp_path / "other disk" / "list"


@pytest.mark.parametrize("path", ["", "nowhere/list", "file/list"])
def test_an_unusable_path_for_the_list_is_refused(give: Give, tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    give("ERASURES", f"{tmp_path}/{path}")
    refused("ERASURES", lambda: environment.erasures(tmp_path))
