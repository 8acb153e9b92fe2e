"""Keys are read from the environment, else from the data folder, where `serve` creates them; newest first."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend import environment, keys
from tests.settings.conftest import SECRET, refused

Give = Callable[[str, str], None]
KINDS: dict[str, tuple[Callable[[str], Any], Callable[[], str]]] = {
    "SECRET_KEY": (keys.secret_key, keys.make_secret_key),
    "SEALING_KEYS": (keys.sealing_key, keys.make_sealing_key),
    "VAPID_PRIVATE_KEYS": (keys.vapid_key, keys.make_vapid_key),
}
every_kind = pytest.mark.parametrize("name", KINDS)


def read(name: str, folder: Path) -> list[str]:
    return environment.key_list(name, *KINDS[name], folder)


@every_kind
@pytest.mark.parametrize("between", [",", " ", "\n", " , \n", ",,"])
def test_several_keys_are_read_in_order(give: Give, tmp_path: Path, name: str, between: str) -> None:
    made = [KINDS[name][1]() for _ in range(3)]
    give(name, between.join(made))
    assert read(name, tmp_path) == made
    assert not (tmp_path / "keys").exists()


@every_kind
def test_a_missing_key_is_named_and_not_created(tmp_path: Path, name: str) -> None:
    assert "serve" in refused(name, lambda: read(name, tmp_path))
    assert not (tmp_path / "keys").exists()


@every_kind
@pytest.mark.parametrize("wrong", [SECRET, f"{SECRET}=", "é" * 8, "A" * 30])
def test_an_invalid_key_is_named_by_its_position(give: Give, tmp_path: Path, name: str, wrong: str) -> None:
    give(name, f"{KINDS[name][1]()},{wrong}")
    assert "key 2 of 2" in refused(name, lambda: read(name, tmp_path))


@pytest.mark.parametrize("wrong", ["A" * 43, "_" * 43, "/" * 43])
def test_a_number_that_is_not_a_valid_key_is_refused(give: Give, tmp_path: Path, wrong: str) -> None:
    give("VAPID_PRIVATE_KEYS", wrong)
    refused("VAPID_PRIVATE_KEYS", lambda: read("VAPID_PRIVATE_KEYS", tmp_path))


@every_kind
def test_serve_creates_a_private_key_file_and_reuses_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    made = read(name, tmp_path)
    file = tmp_path / "keys" / name.lower()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in file.parent.iterdir()] == [name.lower()]
    assert read(name, tmp_path) == made
    monkeypatch.delenv("NOTICING_MAKE_KEYS")
    assert read(name, tmp_path) == made
    assert read(name, tmp_path) == file.read_text().split()


@every_kind
def test_a_key_added_above_the_stored_one_is_the_newest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    (old,) = read(name, tmp_path)
    new = KINDS[name][1]()
    (tmp_path / "keys" / name.lower()).write_text(f"{new}\n{old}\n")
    assert read(name, tmp_path) == [new, old]


@every_kind
def test_the_environment_overrides_stored_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    read(name, tmp_path)
    own = KINDS[name][1]()
    monkeypatch.setenv(f"NOTICING_{name}", own)
    assert read(name, tmp_path) == [own]


def test_no_sealing_key_is_created_for_an_existing_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    (tmp_path / "noticing.sqlite3").touch()
    assert "database" in refused("SEALING_KEYS", lambda: read("SEALING_KEYS", tmp_path))
    assert not (tmp_path / "keys").exists()
    assert read("SECRET_KEY", tmp_path)


def test_an_existing_key_is_never_overwritten(tmp_path: Path) -> None:
    keys.write_new(tmp_path / "keys", "secret_key", "first")
    with pytest.raises(FileExistsError):
        keys.write_new(tmp_path / "keys", "secret_key", "second")
    assert (tmp_path / "keys" / "secret_key").read_text() == "first\n"
    assert len(list((tmp_path / "keys").iterdir())) == 1


@every_kind
@pytest.mark.parametrize("folder", ["file", "/proc", "/dev/null", "gone"])
def test_an_unwritable_data_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, folder: str
) -> None:
    monkeypatch.setenv("NOTICING_MAKE_KEYS", "1")
    (tmp_path / "file").touch()
    with_path = refused("", lambda: read(name, tmp_path / folder))
    assert "can't be" in with_path


def test_a_key_file_has_to_be_text(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret_key").write_bytes(b"\xff" * 40)
    refused("SECRET_KEY", lambda: read("SECRET_KEY", tmp_path))
    (tmp_path / "keys" / "vapid_private_keys").mkdir()
    refused("VAPID_PRIVATE_KEYS", lambda: read("VAPID_PRIVATE_KEYS", tmp_path))


@pytest.mark.parametrize("path", ["file", "file/inside", "/proc/inside", "/dev/null"])
def test_the_data_folder_has_to_be_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NOTICING_DATA_DIR", str(tmp_path / path))
    refused("DATA_DIR", environment.data_dir)


def test_the_data_folder_is_created_with_access_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NOTICING_DATA_DIR", str(tmp_path / "a" / "b"))
    found = environment.data_dir()
    assert found == tmp_path / "a" / "b"
    assert stat.S_IMODE(found.stat().st_mode) == 0o700
    assert environment.data_dir() == found
    monkeypatch.delenv("NOTICING_DATA_DIR")
    monkeypatch.chdir(tmp_path)
    assert environment.data_dir() == tmp_path / "data"
