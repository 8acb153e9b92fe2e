"""Exports everything of one person as JSON that another account can import.

The rows are streamed, so memory use doesn't grow with their number.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from django.utils import timezone

from backend import zones
from backend.accounts import devices, passkeys
from backend.accounts.models import Person
from backend.entries.aside import readable
from backend.entries.kinds import kinds
from backend.entries.models import Entry, SetAside

FORMAT, VERSION = "noticing", 1
CHUNK = 500


def as_json(person: Person) -> Iterator[bytes]:
    """Yield the JSON document `{"format", "version", "exported_at", "account", "entries": {kind: [...]},
    "rests", "nudges", "events", "shares", "passkeys", "devices"}`, with words unsealed and one row per line.

    Rows that can't be read are listed at the end: `"unreadable": [{"kind", "id", "reason"}]`.
    """
    opening = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": zones.rfc3339(timezone.now()),
        "account": person.as_data(),
    }
    yield orjson.dumps(opening)[:-1] + b',"entries":{'
    left_out: list[dict[str, str]] = []
    for number, kind in enumerate(kinds()):
        yield (b"," if number else b"") + orjson.dumps(kind.model.kind) + b":"
        yield from json_array(readable(entries(person, kind.model), lambda entry: entry.as_data(), left_out))
    yield b"}"
    for name, rows in other_sections(person, left_out).items():
        yield b"," + orjson.dumps(name) + b":"
        yield from json_array(rows)
    if left_out:
        yield b',"unreadable":' + orjson.dumps(left_out)
    yield b"}"


def entries(person: Person, model: type[Entry]) -> Iterator[Any]:
    """The entries of one kind, ordered by id."""
    kept = model.for_person(person).filter(deleted_at=None).order_by("id")
    yield from kept.iterator(chunk_size=CHUNK)


def other_sections(person: Person, left_out: list[dict[str, str]]) -> dict[str, Iterable[Any]]:
    nudges = person.nudges.select_related("device").order_by("due_at", "id")
    return {
        "rests": (rest.as_data() for rest in person.rests.order_by("begins_at")),
        "nudges": (nudge.as_data() for nudge in nudges.iterator(chunk_size=CHUNK)),
        "events": (event.as_data() for event in person.events.order_by("id").iterator(chunk_size=CHUNK)),
        "shares": (share.as_data(left_out) for share in person.sharing.order_by("created_at")),
        "passkeys": passkey_rows(person, left_out),
        "devices": (name_and_times(devices.as_data(each)) for each in devices.of(person)),
    }


def passkey_rows(person: Person, left_out: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for each in passkeys.of(person):
        if passkeys.unsealed_name(each) is None:
            left_out.append({"kind": "passkeys", "id": str(each.pk), "reason": SetAside.Reason.DOES_NOT_OPEN})
        yield name_and_times(passkeys.as_data(each))


def name_and_times(row: dict[str, Any]) -> dict[str, Any]:
    """The name and times of a passkey or device, without anything that identifies it."""
    named = {name: row[name] for name in ("name", "label") if name in row}
    times = {name: row[name] and instant(row[name]) for name in ("created_at", "last_used_at")}
    return named | times


def instant(seconds: float) -> str:
    return zones.rfc3339(datetime.fromtimestamp(seconds, UTC))


def json_array(items: Iterable[Any]) -> Iterator[bytes]:
    """Yield a JSON array with one item per line."""
    separator = b"[\n"
    for item in items:
        yield separator + orjson.dumps(item)
        separator = b",\n"
    yield b"\n]" if separator == b",\n" else b"[]"


def count(person: Person) -> int:
    """How many entries an export contains, for a progress display."""
    return sum(kind.model.for_person(person).filter(deleted_at=None).count() for kind in kinds())
