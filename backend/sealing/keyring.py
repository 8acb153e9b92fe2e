"""A person's data keys: created on first use, and stored only wrapped by a key-encryption key."""

import os
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from backend import keys
from backend.sealing import cipher

if TYPE_CHECKING:
    from backend.sealing.models import DataKey


@cache
def _wrapping_keys(values: tuple[str, ...]) -> dict[str, bytes]:
    decoded = [keys.sealing_key(value) for value in values]
    return {cipher.name_of(key): key for key in decoded}


def wrapping_keys() -> dict[str, bytes]:
    """The key-encryption keys by name, newest first."""
    return _wrapping_keys(tuple(settings.SEALING_KEYS))


class Keyring:
    """Seals with the person's newest data key, and unseals with the key version that a value names.

    Makes one query on first use.
    """

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self._rows: dict[int, DataKey] | None = None
        self._keys: dict[int, bytes] = {}

    def seal(self, plain: bytes, model: str, field: str, row: object) -> bytes:
        version, key = self._newest()
        return cipher.seal(key, version, plain, cipher.place(model, field, row, self.person_id))

    def unseal(self, sealed: bytes, model: str, field: str, row: object) -> bytes:
        version = sealed[0] if sealed else 0
        if version not in self._load():
            raise cipher.SealBrokenError("a sealed value names a data key that is not there")
        return cipher.unseal(self._key(version), sealed, cipher.place(model, field, row, self.person_id))

    def _newest(self) -> tuple[int, bytes]:
        version = max(self._load() or self._make())
        return version, self._key(version)

    def _key(self, version: int) -> bytes:
        """The data key. Unwrapped on use, so that one that can't be unwrapped doesn't affect the others."""
        if version not in self._keys:
            self._keys[version] = self._load()[version].unwrap()
        return self._keys[version]

    def _load(self) -> "dict[int, DataKey]":
        """The rows by version."""
        if self._rows is None:
            from backend.sealing.models import DataKey

            self._rows = {row.version: row for row in DataKey.of(self.person_id)}
        return self._rows

    def _make(self) -> "dict[int, DataKey]":
        from backend.sealing.models import DataKey

        # Of two concurrent first writes, the unique constraint accepts one key, and both seal with it.
        DataKey.objects.bulk_create([DataKey.wrap(self.person_id, 1, os.urandom(32))], ignore_conflicts=True)
        self._rows = None
        return self._load()
