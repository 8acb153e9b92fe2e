"""Making a backup: two encrypted files of one moment, the data and the wrapped data keys.

What they hold, a JSON value a line. The keys file: a list of DataKey's columns for each key; nothing of the
schema, since newer keys also open the data of an older version. The data file: {"schema": its migrations},
then for each model {"model", "columns"} and blocks {"person", "rows"}: a list of rows, compressed, and sealed
by the person's row key. "person" is null, and nothing sealed, where rows are nobody's.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import transaction

from backend import keys
from backend.accounts.models import Person
from backend.backups.broken import BackupBrokenError
from backend.backups.envelope import Header, Writer
from backend.backups.kept import Model, columns, data_models, owner
from backend.backups.row_keys import RowKeys
from backend.backups.rows import Row, pack
from backend.backups.snapshot import refuse_unless_migrated, schema, snapshot
from backend.sealing.cipher import name_of
from backend.sealing.models import DataKey

#: Rows of one person and model that are sealed together, at most.
BLOCK = 200
#: The columns of a data key in the keys file.
KEY = ("person_id", "version", "wrapped_by", "wrapped")


class Files(NamedTuple):
    data: Path
    keys: Path


def make(folder: Path, now: datetime) -> Files:
    """Both files, whole, on the disk. BackupBrokenError or OSError leaves nothing behind."""
    files = _names(folder, now)
    refuse_unless_migrated()
    _give_everyone_a_key()
    drafts = Files(*(path.with_name(f"{path.name}.part") for path in files))
    try:
        with snapshot():
            _write(drafts.keys, "keys", now, _key_lines())
            _write(drafts.data, "data", now, _data_lines())
        # Keys without data help nobody; data without keys would be a backup that can't be restored.
        drafts.keys.rename(files.keys)
        drafts.data.rename(files.data)
    finally:
        for path in drafts:
            path.unlink(missing_ok=True)
    _sync(folder)
    return files


def backup_keys() -> dict[str, bytes]:
    """The configured backup keys by name, newest first."""
    decoded = [keys.backup_key(value) for value in settings.BACKUP_KEYS]
    if not decoded:
        raise BackupBrokenError("NOTICING_BACKUP_KEYS is not set (only `manage.py serve` makes one)")
    return {name_of(key): key for key in decoded}


def _names(folder: Path, now: datetime) -> Files:
    stem = f"noticing-{now:%Y-%m-%dT%H%M%S.%f}Z"
    return Files(folder / f"{stem}.data", folder / f"{stem}.keys")


def _give_everyone_a_key() -> None:
    """Who never wrote a word has no data key yet, but has rows to be sealed in the data file."""
    without = Person.objects.exclude(pk__in=DataKey.objects.values("person_id"))
    for person_id in list(without.values_list("pk", flat=True)):
        with transaction.atomic():
            # Whoever is being erased at this moment gets none.
            if Person.objects.select_for_update(no_key=True).filter(pk=person_id).first():
                row = DataKey.wrap(person_id, 1, os.urandom(32))
                DataKey.objects.bulk_create([row], ignore_conflicts=True)


def _write(file: Path, part: str, now: datetime, content: Iterator[Any]) -> None:
    name, key = next(iter(backup_keys().items()))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        writer = Writer(opened, Header.fresh(part, now, name), key)
        for value in content:
            writer.write(orjson.dumps(value) + b"\n")
        writer.close()
        opened.flush()
        os.fsync(opened.fileno())


def _key_lines() -> Iterator[Any]:
    for *clear, wrapped in DataKey.objects.order_by("pk").values_list(*KEY).iterator():
        yield [*clear, keys.encode(bytes(wrapped))]


def _data_lines() -> Iterator[Any]:
    row_keys = RowKeys(DataKey.objects.iterator())
    yield {"schema": schema()}
    for model in data_models():
        yield {"model": model._meta.label, "columns": [column.attname for column in columns(model)]}
        yield from _blocks(model, row_keys)


def _blocks(model: Model, row_keys: RowKeys) -> Iterator[Any]:
    for person_id, rows in groupby(_rows(model), key=lambda row: row[0]):
        if person_id is not None and person_id not in row_keys:
            continue  # They joined in the moment before the snapshot: the next backup has them.
        while block := [row[1:] for row in islice(rows, BLOCK)]:
            packed = pack(block)
            if person_id is not None:
                packed = row_keys.seal(person_id, model._meta.label, packed)
            yield {"person": person_id, "rows": keys.encode(packed)}


def _rows(model: Model) -> Iterator[Row]:
    """Each row after the id of its person, one person's together."""
    whose = owner(model)
    names = [column.attname for column in columns(model)]
    if whose is None:
        return ([None, *row] for row in model._base_manager.order_by("pk").values_list(*names).iterator())
    ordered = model._base_manager.order_by(whose, "pk").values_list(whose, *names)
    return (list(row) for row in ordered.iterator())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
