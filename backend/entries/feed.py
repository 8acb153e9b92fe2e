"""The change feed: the latest write of each of a person's entries, of all kinds, ordered by revision."""

from heapq import merge
from itertools import islice
from typing import Any

from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.entries.kinds import kinds
from backend.entries.models import Entry, Epoch

LIMIT = 500


def changes(person: Person, after: int, limit: int) -> dict[str, Any]:
    """One page of the entries written after revision `after`; `revision` is the person's current counter.

    Entries that can't be read are left out. They don't appear as deleted.

    Makes one query for the counter, one for the epoch and one for each kind. The counter is read first and
    bounds the page, so that a write that commits between two of the queries is on the next page.
    """
    now_at = Person.objects.values_list("revision", flat=True).get(pk=person.pk)
    ordered = merge(
        *(_written(kind.model, person, after, now_at, limit + 1) for kind in kinds()), key=_revision
    )
    page = list(islice(ordered, limit + 1))
    more = len(page) > limit
    readable_changes = list(readable(page[:limit], _change))
    # A phone continues from the last change it received, so a page that isn't the last can't be empty.
    if more and not readable_changes:
        return changes(person, page[limit - 1].revision, limit)
    return {"epoch": Epoch.current(), "revision": now_at, "more": more, "changes": readable_changes}


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
