"""`SealedField`: a JSON value that is stored only sealed.

    class Person(Entry):
        nickname = SealedField()      # person.nickname = "J." ; person.nickname == "J."

The model needs a `person` and an `id`, both set before saving. A value is unsealed when it is first read; if
it can't be, each read raises SealBrokenError.
"""

from typing import Any

import orjson
from django.db import models


class Sealed(bytes):
    """A sealed value, as stored in the database."""


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Text, or a JSON object of texts, sealed with the person's data key and bound to its row and column."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, UnsealOnRead(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return seal(model_instance, self.attname, value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.model.__name__}.{self.attname} can't be filtered or updated in clear")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)


class UnsealOnRead:
    """A descriptor that unseals the value on first read and caches it."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = instance.__dict__[name] = unseal(instance, name, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def seal(instance: Any, name: str, value: Any) -> Sealed:
    return Sealed(instance.person.keyring.seal(orjson.dumps(value), instance._meta.label, name, instance.id))


def unseal(instance: Any, name: str, value: Sealed) -> Any:
    return orjson.loads(instance.person.keyring.unseal(value, instance._meta.label, name, instance.id))
