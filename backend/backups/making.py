"""Makes a backup: two encrypted files from one snapshot, with the data and with the wrapped data keys.

Both contain one JSON value per line. The keys file: a list of DataKey's columns for each key; no schema,
since newer keys must also open the data of an older version. The data file: {"schema": applied migrations},
then for each model {"model", "columns"} and blocks {"person", "rows"}: a list of rows, compressed, and sealed
with the person's row key. If rows belong to nobody, "person" is null and they aren't sealed.
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

#: The most rows of one person and model that are sealed together.
BLOCK = 200
#: The columns of a data key in the keys file.
KEY = ("person_id", "version", "wrapped_by", "wrapped")


class Files(NamedTuple):
    data: Path
    keys: Path


def make(folder: Path, now: datetime) -> Files:
    """Write both files to disk; returns their paths.

    Raises BackupBrokenError or OSError, and leaves no files.
    """
    files = _names(folder, now)
    refuse_unless_migrated()
    _create_missing_keys()
    drafts = Files(*(path.with_name(f"{path.name}.part") for path in files))
    try:
        with snapshot():
            _write(drafts.keys, "keys", now, _key_lines())
            _write(drafts.data, "data", now, _data_lines())
        # Keys first: a crash in between leaves keys without data, rather than data that can't be restored.
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


def _create_missing_keys() -> None:
    """Create data keys for people who have none yet because they never wrote words.

    Their rows need one, too.
    """
    without = Person.objects.exclude(pk__in=DataKey.objects.values("person_id"))
    for person_id in list(without.values_list("pk", flat=True)):
        with transaction.atomic():
            # Locked and checked, so that a person who is being erased gets none.
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
            continue  # They signed up just before the snapshot; the next backup includes them.
        while block := [row[1:] for row in islice(rows, BLOCK)]:
            packed = pack(block)
            if person_id is not None:
                packed = row_keys.seal(person_id, model._meta.label, packed)
            yield {"person": person_id, "rows": keys.encode(packed)}


def _rows(model: Model) -> Iterator[Row]:
    """Yield each row, preceded by its person's id, grouped by person."""
    owner_lookup = owner(model)
    names = [column.attname for column in columns(model)]
    if owner_lookup is None:
        return ([None, *row] for row in model._base_manager.order_by("pk").values_list(*names).iterator())
    ordered = model._base_manager.order_by(owner_lookup, "pk").values_list(owner_lookup, *names)
    return (list(row) for row in ordered.iterator())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
