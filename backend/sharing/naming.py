"""What a share calls the people in a person's life."""

from collections.abc import Mapping
from uuid import UUID

SOMEONE = "someone"


def person_shown(names: Mapping[str, str], id: UUID | None) -> str | None:
    """The nickname only where people are shared; that there was somebody is part of the moment."""
    return None if id is None else names.get(str(id), SOMEONE)
