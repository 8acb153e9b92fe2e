"""The person's own words for their sensations and people, and what a share calls these."""

from typing import Any, NamedTuple
from uuid import UUID

from backend.entries.aside import readable
from backend.people.models import KnownPerson
from backend.sensations.models import OwnSensation
from backend.sharing.models import Share

SOMEONE = "someone"


class Names(NamedTuple):
    #: `own:<id>` -> label.
    sensations: dict[str, str]
    #: Id -> nickname; empty where people aren't shared.
    people: dict[str, str]

    def person(self, id: UUID | None) -> str | None:
        """The nickname only where people are shared; that there was somebody is part of the moment."""
        return None if id is None else self.people.get(str(id), SOMEONE)

    def sensation(self, code: str) -> dict[str, Any]:
        """A catalogue code as it is; an own one as its label only."""
        if code.startswith("own:"):
            return {"code": "own", "label": self.sensations.get(code)}
        return {"code": code, "label": None}


def names_of(share: Share) -> Names:
    """The names that this share may use; a query each for sensations and people."""
    own = OwnSensation.for_person(share.person).filter(deleted_at=None)
    known = KnownPerson.for_person(share.person).filter(deleted_at=None) if share.shows("people") else []
    return Names(
        dict(readable(own, lambda each: (f"own:{each.id}", each.label))),
        dict(readable(known, lambda each: (str(each.id), each.nickname))),
    )
