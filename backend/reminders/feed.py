"""The reminders on the "calendar" channel, as a calendar feed.

Each moment follows the same schedule, rests and quiet hours as a nudge.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from backend.accounts.models import Person
from backend.content import catalogue
from backend.entries.aside import readable
from backend.reminders.icalendar_text import calendar_text
from backend.reminders.models import CALENDAR, Reminder, Rest
from backend.reminders.quiet import quiet_until
from backend.reminders.schedule import Moment

#: How far ahead the feed goes. Calendar apps fetch it again every few hours.
AHEAD = timedelta(weeks=8)
#: Recent moments stay, so that a late fetch doesn't remove an event while its alarm rings.
BACK = timedelta(hours=12)


def feed(person: Person, now: datetime) -> bytes:
    """The calendar as iCalendar text, with a neutral title. Empty without the person's consent."""
    title = catalogue.texts(person.known_language)["nudge"]["title"]
    return calendar_text(title, coming(person, now) if person.consent_version is not None else (), now)


def coming(person: Person, now: datetime) -> Iterator[tuple[Moment, UUID]]:
    """The feed's moments, each with its reminder's id."""
    rests = [
        (rest.begins_at, rest.ends_at) for rest in Rest.objects.filter(person=person, ends_at__gt=now - BACK)
    ]
    reminders = Reminder.for_person(person).filter(deleted_at=None).order_by("id")
    for id, moments in readable(reminders, lambda reminder: (reminder.id, moments_of(reminder, now))):
        for moment in moments:
            resting = any(begins <= moment.at < ends for begins, ends in rests)
            if not resting and not is_quiet(person, moment.at):
                yield moment, id


def moments_of(reminder: Reminder, now: datetime) -> list[Moment]:
    """The reminder's moments within the feed's range; none unless its channel is "calendar"."""
    if reminder.plan["channel"] != CALENDAR:
        return []
    return list(takewhile(lambda moment: moment.at <= now + AHEAD, reminder.coming(now - BACK)))


def is_quiet(person: Person, at: datetime) -> bool:
    if person.quiet_from is None or person.quiet_to is None:
        return False
    return quiet_until((person.quiet_from, person.quiet_to), person.known_zone, at) is not None
