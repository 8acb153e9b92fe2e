"""Erases a person: first their data keys, so that nothing they wrote can be unsealed again, then every row.

The list of erasures is a file outside the database (`NOTICING_ERASURES`) with a line `<person id> <instant>`
for each erased person, so that `manage.py restore` doesn't bring them back. Ids are never reused.
"""

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend import zones
from backend.accounts import devices, erased_sessions
from backend.accounts.models import Person
from backend.audit.models import delete_events
from backend.checkpoint import empty_log_afterwards
from backend.sealing.models import DataKey

_LINE = re.compile(r"([0-9]+) [0-9T:.-]+Z")
#: A line that a full disk cut short. That erasure failed with an error.
_CUT_SHORT = re.compile(r"[0-9]*( [0-9T:.-]*)?")


def erase(person: Person) -> None:
    """Erase the person, their shares and their sessions, at once and irrevocably.

    Raises OSError, and erases nothing, if the list of erasures can't be written.
    """
    person_id = person.pk
    with transaction.atomic():
        delete_rows(person)
        # Last, but before the commit: if the list can't be written, the account stays and the error is
        # raised. If the commit fails afterwards, the list names a person who has asked to be erased.
        append_to_list(settings.ERASURES, [person_id])


def delete_rows(person: Person) -> None:
    """Delete the person's rows and sessions. Needs a transaction."""
    person.lock()
    DataKey.objects.filter(person=person).delete()
    delete_events(person)
    erased_sessions.note_erased(person)
    devices.end_all(person)
    devices.delete_pending_sign_ins(person)
    person.delete()
    empty_log_afterwards()


def append_to_list(file: Path, person_ids: Iterable[int]) -> None:
    """Append to a list of erasures. The lines are on disk when this returns; raises OSError otherwise."""
    now = zones.rfc3339(timezone.now())
    # Each line begins with a line break, so that a line that was cut short doesn't merge with the next.
    lines = "".join(f"\n{person_id} {now}" for person_id in person_ids).encode()
    # One write in append mode, so that lines of concurrent processes don't interleave.
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(descriptor, lines) < len(lines):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ids_on_list(file: Path) -> set[int]:
    """The ids on a list; empty if the file doesn't exist.

    Raises ValueError if it isn't a list of erasures.
    """
    if not file.exists():
        return set()
    lines = file.read_text(encoding="ascii").splitlines()
    complete = [(line, _LINE.fullmatch(line)) for line in lines]
    if not all(found or _CUT_SHORT.fullmatch(line) for line, found in complete):
        raise ValueError(f"{file} is not a list of erasures")
    return {int(found[1]) for _, found in complete if found}


def carry_over(source: Path, target: Path) -> None:
    """Append to `target` the ids that only `source` has."""
    if missing := ids_on_list(source) - ids_on_list(target):
        append_to_list(target, sorted(missing))
