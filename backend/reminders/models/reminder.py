"""The model of a reminder: when a person wants to be nudged."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, takewhile
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend import zones
from backend.entries.columns import REQUIRED, JSONColumn, Shape
from backend.entries.models import Content, Entry
from backend.reminders.models.ledger import Nudge
from backend.reminders.schedule import APART, DAY, Moment, Once, Schedule, Window, moments, upcoming
from backend.sealing.fields import SealedField

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FOLLOW = "follow"
#: Slots of earlier local dates can't come again: dates differ by at most one between zones, and a day that a
#: zone skips falls due on the next one.
LOOKING_BACK = timedelta(days=4)
#: How a nudge is sent. With "calendar" we send nothing: the person's calendar app reads the feed.
CHANNELS = (PUSH, EMAIL, CALENDAR) = ("push", "email", "calendar")
#: A meeting's beginning and end, and the moments before and after it. `settle`: its nudges open on settling.
MEETING = Shape(
    {**dict.fromkeys(("begins_at", "ends_at", "before_at", "after_at"), REQUIRED), "settle": False}
)
#: Not sealed, since the planner reads it. The order is that of the API's response.
PLAN = Shape(
    {
        "days": REQUIRED,
        "at": None,
        "within": None,
        "zone": FOLLOW,
        "skip_after_check_in": None,
        "channel": PUSH,
        "wording": "neutral",
        "active": False,
        "ends": None,
        "meeting": None,
    },
    {"within": Shape(dict.fromkeys(("from", "to", "times"), REQUIRED)), "meeting": MEETING},
)


def new_seed() -> int:
    return secrets.randbits(62)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> "ReminderQuerySet":
        """Reminders whose next moment has come, oldest first."""
        return self.filter(due_at__lte=now).order_by("due_at")

    def over(self, now: datetime) -> "ReminderQuerySet":
        """Reminders around a meeting that are to be removed, the longest over first."""
        return self.filter(remove_at__lte=now).order_by("remove_at")


class Reminder(Entry):
    """When a person wants to be nudged. The planner maintains `due_at`; null if no moment is to come."""

    plan = JSONColumn(shape=PLAN)
    own_words = SealedField(null=True)
    #: The id of the person whom the meeting is with.
    with_person = SealedField(null=True)
    #: The seed of a window's random moments. Never changes.
    seed = models.BigIntegerField(default=new_seed)
    due_at = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    due_slot = models.PositiveSmallIntegerField(default=0)
    #: [local date, slot] pairs that the schedule has and that don't come, as `reschedule` found. Null: none.
    skipped = models.JSONField(null=True)
    #: A reminder around a meeting is soft-deleted at this time, a day after its last moment (meetings.py).
    remove_at = models.DateTimeField(null=True)

    kind = "reminders"
    objects = ReminderQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="reminders_for_the_planner"
            ),
            models.Index(
                fields=["remove_at"], condition=Q(remove_at__isnull=False), name="reminders_to_be_removed"
            ),
        ]

    def content(self) -> Content:
        sealed = {"own_words": self.own_words, "person": self.with_person}
        return {**{name: self.plan[name] for name in PLAN.defaults}, **sealed}

    def derived(self) -> Content:
        coming = islice(self.planned(timezone.now()), 3)
        return {"next_due": [zones.rfc3339(moment.at) for moment in coming]}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.plan = {name: content[name] for name in PLAN.defaults}
        self.own_words, self.with_person = content["own_words"], content["person"]
        meeting = self.plan["meeting"]
        self.remove_at = zones.instant(meeting["after_at"]) + DAY if meeting else None
        self.reschedule(timezone.now())

    def empty(self) -> None:
        self.plan, self.own_words, self.with_person = {}, None, None
        self.skipped = self.remove_at = None
        self.schedule_next(None)

    def recheck(self) -> Content:
        """Like `Entry.recheck`, and reschedules the reminder."""
        self.as_data()
        self.reschedule(timezone.now())
        return {name: getattr(self, name) for name in ("due_at", "due_day", "due_slot", "skipped")}

    @property
    def channel(self) -> str:
        """Raises ValueError for one that this version doesn't have: the ledger's column may be too short."""
        if self.plan["channel"] not in CHANNELS:
            raise ValueError("unknown channel")
        return str(self.plan["channel"])

    @property
    def schedule(self) -> Schedule:
        plan = self.plan
        zone = self.person.known_zone if plan["zone"] == FOLLOW else plan["zone"]
        return Schedule(
            days=frozenset(DAYS.index(day) for day in plan["days"]),
            when=when(plan),
            zone=zones.zone_info(zone).key,  # raises if tzdata no longer knows it
            seed=self.seed,
            ends=plan["ends"] and date.fromisoformat(plan["ends"]),
        )

    @property
    def meeting(self) -> tuple[datetime, datetime] | None:
        """The beginning and the end of the meeting that this reminder is around, if any."""
        meeting = self.plan["meeting"]
        return meeting and (zones.instant(meeting["begins_at"]), zones.instant(meeting["ends_at"]))

    def planned(self, after: datetime) -> Iterator[Moment]:
        """The moments later than `after` that will be planned, or listed in the calendar feed, in order.

        The planner, the feed and the API's `next_due` all call this.
        """
        coming = self.coming(self.due_at or after)
        if self.due_at is None:
            return coming if self.plan["channel"] == CALENDAR else iter(())
        next_moment = Moment(self.due_at, self.due_day, self.due_slot)  # type: ignore[arg-type]  # all or none
        return (moment for moment in chain([next_moment], coming) if moment.at > after)

    def coming(self, after: datetime) -> Iterator[Moment]:
        """The schedule's moments later than `after`, without skipped ones; none while switched off."""
        skipped = {(date.fromisoformat(day), slot) for day, slot in self.skipped or ()}
        scheduled = upcoming(self.schedule, after) if self.plan["active"] else iter(())
        return (moment for moment in scheduled if (moment.day, moment.slot) not in skipped)

    def schedule_next(self, moment: Moment | None) -> None:
        """Set the next moment; None if there is none."""
        self.due_at, self.due_day, self.due_slot = moment or (None, None, 0)

    def reschedule(self, now: datetime) -> None:
        """Set the next moment after an edit or a change of zone.

        Skips the slots that are done: somebody accepted or answered their nudge. A window's next moment also
        comes at least APART after the last such nudge, whichever window or time that one came from. Of a
        meeting no slot is skipped: whoever moves one of its moments to a later time asks for that one.
        """
        came = Nudge.objects.came(self.person_id, self.id).filter(local_date__gte=now.date() - LOOKING_BACK)
        done = {(day, slot): at for day, slot, at in came.values_list("local_date", "slot", "due_at")}
        self.skip(() if self.plan["meeting"] else done)
        if done and self.plan["within"]:
            least = max(done.values()) + APART
            too_soon = takewhile(lambda moment: moment.at < least, self.coming(now))
            self.skip([*done, *((moment.day, moment.slot) for moment in too_soon)])
        pushed_or_mailed = self.channel != CALENDAR
        coming = chain(self.still_due(now), self.coming(now))
        self.schedule_next(next(coming, None) if pushed_or_mailed else None)

    def still_due(self, now: datetime) -> Iterator[Moment]:
        """The moment that is due, but not planned yet, if the schedule has it still."""
        if self.due_at and self.due_at <= now:
            coming = self.coming(self.due_at - timedelta(microseconds=1))
            yield from takewhile(lambda moment: moment.at == self.due_at, coming)

    def skip(self, slots: Iterable[tuple[date, int]]) -> None:
        self.skipped = [[day.isoformat(), slot] for day, slot in sorted(slots)] or None

    def has(self, nudge: Nudge) -> bool:
        """Whether the nudge's moment and channel still apply after edits and changes of zone."""
        moment, schedule = nudge.moment, self.schedule
        if self.plan["channel"] != nudge.channel:
            return False
        if isinstance(schedule.when, Once):  # whose local dates change with the zone
            return moment.at in schedule.when.instants
        if not schedule.includes(moment.day):
            return False
        return moment in moments(schedule, moment.day)


def when(plan: Mapping[str, Any]) -> time | Window | Once:
    if meeting := plan["meeting"]:
        return Once((zones.instant(meeting["before_at"]), zones.instant(meeting["after_at"])))
    return time.fromisoformat(plan["at"]) if plan["at"] else window(plan["within"])


def window(within: Mapping[str, Any]) -> Window:
    """Raises ValueError for a window without moments: looking for the next one would never end."""
    if within["times"] < 1:
        raise ValueError("a window needs at least one moment")
    return Window(time.fromisoformat(within["from"]), time.fromisoformat(within["to"]), within["times"])
