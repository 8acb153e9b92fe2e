"""Restores a backup into an empty database, in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from backend import keys
from backend.accounts.models import Person
from backend.backups import afterwards
from backend.backups.broken import BackupBrokenError
from backend.backups.envelope import Header, contents, lines
from backend.backups.kept import Model, columns, data_models
from backend.backups.making import KEY, backup_keys
from backend.backups.row_keys import RowKeys
from backend.backups.rows import insert, unpack
from backend.backups.snapshot import refuse_unless_migrated, schema
from backend.personal_data.erasure import delete_rows
from backend.sealing.cipher import SealBrokenError
from backend.sealing.models import DataKey


@dataclass(frozen=True)
class Restored:
    """The numbers of people that were restored, and that were left out because they were erased since."""

    people: int
    erased: int


def restore(data: Path, wrapped_keys: Path, erased: set[int], keep_shares: bool = False) -> Restored:
    """Restore the data without the `erased` people.

    Raises BackupBrokenError, and leaves the database empty.
    """
    refuse_unless_migrated()
    with data.open("rb") as data_file, wrapped_keys.open("rb") as keys_file:
        data_header, keys_header = _header(data_file, data, "data"), _header(keys_file, wrapped_keys, "keys")
        if keys_header.taken_at < data_header.taken_at:
            raise BackupBrokenError(f"{wrapped_keys} is older than the data: take its own keys, or newer")
        with _hide_details(), transaction.atomic():
            refuse_unless_empty()
            data_keys = _data_keys(_lines(keys_file, keys_header, wrapped_keys))
            without_key = _load(_check_schema(_lines(data_file, data_header, data), data), data_keys)
            erased_again = _erase_again(erased, data_keys)
            connection.check_constraints()
            afterwards.start_new_epoch(erased, keep_shares)
            return Restored(Person.objects.count(), erased_again + len(without_key))


@contextmanager
def _hide_details() -> Iterator[None]:
    """Hide the message of a DatabaseError, since it may quote a row; only its type is shown."""
    try:
        yield
    except DatabaseError as wrong:
        raise BackupBrokenError(f"the database does not take it: {type(wrong).__name__}") from None


def refuse_unless_empty() -> None:
    """Raise BackupBrokenError if the database has rows. Blocks sign-ups until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Person._meta.db_table} IN EXCLUSIVE MODE")
    models: list[Model] = [*data_models(), DataKey]
    for model in models:
        if model._base_manager.exists():
            raise BackupBrokenError(
                f"the database is not empty ({model._meta.label} has rows): restore into a new one"
            )


def _header(file: BinaryIO, path: Path, part: str) -> Header:
    with _with_file_name(path):
        header = Header.read(file)
        if header.part != part:
            raise BackupBrokenError(f"holds the {header.part} of a backup: here its {part} is needed")
    return header


@contextmanager
def _with_file_name(path: Path) -> Iterator[None]:
    """Put the file's name before the message of a BackupBrokenError."""
    try:
        yield
    except BackupBrokenError as wrong:
        raise BackupBrokenError(f"{path} {wrong}") from None


def _lines(file: BinaryIO, header: Header, path: Path) -> Iterator[Any]:
    with _with_file_name(path):
        yield from lines(contents(file, header, backup_keys()))


def _check_schema(values: Iterator[Any], path: Path) -> Iterator[Any]:
    """Check the schema in the first value; returns the remaining values."""
    with _with_file_name(path):
        _refuse_other_schema(set(next(values)["schema"]))
    return values


def _refuse_other_schema(theirs: set[str]) -> None:
    ours = set(schema())
    if theirs != ours:
        example = min(theirs ^ ours)
        where = "only in the backup" if example in theirs else "only in this database"
        raise BackupBrokenError(
            f"is of another version of Noticing (migration {example} is {where}): restore it with what "
            "made it, then migrate"
        )


def _data_keys(rows: Iterator[Any]) -> list[DataKey]:
    """The data keys of a keys file, unsaved and still wrapped."""
    return [
        DataKey(**dict(zip(KEY, (*clear, keys.decode(wrapped)), strict=True))) for *clear, wrapped in rows
    ]


def _load(values: Iterator[Any], data_keys: list[DataKey]) -> set[int]:
    """Insert the rows; returns the ids of people without a data key, whose rows are left out."""
    row_keys, without_key = RowKeys(data_keys), set()
    model: Model = Person
    for value in values:
        if "model" in value:
            model = _model(value)
        elif value["person"] is not None and value["person"] not in row_keys:
            without_key.add(value["person"])
        else:
            insert(model, unpack(_opened(model, value, row_keys)))
    return without_key


def _model(value: Mapping[str, Any]) -> Model:
    model = apps.get_model(value["model"])
    if [column.attname for column in columns(model)] != value["columns"]:
        raise BackupBrokenError(f"the columns of {value['model']} are others here")
    return model


def _opened(model: Model, block: Mapping[str, Any], row_keys: RowKeys) -> bytes:
    sealed = keys.decode(block["rows"])
    if block["person"] is None:
        return sealed
    try:
        return row_keys.unseal(block["person"], model._meta.label, sealed)
    except SealBrokenError:
        raise BackupBrokenError("these keys do not open this data: they are of another database") from None


def _erase_again(erased: set[int], data_keys: list[DataKey]) -> int:
    """Store the data keys of restored people, then erase the erased ones again; returns how many."""
    people = set(Person.objects.values_list("pk", flat=True))
    DataKey.objects.bulk_create([key for key in data_keys if key.person_id in people], batch_size=500)
    for person_id in people & erased:
        delete_rows(Person.objects.get(pk=person_id))
    return len(people & erased)
