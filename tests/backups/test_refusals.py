"""A backup that can't be restored is refused with one line, and the database stays empty."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from backend import keys
from backend.accounts.models import Person
from backend.backups.envelope import CHUNK, TAG, Header, contents
from backend.backups.making import backup_keys
from backend.entries.models import Epoch
from tests.backups.conftest import Backup, back_up, bring_back, lose_everything, refused
from tests.backups.kept_rows import CANARY, fill, models, write_much
from tests.conftest import Api, keep, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path: Path) -> Backup:
    """A backup of a database that has been lost since."""
    fill()
    made = back_up(tmp_path / "backups")
    lose_everything()
    return made


def nothing_is_there() -> bool:
    return not any(model._base_manager.exists() for model in models()) and not Epoch.objects.exists()


def test_a_restore_without_the_backup_key_is_refused(backup: Backup, settings: Any) -> None:
    settings.BACKUP_KEYS = [keys.make_backup_key()]
    assert "NOTICING_BACKUP_KEYS lacks it" in refused(backup)
    settings.BACKUP_KEYS = []
    assert "NOTICING_BACKUP_KEYS is not set" in refused(backup)
    assert nothing_is_there()


def test_old_backups_open_after_a_new_backup_key_is_added(backup: Backup, settings: Any) -> None:
    settings.BACKUP_KEYS = [keys.make_backup_key(), *settings.BACKUP_KEYS]
    assert "2 people restored" in bring_back(backup)


def test_a_restore_without_the_sealing_key_is_refused(backup: Backup, settings: Any) -> None:
    settings.SEALING_KEYS = [keys.make_sealing_key()]
    assert "NOTICING_SEALING_KEYS lacks the key" in refused(backup)
    assert nothing_is_there()


def test_a_truncated_or_changed_file_is_refused(backup: Backup) -> None:
    for path in backup:
        whole = path.read_bytes()
        for wrong in (whole[:-1], whole[: len(whole) // 2], whole[:-40] + b"x" + whole[-39:], whole + b"x"):
            path.write_bytes(wrong)
            assert str(path) in (line := refused(backup))
            assert "changed or cut short" in line
        path.write_bytes(whole)
    assert nothing_is_there()


def test_rows_of_a_truncated_file_are_rolled_back(tmp_path: Path) -> None:
    anna = Api(make_person("anna"))
    write_much(anna)
    backup = back_up(tmp_path)
    lose_everything()
    whole = backup.data.read_bytes()
    assert len(whole) > 2 * CHUNK
    header = whole.index(b"\n") + 1
    backup.data.write_bytes(whole[: header + 2 * (CHUNK + TAG)])
    assert "changed or cut short" in refused(backup)
    assert nothing_is_there()


def test_swapped_files_are_refused(backup: Backup) -> None:
    assert "holds the keys of a backup: here its data is needed" in refused(Backup(backup.keys, backup.data))
    assert "holds the data of a backup: here its keys is needed" in refused(Backup(backup.data, backup.data))
    assert nothing_is_there()


@pytest.mark.parametrize("content", [None, b"", b"hello\n", b"\x00" * 200_000])
def test_other_files_are_refused(backup: Backup, tmp_path: Path, content: bytes | None) -> None:
    other = tmp_path / "other"
    if content is not None:
        other.write_bytes(content)
    for files in (Backup(other, backup.keys), Backup(backup.data, other)):
        assert str(other) in refused(files)
    assert nothing_is_there()


def test_keys_of_another_database_do_not_open_the_data(backup: Backup, tmp_path: Path) -> None:
    fill()
    other = back_up(tmp_path / "other")
    lose_everything()
    assert "they are of another database" in refused(Backup(backup.data, other.keys))
    assert nothing_is_there()


def test_a_keys_file_older_than_the_data_is_refused(tmp_path: Path) -> None:
    fill()
    older, newer = back_up(tmp_path / "older"), back_up(tmp_path / "newer")
    lose_everything()
    assert "is older than the data" in refused(Backup(newer.data, older.keys))
    assert nothing_is_there()


@pytest.mark.parametrize("name", ["0003_of_a_later_version", "0002_columns_left_out"])
def test_a_backup_of_another_schema_is_refused(backup: Backup, name: str) -> None:
    recorder = MigrationRecorder(connection)
    if name == "0002_columns_left_out":
        recorder.record_unapplied("people", name)
        assert "the database waits for its migrations: run `manage.py migrate` first" in refused(backup)
        recorder.record_applied("people", name)
    else:
        recorder.record_applied("people", name)
        assert f"another version of Noticing (migration people.{name} is only in this database)" in refused(
            backup
        )
        recorder.record_unapplied("people", name)
    assert nothing_is_there()


def test_a_backup_of_a_later_schema_is_refused(tmp_path: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("people", "0003_later")
    backup = back_up(tmp_path)
    recorder.record_unapplied("people", "0003_later")
    assert "migration people.0003_later is only in the backup" in refused(backup)


def test_a_database_with_pending_migrations_is_not_backed_up(tmp_path: Path) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("people", "0002_columns_left_out")
    with pytest.raises(CommandError, match="waits for its migrations"):
        back_up(tmp_path)
    recorder.record_applied("people", "0002_columns_left_out")
    assert list(tmp_path.iterdir()) == []


def test_a_restore_into_a_database_with_rows_is_refused(backup: Backup) -> None:
    make_person("somebody")
    assert "the database is not empty (accounts.Person has rows)" in refused(backup)
    assert list(Person.objects.values_list("username", flat=True)) == ["somebody"]


def test_a_second_restore_is_refused(backup: Backup) -> None:
    bring_back(backup)
    before = Epoch.current()
    assert "the database is not empty" in refused(backup)
    assert Epoch.current() == before


def test_an_empty_backup_key_list_refuses_a_backup(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_KEYS = []
    with pytest.raises(CommandError, match="NOTICING_BACKUP_KEYS is not set"):
        back_up(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_an_unreachable_database_is_reported(
    backup: Backup, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(f"backend.backups.management.commands.{command}.reach_database", away)
    arguments = [str(backup.data.parent)] if command == "backup" else [str(path) for path in backup]
    with pytest.raises(
        CommandError, match=r"^NOTICING_DATABASE_URL: the database can't be used: connection re"
    ):
        call_command(command, *arguments)


def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="file"):
        back_up(tmp_path / "file")


def test_a_backup_that_fails_half_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill()

    def fails(*arguments: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr("backend.backups.making.pack", fails)
    with pytest.raises(CommandError, match="No space left"):
        back_up(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
    assert keep(Api(make_person("carol")), note="the database still takes writes")


def test_no_word_and_no_secret_is_in_the_files_or_the_output(tmp_path: Path) -> None:
    *_, secrets = fill()
    said = StringIO()
    call_command("backup", str(tmp_path), stdout=said, stderr=said)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir()) + said.getvalue().encode()
    for text in [CANARY, *secrets, "anna", "chest-tightness", "noticing.example"]:
        assert text.encode() not in content


def test_the_backup_key_alone_opens_neither_words_nor_rows(tmp_path: Path) -> None:
    *_, secrets = fill()
    backup = back_up(tmp_path)
    for path in backup:
        with path.open("rb") as file:
            inside = b"".join(contents(file, Header.read(file), backup_keys()))
        for text in [CANARY, *secrets, "anna", "chest-tightness"]:
            assert text.encode() not in inside


def test_only_their_owner_can_read_the_files(tmp_path: Path) -> None:
    for path in back_up(tmp_path / "backups"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
