"""A reminder, the nudges that came of it, and each sending of one: rows that are the work."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from backend import zones
from backend.accounts.models import Person
from backend.entries.models import Content, Entry
from backend.push.models import Subscription
from backend.reminders.schedule import Moment, Schedule, Window, moments, upcoming
from backend.sealing.fields import SealedField

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FOLLOW = "follow"
#: In clear, since the planner reads it. Their order is the order of the API's answer.
PLAN = ("days", "at", "within", "zone", "skip_after_check_in", "channel", "wording", "active", "ends")
ACTIONS = ("opened", "later", "not-today")
#: How long a nudge is of use after its moment.
USEFUL = timedelta(minutes=60)
#: "Later" means in this long.
LATER = timedelta(minutes=30)


def new_seed() -> int:
    return secrets.randbits(62)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> "ReminderQuerySet":
        """Those whose moment has come, the oldest first."""
        return self.filter(due_at__lte=now).order_by("due_at")


class Reminder(Entry):
    """When somebody wants to be nudged. `due_at` is the planner's own; null while nothing is to come."""

    plan = models.JSONField()
    own_words = SealedField(null=True)
    #: What the moments of a window are drawn from, for good.
    seed = models.BigIntegerField(default=new_seed)
    due_at = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    due_slot = models.PositiveSmallIntegerField(default=0)

    kind = "reminders"
    objects = ReminderQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="reminders_for_the_planner"
            )
        ]

    def content(self) -> Content:
        return {**{name: self.plan[name] for name in PLAN}, "own_words": self.own_words}

    def derived(self) -> Content:
        return {"next_due": [zones.rfc3339(moment.at) for moment in islice(self.coming(timezone.now()), 3)]}

    def fill(self, content: Mapping[str, Any]) -> None:
        self.plan = {name: content[name] for name in PLAN}
        self.own_words = content["own_words"]
        self.aim_anew(timezone.now())

    def empty(self) -> None:
        self.plan, self.own_words = {}, None
        self.aim(None)

    @property
    def schedule(self) -> Schedule:
        plan = self.plan
        return Schedule(
            days=frozenset(DAYS.index(day) for day in plan["days"]),
            when=time.fromisoformat(plan["at"]) if plan["at"] else window(plan["within"]),
            zone=(self.person.zone or "UTC") if plan["zone"] == FOLLOW else plan["zone"],
            seed=self.seed,
            ends=plan["ends"] and date.fromisoformat(plan["ends"]),
        )

    def coming(self, after: datetime) -> Any:
        """The moments later than `after`, in order; none while it is switched off."""
        return upcoming(self.schedule, after) if self.plan["active"] else iter(())

    def aim(self, moment: Moment | None) -> None:
        """Fall due at this moment next."""
        self.due_at, self.due_day, self.due_slot = moment or (None, None, 0)

    def aim_anew(self, now: datetime) -> None:
        """After an edit or a change of zone: nothing more for a date and slot that had its nudge already."""
        last = Nudge.objects.filter(person_id=self.person_id, reminder=self.id).order_by(
            "-local_date", "-slot"
        )
        done = last.values_list("local_date", "slot").first() or (date.min, 0)
        self.aim(next((moment for moment in self.coming(now) if (moment.day, moment.slot) > done), None))

    def has(self, moment: Moment) -> bool:
        """It still falls due then: neither edited away nor moved by a change of zone."""
        return moment in moments(self.schedule, moment.day) and moment.day.weekday() in self.schedule.days


def window(within: Mapping[str, Any]) -> Window:
    return Window(time.fromisoformat(within["from"]), time.fromisoformat(within["to"]), within["times"])


