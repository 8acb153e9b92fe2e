"""Finds when each person was last active, which auto-quiet depends on. A few queries for a whole batch."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Max

from backend import zones
from backend.accounts.models import Person
from backend.checkins.models import CheckIn
from backend.push.models import Subscription
from backend.reminders.models import Nudge, Rest, State
from backend.reminders.silence import SILENT, Silence

#: A nudge older than this can no longer change what auto-quiet decides.
LOOKING_BACK = timedelta(days=SILENT + 7)


def silences(nudges: Iterable[Nudge]) -> dict[tuple[int, date], Silence]:
    """Map (person id, local date of the nudge) to its Silence. Leaves out people who have auto-quiet off."""
    wanted = {(n.person_id, n.local_date): n for n in nudges if n.person.auto_quiet_since}
    if not wanted:
        return {}
    last_active = last_activity({nudge.person_id: nudge.person for nudge in wanted.values()})
    nudge_days = days_with_nudges(wanted.values())
    return {key: silence(nudge, last_active[nudge.person_id], nudge_days) for key, nudge in wanted.items()}


def silence(nudge: Nudge, last_active: date, nudge_days: set[tuple[int, date]]) -> Silence:
    before = [day for person, day in nudge_days if person == nudge.person_id and day < nudge.local_date]
    return Silence(
        days=(nudge.local_date - last_active).days,
        since_nudge=(nudge.local_date - max(before)).days if before else None,
    )


def last_activity(people: dict[int, Person]) -> dict[int, date]:
    """Map each person's id to the local date of their last activity, or of switching auto-quiet on."""
    since = ((person, person.auto_quiet_since) for person in people.values())
    latest = {person.pk: local(person, at) for person, at in since if at}
    for pk, at in activity_instants(latest):
        latest[pk] = max(latest[pk], local(people[pk], at))
    check_ins = CheckIn.objects.filter(person__in=latest, deleted_at=None)
    for pk, day in check_ins.values_list("person_id").annotate(Max("local_date")):
        latest[pk] = max(latest[pk], day)
    return latest


def activity_instants(people: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    """Yield (person id, instant) of the last answer to a nudge, use of a device and end of a rest.

    A rest counts because a person who asked for one isn't silent.
    """
    answers = Nudge.objects.filter(person__in=people, responded_at__isnull=False)
    uses = Subscription.objects.filter(person__in=people)
    rests = Rest.objects.filter(person__in=people)
    return chain(
        answers.values_list("person_id").annotate(Max("responded_at")),
        uses.values_list("person_id").annotate(Max("used_at")),
        rests.values_list("person_id").annotate(Max("ends_at")),
    )


def days_with_nudges(nudges: Iterable[Nudge]) -> set[tuple[int, date]]:
    people, first = {nudge.person_id for nudge in nudges}, min(nudge.due_at for nudge in nudges)
    nudge_days = Nudge.objects.filter(
        person__in=people, state=State.ACCEPTED, due_at__gte=first - LOOKING_BACK
    )
    return set(nudge_days.values_list("person_id", "local_date"))


def local(person: Person, at: datetime) -> date:
    return zones.local_date(at, person.known_zone)
