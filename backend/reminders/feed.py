"""The reminders on the "calendar" channel, and those around meetings if wanted, as a calendar feed.

Each moment follows the same schedule, rests and quiet hours as a nudge.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile
from uuid import UUID

from backend.accounts.models import Person
from backend.content import catalogue
from backend.entries.aside import readable
from backend.push.message import app_url
from backend.reminders.icalendar_text import calendar_text
from backend.reminders.models import CALENDAR, Calendar, Reminder, Rest
from backend.reminders.quiet import quiet_until
from backend.reminders.schedule import Moment

#: How far ahead the feed goes. Calendar apps fetch it again every few hours.
AHEAD = timedelta(weeks=8)
#: Recent moments stay, so that a late fetch doesn't remove an event while its alarm rings.
BACK = timedelta(hours=12)
#: Moments in a feed; the earliest come first. Fifty windows of five have so many in ten days.
MOST = 2_500


def feed(calendar: Calendar, now: datetime) -> bytes:
    """The calendar as iCalendar text, with a neutral title. Empty without the person's consent."""
    person = calendar.person
    moments = coming(person, calendar.meetings, now) if person.consent_version is not None else iter(())
    return calendar_text(title(person), islice(moments, MOST), now)


def etag(calendar: Calendar, now: datetime) -> str:
    """The feed's weak ETag (RFC 9110 section 8.8.1): a hash of what the feed depends on. Renders nothing.

    Of the time, that is only the date in UTC: a copy from the same day counts as the same, though the feed's
    range has moved by some hours.
    """
    person = calendar.person
    reminders = Reminder.for_person(person).filter(deleted_at=None).order_by("id")
    depends_on = (
        now.astimezone(UTC).date(),
        title(person),
        app_url(),
        person.consent_version is not None,
        person.known_zone,
        quiet_hours(person),
        rests(person, now),
        calendar.meetings,
        list(reminders.values_list("id", "revision")),
    )
    return f'W/"{hashlib.sha256(repr(depends_on).encode()).hexdigest()}"'


def title(person: Person) -> str:
    text: str = catalogue.texts(person.known_language)["nudge"]["title"]
    return text


def coming(person: Person, meetings: bool, now: datetime) -> Iterator[tuple[Moment, UUID]]:
    """The moments within the feed's range, each with its reminder's id, in order."""
    rested, quiet = rests(person, now), quiet_hours(person)
    reminders = Reminder.for_person(person).filter(deleted_at=None)
    found = readable(reminders, lambda reminder: (reminder.id, moments_of(reminder, meetings, now)))
    for moment, id in sorted((moment, id) for id, moments in found for moment in moments):
        resting = any(begins <= moment.at < ends for begins, ends in rested)
        if not resting and not (quiet and quiet_until(quiet, person.known_zone, moment.at)):
            yield moment, id


def rests(person: Person, now: datetime) -> list[tuple[datetime, datetime]]:
    """The beginnings and ends of the rests within the feed's range."""
    found = Rest.objects.filter(person=person, ends_at__gt=now - BACK)
    return list(found.order_by("pk").values_list("begins_at", "ends_at"))


def quiet_hours(person: Person) -> tuple[time, time] | None:
    """(from, to), wall times in the person's zone; None if there are none."""
    if person.quiet_from is None or person.quiet_to is None:
        return None
    return person.quiet_from, person.quiet_to


def moments_of(reminder: Reminder, meetings: bool, now: datetime) -> list[Moment]:
    """The reminder's moments within the feed's range.

    None unless its channel is "calendar", or it is around a meeting and `meetings` is true.
    """
    if reminder.meeting and meetings:
        planned = reminder.coming(now - BACK)
    elif reminder.plan["channel"] == CALENDAR:
        planned = reminder.planned(now - BACK)
    else:
        return []
    return list(takewhile(lambda moment: moment.at <= now + AHEAD, planned))
