"""Four independent readers of iCalendar text: icalendar, vobject, ical.js and node-ical."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import vobject

from tests.services.node import node

SCRIPT = Path(__file__).with_suffix(".mjs")

#: The start of each event, an instant in UTC, by the event's uid.
Starts = dict[str, datetime]


def read_by_all(content: bytes) -> dict[str, Starts]:
    """What each reader reads, by the reader's name."""
    return {name: read(content) for name, read in PYTHON.items()} | by_javascript(content)


def by_icalendar(content: bytes) -> Starts:
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {str(event["uid"]): event["dtstart"].dt.astimezone(UTC) for event in events}


def by_vobject(content: bytes) -> Starts:
    events = vobject.readOne(content.decode()).contents.get("vevent", [])
    return {event.uid.value: event.dtstart.value.astimezone(UTC) for event in events}


def by_javascript(content: bytes) -> dict[str, Starts]:
    """ical.js and node-ical, both from frontend/node_modules."""
    command = [node() or "node", str(SCRIPT)]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return {
        name: {uid: datetime.fromisoformat(at) for uid, at in starts.items()}
        for name, starts in json.loads(done.stdout).items()
    }


PYTHON: dict[str, Callable[[bytes], Starts]] = {"icalendar": by_icalendar, "vobject": by_vobject}
