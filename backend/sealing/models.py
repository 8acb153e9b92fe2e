"""The wrapped data keys.

Deleting a person's keys makes everything they wrote unreadable in every copy, except with a backup of this
table.
"""

from typing import Self

from django.conf import settings
from django.db import models

from backend import sql
from backend.sealing import cipher
from backend.sealing.keyring import wrapping_keys

KEY_COLUMNS = ("version", "wrapped_by", "wrapped")
FIND = "SELECT version, wrapped_by, wrapped FROM sealing_datakey WHERE person_id = %s"


class DataKey(models.Model):
    """One person's data key (32 bytes), sealed by the key-encryption key that `wrapped_by` names."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    wrapped_by = models.CharField(max_length=8)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="sealing_one_key_per_version"),
            models.CheckConstraint(
                condition=models.Q(version__range=(1, 255)), name="sealing_version_is_a_byte"
            ),
        ]
        indexes = [models.Index(fields=["wrapped_by"], name="sealing_rotation")]

    def __str__(self) -> str:
        return f"data key {self.version} of person {self.person_id}"

    @classmethod
    def of(cls, person_id: int) -> list[Self]:
        """The person's data keys."""
        rows = sql.select([cls._meta.get_field(name) for name in KEY_COLUMNS], FIND, [person_id])
        return [cls(person_id=person_id, **dict(zip(KEY_COLUMNS, row, strict=True))) for row in rows]

    @classmethod
    def wrap(cls, person_id: int, version: int, key: bytes) -> Self:
        """An unsaved row for `key`, wrapped by the newest key-encryption key."""
        name, wrapping = next(iter(wrapping_keys().items()))
        associated = cipher.place("sealing.DataKey", "wrapped", version, person_id)
        return cls(
            person_id=person_id,
            version=version,
            wrapped_by=name,
            wrapped=cipher.seal(wrapping, 1, key, associated),
        )

    def unwrap(self) -> bytes:
        """The data key. Raises SealBrokenError if the key-encryption key that wrapped it isn't configured."""
        wrapping = wrapping_keys().get(self.wrapped_by)
        if wrapping is None:
            raise cipher.SealBrokenError(f"NOTICING_SEALING_KEYS lacks the key {self.wrapped_by}")
        associated = cipher.place("sealing.DataKey", "wrapped", self.version, self.person_id)
        return cipher.unseal(wrapping, bytes(self.wrapped), associated)
