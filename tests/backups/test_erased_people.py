"""Erased people stay erased after a restore; once the last keys file that contains them is gone, erasure is
final."""

import os
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from backend.accounts.models import Person
from backend.backups.envelope import Header
from backend.backups.expiry import KEEP_KEYS
from backend.personal_data.erasure import erase, ids_on_list
from backend.sealing.models import DataKey
from tests.backups.conftest import Backup, back_up, bring_back, lose_everything, refused
from tests.backups.kept_rows import fill, rows_kept
from tests.conftest import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def erase_anna() -> int:
    anna = Person.objects.get(username="anna")
    anna_id = anna.pk
    erase(anna)
    return anna_id


def only_ben_is_there(anna_id: int) -> bool:
    rows = [row for rows in rows_kept().values() for row in rows]
    assert rows
    assert not DataKey.objects.filter(person_id=anna_id).exists()
    return list(Person.objects.values_list("username", flat=True)) == ["ben"]


def test_erased_after_the_backup_is_erased_after_the_restore(tmp_path: Path) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    anna_id = erase_anna()
    lose_everything()
    assert bring_back(backup) == "1 people restored, 1 left out as erased since"
    assert only_ben_is_there(anna_id)


def test_on_a_new_machine_the_list_of_erasures_can_be_given(tmp_path: Path, settings: Any) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    anna_id = erase_anna()
    lose_everything()
    settings.ERASURES.rename(tmp_path / "saved")
    assert (
        bring_back(backup, "--erasures", str(tmp_path / "saved"))
        == "1 people restored, 1 left out as erased since"
    )
    assert only_ben_is_there(anna_id)
    assert ids_on_list(settings.ERASURES) == {anna_id}


def test_an_older_backup_uses_the_list_next_to_later_backups(tmp_path: Path, settings: Any) -> None:
    fill()
    older = back_up(tmp_path / "backups")
    anna_id = erase_anna()
    back_up(tmp_path / "backups")
    lose_everything()
    settings.ERASURES.unlink()
    assert bring_back(older) == "1 people restored, 1 left out as erased since"
    assert only_ben_is_there(anna_id)


def test_a_newer_keys_file_leaves_erased_people_out_without_a_list(tmp_path: Path, settings: Any) -> None:
    fill()
    older = back_up(tmp_path / "older")
    anna_id = erase_anna()
    newer = back_up(tmp_path / "newer")
    lose_everything()
    settings.ERASURES.unlink()
    (tmp_path / "newer" / "erasures").unlink()
    said = bring_back(Backup(older.data, newer.keys)).splitlines()
    assert said[0].startswith("No list of erasures was found")
    assert said[1] == "1 people restored, 1 left out as erased since"
    assert only_ben_is_there(anna_id)


def test_a_newer_keys_file_restores_everyone_else(tmp_path: Path) -> None:
    fill()
    older = back_up(tmp_path / "older")
    make_person("carol")
    newer = back_up(tmp_path / "newer")
    lose_everything()
    assert "2 people restored, 0 left out" in bring_back(Backup(older.data, newer.keys))
    assert DataKey.objects.count() == 2


def test_a_newer_keys_file_opens_an_older_data_file(tmp_path: Path) -> None:
    fill()
    older = back_up(tmp_path / "older")
    MigrationRecorder(connection).record_applied("people", "0003_later")
    newer = back_up(tmp_path / "newer")
    MigrationRecorder(connection).record_unapplied("people", "0003_later")
    lose_everything()
    assert "2 people restored" in bring_back(Backup(older.data, newer.keys))


def test_an_id_on_the_list_is_never_reused(tmp_path: Path) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    carol = make_person("carol")
    carol_id = carol.pk
    erase(carol)
    lose_everything()
    bring_back(backup)
    again = make_person("carol")
    assert again.pk == carol_id + 1_000_001
    second = back_up(tmp_path / "second")
    lose_everything()
    assert bring_back(second) == "3 people restored, 0 left out as erased since"


@pytest.mark.parametrize("wrong", ["gone", "other"])
def test_an_invalid_list_is_refused(tmp_path: Path, wrong: str) -> None:
    fill()
    backup = back_up(tmp_path / "backups")
    lose_everything()
    (tmp_path / "other").write_text("hello\n")
    assert str(tmp_path / wrong) in refused(backup, "--erasures", str(tmp_path / wrong))
    assert not Person.objects.exists()


def ages(folder: Path) -> list[int]:
    """The ages of the keys files, in days."""
    headers = [Header.read(BytesIO(path.read_bytes())) for path in folder.glob("*.keys")]
    return sorted((timezone.now() - header.taken_at).days for header in headers)


def test_with_a_backup_per_day_no_keys_file_gets_older_than_a_week(tmp_path: Path) -> None:
    begin = timezone.now()
    for day in range(KEEP_KEYS + 5):
        with time_machine.travel(begin + timedelta(days=day), tick=False):
            back_up(tmp_path)
            assert ages(tmp_path) == list(range(min(day + 1, KEEP_KEYS)))
    assert KEEP_KEYS == 7
    assert len(list(tmp_path.glob("*.data"))) == KEEP_KEYS + 5


def test_another_number_of_days_can_be_chosen(tmp_path: Path) -> None:
    begin = timezone.now()
    for day in range(4):
        with time_machine.travel(begin + timedelta(days=day), tick=False):
            backup = back_up(tmp_path, "--keep-keys-days", "1")
            assert list(tmp_path.glob("*.keys")) == [backup.keys]


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.5", "367"])
def test_an_invalid_number_of_days_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CommandError, match="is a number of days, 1 to 366"):
        call_command("backup", str(tmp_path), f"--keep-keys-days={wrong}", stdout=StringIO())


def test_a_keys_files_age_is_read_from_its_header(tmp_path: Path) -> None:
    backup = back_up(tmp_path)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        os.utime(backup.keys)
        back_up(tmp_path)
    assert not backup.keys.exists()
    assert backup.data.exists()


def test_files_of_a_killed_backup_are_deleted_a_day_later(tmp_path: Path) -> None:
    draft, other = tmp_path / "noticing-2026-11-22T000000.0Z.keys.part", tmp_path / "my own.part"
    for path in (draft, other):
        path.touch()
    back_up(tmp_path)
    assert draft.exists()
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        back_up(tmp_path)
    assert not draft.exists()
    assert other.exists()


def test_a_keys_file_without_an_age_is_reported_after_the_backup(tmp_path: Path) -> None:
    (tmp_path / "noticing-strange.keys").write_text("?")
    with pytest.raises(CommandError, match=r"noticing-strange.keys is not a backup of Noticing"):
        back_up(tmp_path)
    assert len(list(tmp_path.glob("*.data"))) == 1
