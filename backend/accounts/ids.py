"""Lists of row ids in bodies of allauth's endpoints.

allauth's own field accepts numbers that are too large for the database.
"""

from typing import Any

from allauth.headless.internal.restkit import inputs
from django.core.exceptions import ValidationError

LARGEST = 2**63 - 1
#: The most ids in one list.
MOST = 1000


class Ids(inputs.Field):  # type: ignore[misc]
    """A non-empty list of row ids; repeats count once."""

    def to_python(self, value: Any) -> set[int]:
        if value in self.empty_values:
            raise ValidationError("This names none.", code="required")
        if not isinstance(value, list) or len(value) > MOST or not all(map(is_id, value)):
            raise ValidationError("This is no list of numbers.", code="invalid_list")
        return set(value)


def is_id(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST
