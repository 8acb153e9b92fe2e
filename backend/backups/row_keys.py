"""Row keys: in the data file, each person's rows are also encrypted with a key derived from their data key.

Data keys are in the keys file, which is kept for days. Once the last keys file with an erased person's key is
deleted, none of their rows can be decrypted in any data file, however old.
"""

from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.sealing import cipher
from backend.sealing.models import DataKey


class RowKeys:
    """The row keys for these data keys. Raises SealBrokenError if a data key can't be unwrapped."""

    def __init__(self, data_keys: Iterable[DataKey]) -> None:
        self.by_person: dict[int, dict[int, bytes]] = {}
        for data_key in data_keys:
            self.by_person.setdefault(data_key.person_id, {})[data_key.version] = _derive(data_key.unwrap())

    def __contains__(self, person_id: int) -> bool:
        return person_id in self.by_person

    def seal(self, person_id: int, model: str, packed: bytes) -> bytes:
        version, key = max(self.by_person[person_id].items())
        return cipher.seal(key, version, packed, _place(model, person_id))

    def unseal(self, person_id: int, model: str, sealed: bytes) -> bytes:
        """The packed rows. Raises SealBrokenError if they were sealed with other keys."""
        key = self.by_person[person_id].get(sealed[0])
        if key is None:
            raise cipher.SealBrokenError("rows name a data key that is not there")
        return cipher.unseal(key, sealed, _place(model, person_id))


def _derive(data_key: bytes) -> bytes:
    """A separate key, so that the data key itself seals only words."""
    return HKDF(SHA256(), 32, None, b"noticing backup rows").derive(data_key)


def _place(model: str, person_id: int) -> bytes:
    return cipher.place(model, "backup", "rows", person_id)
