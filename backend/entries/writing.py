"""The rules of PUT and DELETE (architecture.md, "Entries and sync"). All writes are idempotent."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import NotFound

from backend.accounts.models import Person
from backend.api.problems import Problem
from backend.entries.aside import readable
from backend.entries.models import Entry
from backend.entries.quotas import check_at_once, check_quota


class Written(NamedTuple):
    entry: Entry
    created: bool


def upsert(
    model: type[Entry], person: Person, entry_id: UUID, content: Mapping[str, Any], if_match: str | None
) -> Written:
    """Create, update or restore one entry.

    An unknown id is created whatever `if_match` says, so that a server restored from an older backup accepts
    everything again. Raises Problem with 410, 412 or 428, and ValidationError beyond the kind's limits.
    """
    with transaction.atomic():
        revision = person.next_revision()
        entry = find(model, person, entry_id)
        if entry is None:
            check_quota(model, person, revision)
            check_at_once(model, person)
            entry = model.blank(person, entry_id)
            entry.write(content, revision)
            return Written(entry, created=True)
        if entry.is_tombstone:
            refuse_unless_restored(entry, if_match)
            check_at_once(model, person)
        elif is_same(entry, content):
            transaction.set_rollback(True)  # restores the counter
            return Written(entry, created=False)
        else:
            refuse_unless_current(entry, if_match)
        entry.write(content, revision)
        return Written(entry, created=False)


def delete(model: type[Entry], person: Person, entry_id: UUID, if_match: str | None) -> None:
    """Soft-delete one entry. Raises NotFound for an unknown id, and Problem 412 for a stale `if_match`."""
    with transaction.atomic():
        revision = person.next_revision()
        entry = find(model, person, entry_id)
        if entry is None:
            raise NotFound
        if entry.is_tombstone:
            transaction.set_rollback(True)  # restores the counter
            return
        if if_match is not None:
            refuse_unless_current(entry, if_match)
        entry.soft_delete(revision, timezone.now())


def find(model: type[Entry], person: Person, entry_id: UUID) -> Entry | None:
    """The person's entry with this id, or None. Most ids are new, so a cheap existence query comes first."""
    return model.for_person(person).get(id=entry_id) if model.is_there(person, entry_id) else None


def etag(entry: Entry) -> str:
    """The strong entity tag (RFC 9110 section 8.8.3): the quoted revision."""
    return f'"{entry.revision}"'


def is_same(entry: Entry, content: Mapping[str, Any]) -> bool:
    """Whether the entry has this content. False for one that can't be read, so that it can be overwritten."""
    return any(readable([entry], lambda row: row.content() == content))


def refuse_unless_current(entry: Entry, if_match: str | None) -> None:
    if if_match == etag(entry):
        return
    current = next(readable([entry], lambda row: row.as_data()), None)
    if if_match is None:
        raise Problem(428, "revision_required", "An update says which revision it replaces.", current=current)
    raise Problem(412, "stale", "This entry has changed meanwhile.", current=current)


def refuse_unless_restored(entry: Entry, if_match: str | None) -> None:
    if if_match != etag(entry):
        raise Problem(410, "deleted", "This entry was deleted.", revision=entry.revision)
