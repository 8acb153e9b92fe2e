"""When somebody was last heard of: what auto-quiet goes by. A few queries for a whole batch."""

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

#: Further back than this nothing changes any more.
LOOKING_BACK = timedelta(days=SILENT + 7)


def silences(nudges: Iterable[Nudge]) -> dict[tuple[int, date], Silence]:
    """By person and the nudge's local date, for those only whose nudges become fewer."""
    wanted = {(n.person_id, n.local_date): n for n in nudges if n.person.auto_quiet_since}
    if not wanted:
        return {}
    heard = last_activity({nudge.person_id: nudge.person for nudge in wanted.values()})
    came = days_with_nudges(wanted.values())
    return {key: silence(nudge, heard[nudge.person_id], came) for key, nudge in wanted.items()}


def silence(nudge: Nudge, heard: date, came: set[tuple[int, date]]) -> Silence:
    before = [day for person, day in came if person == nudge.person_id and day < nudge.local_date]
    return Silence(
        days=(nudge.local_date - heard).days,
        since_nudge=(nudge.local_date - max(before)).days if before else None,
    )


def last_activity(people: dict[int, Person]) -> dict[int, date]:
    """The local date of each person's last sign; switching auto-quiet on was one."""
    since = ((person, person.auto_quiet_since) for person in people.values())
    found = {person.pk: local(person, at) for person, at in since if at}
    for pk, at in instants(found):
        found[pk] = max(found[pk], local(people[pk], at))
    check_ins = CheckIn.objects.filter(person__in=found, deleted_at=None)
    for pk, day in check_ins.values_list("person_id").annotate(Max("local_date")):
        found[pk] = max(found[pk], day)
    return found


def instants(people: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    """Answers to nudges, looks into the app, ends of rests (a rest that was asked for is no silence)."""
    answers = Nudge.objects.filter(person__in=people, responded_at__isnull=False)
    looks = Subscription.objects.filter(person__in=people)
    rests = Rest.objects.filter(person__in=people)
    return chain(
        answers.values_list("person_id").annotate(Max("responded_at")),
        looks.values_list("person_id").annotate(Max("used_at")),
        rests.values_list("person_id").annotate(Max("ends_at")),
    )


def days_with_nudges(nudges: Iterable[Nudge]) -> set[tuple[int, date]]:
    people, first = {nudge.person_id for nudge in nudges}, min(nudge.due_at for nudge in nudges)
    came = Nudge.objects.filter(person__in=people, state=State.ACCEPTED, due_at__gte=first - LOOKING_BACK)
    return set(came.values_list("person_id", "local_date"))


def local(person: Person, at: datetime) -> date:
    return zones.local_date(at, person.known_zone)
