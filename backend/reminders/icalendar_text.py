"""Writes moments as an iCalendar feed (RFC 5545). Pure: no clock and no database.

Each moment is an event of its own that begins at an instant in UTC (section 3.3.5, form 2). There are no time
zones and no recurrence rules: calendar apps disagree about clock changes and about a zone that is defined
twice, and no rule can express a window.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event

from backend.push.message import app_url
from backend.reminders.schedule import Moment

DURATION = timedelta(minutes=5)
REFRESH_INTERVAL = timedelta(hours=4)
#: What differs between two events. It needs neither folding nor escaping.
OPENING = "BEGIN:VEVENT\r\nUID:{id}-{day:%Y%m%d}-{slot}\r\nDTSTAMP:{stamp}\r\nDTSTART:{start}\r\n"


def calendar_text(title: str, moments: Iterable[tuple[Moment, UUID]], now: datetime) -> bytes:
    """The calendar with an event for each moment and the id of its reminder."""
    begin, end = around_events()
    stamp, rest = utc(now), rest_of_event(title)
    events = (
        OPENING.format(id=id, day=moment.day, slot=moment.slot, stamp=stamp, start=utc(moment.at)) + rest
        for moment, id in moments
    )
    return "".join((begin, *events, end)).encode()


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def around_events() -> tuple[str, str]:
    """The calendar's text before and after its events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Noticing//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", REFRESH_INTERVAL, {"VALUE": "DURATION"})  # RFC 7986 section 5.7
    begin, end, line_break = calendar.to_ical().decode().partition("END:VCALENDAR")
    return begin, end + line_break


def rest_of_event(title: str) -> str:
    """What follows OPENING, the same for all: a private event with an alarm that shows the time as free."""
    event = Event()
    event.add("duration", DURATION)
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if app_url() != "/":
        event.add("url", app_url())
    event.add_component(alarm(title))
    text: str = event.to_ical().decode()
    return text.removeprefix("BEGIN:VEVENT\r\n")


def alarm(title: str) -> Alarm:
    """Rings at the event's start."""
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", title)
    found.add("trigger", timedelta())
    return found
