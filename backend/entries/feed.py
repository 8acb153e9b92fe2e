"""The change feed: every write of one person, of all kinds, in the order of their revisions."""

from heapq import merge
from itertools import islice
from typing import Any

from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.entries.kinds import kinds
from backend.entries.models import Entry, Epoch

LIMIT = 500


def changes(person: Person, after: int, limit: int) -> dict[str, Any]:
    """One page of what was written after revision `after`; `revision` is where the person's counter stands.

    What can't be read is left out, never told as deleted.

    Costs one query for the counter, one for the epoch and one for each kind. The counter is read first and
    bounds the page: a write that commits between two of the queries belongs to the next page, whole.
    """
    now_at = Person.objects.values_list("revision", flat=True).get(pk=person.pk)
    ordered = merge(
        *(_written(kind.model, person, after, now_at, limit + 1) for kind in kinds()), key=_revision
    )
    page = list(islice(ordered, limit + 1))
    more = len(page) > limit
    found = list(readable(page[:limit], _change))
    if more and not found:  # a phone goes on from the last change that it got
        return changes(person, page[limit - 1].revision, limit)
    return {"epoch": Epoch.current(), "revision": now_at, "more": more, "changes": found}


def _written(model: type[Entry], person: Person, after: int, until: int, count: int) -> list[Entry]:
    written = model.for_person(person).filter(revision__gt=after, revision__lte=until)
    return list(written.order_by("revision")[:count])


def _revision(entry: Entry) -> int:
    return entry.revision


def _change(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": str(entry.id),
        "revision": entry.revision,
        "deleted": entry.is_tombstone,
        "data": None if entry.is_tombstone else entry.as_data(),
    }
