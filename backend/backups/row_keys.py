"""Each person's rows are encrypted once more in the data file, by a key that only their data key gives.

Data keys are in the keys file, which is kept for days. So when the last keys file that knows an erased person
expires, nothing of theirs opens any more, in data files of any age: not their words, nor what was counted.
"""

from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.sealing import cipher
from backend.sealing.models import DataKey


class RowKeys:
    """The row keys of those people whose data keys these are; SealBrokenError when one doesn't unwrap."""

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
        """SealBrokenError when these are not the keys that it was sealed with."""
        key = self.by_person[person_id].get(sealed[0])
        if key is None:
            raise cipher.SealBrokenError("rows name a data key that is not there")
        return cipher.unseal(key, sealed, _place(model, person_id))


def _derive(data_key: bytes) -> bytes:
    """Not the data key itself: what seals words seals nothing else."""
    return HKDF(SHA256(), 32, None, b"noticing backup rows").derive(data_key)


def _place(model: str, person_id: int) -> bytes:
    return cipher.place(model, "backup", "rows", person_id)
