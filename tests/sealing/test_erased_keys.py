"""After an erasure, no value of an earlier dump can be opened with any remaining key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps

from backend import keys
from backend.accounts.passkeys import MODEL
from backend.backups.envelope import Header, contents, lines
from backend.backups.making import KEY, backup_keys
from backend.backups.row_keys import RowKeys
from backend.personal_data.erasure import erase
from backend.sealing import cipher
from backend.sealing.fields import SealedField
from backend.sealing.keyring import Keyring, wrapping_keys
from backend.sealing.models import DataKey
from backend.sql import select
from tests.backups.conftest import BACKUP_KEY, back_up
from tests.conftest import Api, keep, make_person
from tests.sealing.test_canary import write_everywhere

pytestmark = pytest.mark.django_db(transaction=True)


class Value(NamedTuple):
    """A sealed value as in a stolen dump, and the place it belongs to."""

    model: str
    field: str
    row: object
    sealed: bytes

    def opens_with(self, keyring: Keyring) -> bool:
        try:
            keyring.unseal(self.sealed, self.model, self.field, self.row)
        except cipher.SealBrokenError:
            return False
        return True

    def opens_by(self, key: bytes, person_id: int) -> bool:
        try:
            cipher.unseal(key, self.sealed, cipher.place(self.model, self.field, self.row, person_id))
        except cipher.SealBrokenError:
            return False
        return True


def dumped() -> Iterator[Value]:
    """Every sealed value, raw."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                statement = f'SELECT id, "{field.column}" FROM "{model._meta.db_table}"'
                for row, sealed in select([], f'{statement} WHERE "{field.column}" IS NOT NULL', []):
                    yield Value(model._meta.label, field.name, UUID(str(row)), bytes(sealed))
    yield from what_opens_an_account()


def what_opens_an_account() -> Iterator[Value]:
    """Sealed values in allauth's own column: passkeys' names, and the seed of recovery codes."""
    for kept in Authenticator.objects.all():
        if kept.type == Authenticator.Type.WEBAUTHN:
            row = f"name {kept.data['credential']['id']}"
            yield Value(MODEL, "data", row, keys.decode(kept.data["name"]))
        else:
            yield Value(MODEL, "data", "codes", keys.decode(kept.data["seed"].partition(".")[2]))


def blocks(path: Path) -> list[dict[str, Any]]:
    """A backup's data file, decrypted with the backup key only."""
    with path.open("rb") as file:
        found = list(lines(contents(file, Header.read(file), backup_keys())))
    return [each for each in found if "rows" in each and each["person"] is not None]


def test_no_remaining_key_opens_an_erased_persons_values(tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_KEYS, settings.ERASURES = [BACKUP_KEY], tmp_path / "erasures"
    anna, ben = make_person("anna"), make_person("ben")
    write_everywhere(Api(anna))
    keep(Api(ben), note="his")
    values = list(dumped())
    before = back_up(tmp_path / "before")
    opened = [value for value in values if value.opens_with(Keyring(anna.pk))]
    # A check that the following assertions can fail: all blocks except Ben's.
    assert len(opened) == len(values) - 1 == 13
    anna_id = anna.pk
    erase(anna)
    left = [key.unwrap() for key in DataKey.objects.all()] + list(wrapping_keys().values())
    left.append(keys.backup_key(BACKUP_KEY))
    assert len(left) == 3
    for value in opened:
        assert not value.opens_with(Keyring(anna_id))
        assert not [key for key in left for whose in (anna_id, ben.pk) if value.opens_by(key, whose)]
    after = back_up(tmp_path / "after")
    newer = row_keys(after.keys)
    assert row_keys(before.keys).by_person.keys() == {anna_id, ben.pk}
    assert newer.by_person.keys() == {ben.pk}
    hers = [block for block in blocks(before.data) if block["person"] == anna_id]
    assert len(hers) > 10
    newer.by_person[anna_id] = newer.by_person[ben.pk]
    for block in hers:
        assert not [label for label in labels() if opens(newer, anna_id, label, keys.decode(block["rows"]))]


def row_keys(path: Path) -> RowKeys:
    """The row keys from a keys file."""
    with path.open("rb") as file:
        rows = list(lines(contents(file, Header.read(file), backup_keys())))
    return RowKeys(
        [DataKey(**dict(zip(KEY, (*clear, keys.decode(wrapped)), strict=True))) for *clear, wrapped in rows]
    )


def labels() -> list[str]:
    return [model._meta.label for model in apps.get_models(include_auto_created=True)]


def opens(row_keys: RowKeys, person_id: int, label: str, sealed: bytes) -> bool:
    try:
        row_keys.unseal(person_id, label, sealed)
    except cipher.SealBrokenError:
        return False
    return True