class Rest(models.Model):
    """A time in which no reminder comes. Kept afterwards: a rest that was asked for is not silence."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rests")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-ends_at"], name="reminders_rests")]

    def __str__(self) -> str:
        return f"rest {self.pk}"

    def as_data(self) -> dict[str, str]:
        return {"from": zones.rfc3339(self.begins_at), "until": zones.rfc3339(self.ends_at)}

    @classmethod
    def current(cls, person: Person, now: datetime) -> "Rest | None":
        return cls.objects.filter(person=person, begins_at__lte=now, ends_at__gt=now).last()

    @classmethod
    def until(cls, person: Person, ends_at: datetime, now: datetime) -> "Rest":
        """Rest until then: the rest that goes on is made longer or shorter, else a new one begins."""
        rest = cls.current(person, now) or cls(person=person, begins_at=now)
        rest.ends_at = ends_at
        rest.save()
        return rest

    @classmethod
    def end(cls, person: Person, now: datetime) -> None:
        cls.objects.filter(person=person, ends_at__gt=now).update(ends_at=now)


class State(models.TextChoices):
    """Of a nudge, and of each sending of it: pending, or exactly one end state."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    GONE = "gone"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    NO_DEVICE = "no-device"


class Nudge(models.Model):
    """One due moment of one reminder, and what became of it: a line of the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nudges")
    #: The reminder's id; no foreign key, since the ledger outlives it.
    reminder = models.UUIDField()
    due_at = models.DateTimeField()
    local_date = models.DateField()
    slot = models.PositiveSmallIntegerField()
    #: After this it is not sent any more.
    useful_until = models.DateTimeField()
    #: 1, and one more each time that "later" was chosen.
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=16, null=True)
    sent_at = models.DateTimeField(null=True)
    device = models.ForeignKey(Subscription, on_delete=models.SET_NULL, null=True, related_name="+")
    response = models.CharField(max_length=16, null=True)
    responded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reminder", "local_date", "slot"], name="reminders_once_a_slot"
            )
        ]
        indexes = [models.Index(fields=["person", "-due_at", "-id"], name="reminders_ledger")]

    def __str__(self) -> str:
        return f"nudge {self.pk}"

    @property
    def moment(self) -> Moment:
        return Moment(self.due_at, self.local_date, self.slot)

    def respond(self, action: str, now: datetime) -> None:
        """What the person answered. Repeatable, as a phone without a network repeats it."""
        with transaction.atomic():
            current = Nudge.objects.select_for_update(no_key=True).get(pk=self.pk)
            if action == "later":
                current.come_again(now)
            current.response, current.responded_at = action, now
            current.save(update_fields=["response", "responded_at"])
        self.refresh_from_db()

    def come_again(self, now: datetime) -> None:
        """Once more, later, on the same device; the repeat of a wish that already waits changes nothing."""
        device = self.device or self.person.push.reachable(now).order_by("-used_at").first()
        if device is None or self.deliveries.filter(state=State.PENDING).exists():
            return
        self.round += 1
        self.state, self.reason, self.useful_until = State.PENDING, None, now + LATER + USEFUL
        self.save(update_fields=["round", "state", "reason", "useful_until"])
        self.deliveries.create(subscription=device, round=self.round, not_before=now + LATER)

    def as_data(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "reminder": str(self.reminder),
            "due_at": zones.rfc3339(self.due_at),
            "local_date": self.local_date.isoformat(),
            "state": self.state,
            "reason": self.reason,
            "device": self.device and self.device.label,
            "sent_at": self.sent_at and zones.rfc3339(self.sent_at),
            "response": self.response,
            "responded_at": self.responded_at and zones.rfc3339(self.responded_at),
        }


#: How long a worker may take over a delivery before another one takes it up. Longer than a batch takes.
LEASE = timedelta(seconds=60)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, now: datetime) -> "DeliveryQuerySet":
        """Those to be sent now that nobody holds, the oldest first."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, state=State.PENDING, not_before__lte=now).order_by("not_before")


class Delivery(models.Model):
    """One sending of a nudge to one device. Workers lease it; the fence lets only the newest lease speak."""

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="deliveries")
    #: Null once the device is gone.
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    round = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=16, null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nudge", "subscription", "round"], name="reminders_once_a_device_and_round"
            ),
            models.CheckConstraint(
                condition=Q(state=State.PENDING) ^ Q(ended_at__isnull=False),
                name="reminders_ended_or_pending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state=State.PENDING), name="reminders_for_the_sender"
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of nudge {self.nudge_id}"

    def still_mine(self) -> models.QuerySet["Delivery"]:
        """This row, unless another worker has taken it meanwhile or it has ended."""
        return Delivery.objects.filter(pk=self.pk, fence=self.fence, state=State.PENDING)
