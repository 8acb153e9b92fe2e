"""The reminders on the "calendar" channel, as an iCalendar feed (RFC 5545).

Each moment is an event of its own and follows the same schedule, rests and quiet hours as a nudge. Recurrence
rules aren't used: calendar apps disagree about clock changes, and no rule can express a window.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from icalendar import Alarm, Calendar, Event

from backend.accounts.models import Person
from backend.content import catalogue
from backend.entries.aside import readable
from backend.push.message import app_url
from backend.reminders.models import CALENDAR, Reminder, Rest
from backend.reminders.quiet import quiet_until
from backend.reminders.schedule import Moment
from backend.zones import zone_info

#: How far ahead the feed goes. Calendar apps fetch it again every few hours.
AHEAD = timedelta(weeks=8)
#: Recent moments stay, so that a late fetch doesn't remove an event while its alarm rings.
BACK = timedelta(hours=12)
DURATION = timedelta(minutes=5)
REFRESH_INTERVAL = timedelta(hours=4)


def feed(person: Person, now: datetime) -> bytes:
    """The calendar as iCalendar text. Empty without the person's consent."""
    calendar = Calendar()
    calendar.add("prodid", "-//Noticing//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", REFRESH_INTERVAL, {"VALUE": "DURATION"})  # RFC 7986 section 5.7
    if person.consent_version is not None:
        for reminder, moment in coming(person, now):
            calendar.add_component(event(reminder, moment, now))
    calendar.add_missing_timezones(first_date=(now - BACK).date(), last_date=(now + AHEAD).date())
    ical: bytes = calendar.to_ical()
    return ical


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
    """The reminder's moments within the feed's range; none unless its channel is "calendar"."""
    if reminder.plan["channel"] != CALENDAR:
        return []
    return list(takewhile(lambda moment: moment.at <= now + AHEAD, reminder.coming(now - BACK)))


def is_quiet(person: Person, at: datetime) -> bool:
    if person.quiet_from is None or person.quiet_to is None:
        return False
    return quiet_until((person.quiet_from, person.quiet_to), person.known_zone, at) is not None


def event(reminder: Reminder, moment: Moment, now: datetime) -> Event:
    """A private event with a neutral title that shows the time as free and has an alarm at its start."""
    title = catalogue.texts(reminder.person.known_language)["nudge"]["title"]
    found = Event()
    found.add("uid", f"{reminder.id}-{moment.day:%Y%m%d}-{moment.slot}")
    found.add("dtstamp", now)
    found.add("dtstart", moment.at.astimezone(zone_info(reminder.schedule.zone)))
    found.add("duration", DURATION)
    found.add("summary", title)
    found.add("class", "PRIVATE")
    found.add("transp", "TRANSPARENT")
    if app_url() != "/":
        found.add("url", app_url())
    found.add_component(alarm(title))
    return found


def alarm(title: str) -> Alarm:
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", title)
    found.add("trigger", timedelta())
    return found
