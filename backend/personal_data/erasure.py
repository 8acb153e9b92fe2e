"""Erasing a person: their data keys first, so that nothing they wrote opens again, then every row.

Who was erased is listed outside the database too (`NOTICING_ERASURES`), a line `<person id> <instant>` each,
so that `manage.py restore` does not bring them back. Ids are numbers that are never given again.
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
from backend.accounts import devices
from backend.accounts.models import Person
from backend.audit.models import go_with
from backend.checkpoint import empty_log_afterwards
from backend.sealing.models import DataKey

_LINE = re.compile(r"([0-9]+) [0-9T:.-]+Z")
#: What a full disk may leave of a line. That erasure failed, and said so.
_CUT_SHORT = re.compile(r"[0-9]*( [0-9T:.-]*)?")


def erase(person: Person) -> None:
    """At once and for good; shares die with it. Signs out every device."""
    person_id = person.pk
    with transaction.atomic():
        forget(person)
        # Last, and before the commit: a list that can't be written keeps the account, and says so. Should the
        # commit fail after it, the list names somebody who asked to be on it.
        append_to_list(settings.ERASURES, [person_id])


def forget(person: Person) -> None:
    """What erasing does in the database, within a transaction."""
    person.lock()
    DataKey.objects.filter(person=person).delete()
    go_with(person)
    devices.end_all(person)
    devices.forget_begun(person)
    person.delete()
    empty_log_afterwards()


def append_to_list(file: Path, person_ids: Iterable[int]) -> None:
    """Append to a list of erasures; on the disk when this returns, OSError when it can't be."""
    now = zones.rfc3339(timezone.now())
    # A line begins with its line break, so that one that was cut short stays apart from the next.
    lines = "".join(f"\n{person_id} {now}" for person_id in person_ids).encode()
    # One write at the end of the file, so that several processes never mix their lines.
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.write(descriptor, lines) < len(lines):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ids_on_list(file: Path) -> set[int]:
    """The ids on a list; none when there is no such file, ValueError when it is something else."""
    if not file.exists():
        return set()
    lines = file.read_text(encoding="ascii").splitlines()
    complete = [(line, _LINE.fullmatch(line)) for line in lines]
    if not all(found or _CUT_SHORT.fullmatch(line) for line, found in complete):
        raise ValueError(f"{file} is not a list of erasures")
    return {int(found[1]) for _, found in complete if found}


def carry_over(source: Path, target: Path) -> None:
    """Add to one list what it lacks of another."""
    if lacking := ids_on_list(source) - ids_on_list(target):
        append_to_list(target, sorted(lacking))
