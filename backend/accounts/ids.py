"""Lists of row numbers in bodies of allauth's endpoints; its own field lets a number through that no
database holds."""

from typing import Any

from allauth.headless.internal.restkit import inputs
from django.core.exceptions import ValidationError

LARGEST = 2**63 - 1
#: In one list.
MOST = 1000


class Ids(inputs.Field):  # type: ignore[misc]
    """A list of different whole numbers, one at least."""

    def to_python(self, value: Any) -> set[int]:
        if value in self.empty_values:
            raise ValidationError("This names none.", code="required")
        if not isinstance(value, list) or len(value) > MOST or not all(map(is_id, value)):
            raise ValidationError("This is no list of numbers.", code="invalid_list")
        return set(value)


def is_id(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST
