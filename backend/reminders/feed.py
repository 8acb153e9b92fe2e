"""The reminders that a person's own calendar app rings for, as iCalendar (RFC 5545).

Each moment is an event of its own, by the same schedule, rest and quiet hours as a nudge. A recurrence rule
would say it shorter, and not the same: calendar apps disagree about clock changes, and a window has none.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from backend.accounts.models import Person
from backend.content import catalogue
from backend.entries.aside import readable
from backend.push.message import here
from backend.reminders.models import CALENDAR, Reminder, Rest
from backend.reminders.quiet import quiet_until
from backend.reminders.schedule import Moment

#: How far ahead the feed tells. Apps read it again every few hours.
AHEAD = timedelta(weeks=8)
#: Moments that have just passed stay, so that an app that reads late doesn't take them away while they ring.
BACK = timedelta(hours=12)
LENGTH = timedelta(minutes=5)
AGAIN = timedelta(hours=4)


def feed(person: Person, now: datetime) -> bytes:
    """Empty for somebody who took back their consent: they want nothing from us."""
    calendar = Calendar()
    calendar.add("prodid", "-//Noticing//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", AGAIN, {"VALUE": "DURATION"})  # RFC 7986 section 5.7
    if person.consent_version is not None:
        for reminder, moment in coming(person, now):
            calendar.add_component(event(reminder, moment, now))
    calendar.add_missing_timezones(first_date=(now - BACK).date(), last_date=(now + AHEAD).date())
    written: bytes = calendar.to_ical()
    return written


def coming(person: Person, now: datetime) -> Iterator[tuple[Reminder, Moment]]:
    rests = [
        (rest.begins_at, rest.ends_at) for rest in Rest.objects.filter(person=person, ends_at__gt=now - BACK)
    ]
    reminders = Reminder.for_person(person).filter(deleted_at=None).order_by("id")
    for reminder, moments in readable(reminders, lambda reminder: (reminder, moments_of(reminder, now))):
        for moment in moments:
            resting = any(begins <= moment.at < ends for begins, ends in rests)
            if not resting and not is_quiet(person, moment.at):
                yield reminder, moment


def moments_of(reminder: Reminder, now: datetime) -> list[Moment]:
    """Those that the feed tells of; none of a reminder that comes another way."""
    if reminder.plan["channel"] != CALENDAR:
        return []
    return list(takewhile(lambda moment: moment.at <= now + AHEAD, reminder.coming(now - BACK)))


def is_quiet(person: Person, at: datetime) -> bool:
    if person.quiet_from is None or person.quiet_to is None:
        return False
    return quiet_until((person.quiet_from, person.quiet_to), person.known_zone, at) is not None


def event(reminder: Reminder, moment: Moment, now: datetime) -> Event:
    """Neutral, in nobody's way, and with an alarm at its time."""
    title = catalogue.texts(reminder.person.known_language)["nudge"]["title"]
    found = Event()
    found.add("uid", f"{reminder.id}-{moment.day:%Y%m%d}-{moment.slot}")
    found.add("dtstamp", now)
    found.add("dtstart", moment.at.astimezone(ZoneInfo(reminder.schedule.zone)))
    found.add("duration", LENGTH)
    found.add("summary", title)
    found.add("class", "PRIVATE")
    found.add("transp", "TRANSPARENT")
    if here() != "/":
        found.add("url", here())
    found.add_component(alarm(title))
    return found


def alarm(title: str) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", title)
    found.add("trigger", timedelta())
    return found
