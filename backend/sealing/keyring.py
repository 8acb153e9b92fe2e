"""One person's data keys: made at the first need, kept only wrapped by a key-encryption key."""

import os
from functools import cache

from django.conf import settings

from backend import keys
from backend.sealing import cipher


@cache
def _wrapping_keys(values: tuple[str, ...]) -> dict[str, bytes]:
    decoded = [keys.sealing_key(value) for value in values]
    return {cipher.name_of(key): key for key in decoded}


def wrapping_keys() -> dict[str, bytes]:
    """The key-encryption keys by name, newest first."""
    return _wrapping_keys(tuple(settings.SEALING_KEYS))


class Keyring:
    """Seals with the person's newest data key, opens with the one that a value names.

    Costs one query per request that touches words, none otherwise.
    """

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self._keys: dict[int, bytes] | None = None

    def seal(self, plain: bytes, model: str, field: str, row: object) -> bytes:
        version, key = self._newest()
        return cipher.seal(key, version, plain, cipher.place(model, field, row, self.person_id))

    def unseal(self, sealed: bytes, model: str, field: str, row: object) -> bytes:
        key = self._load().get(sealed[0] if sealed else 0)
        if key is None:
            raise cipher.SealBrokenError("a sealed value names a data key that is not there")
        return cipher.unseal(key, sealed, cipher.place(model, field, row, self.person_id))

    def _newest(self) -> tuple[int, bytes]:
        known = self._load() or self._make()
        version = max(known)
        return version, known[version]

    def _load(self) -> dict[int, bytes]:
        if self._keys is None:
            from backend.sealing.models import DataKey

            self._keys = {row.version: row.unwrap() for row in DataKey.of(self.person_id)}
        return self._keys

    def _make(self) -> dict[int, bytes]:
        from backend.sealing.models import DataKey

        # Two first writes at once: the unique constraint lets one in, and both seal with that one.
        DataKey.objects.bulk_create([DataKey.wrap(self.person_id, 1, os.urandom(32))], ignore_conflicts=True)
        self._keys = None
        return self._load()
