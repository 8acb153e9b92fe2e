"""What fell due and what became of it: nudges, and each sending of one. Rows that are the work."""

from datetime import datetime, timedelta
from typing import Any, assert_never
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max, Q

from backend import zones
from backend.push.models import Subscription
from backend.reminders.codes import Action, Reason, State
from backend.reminders.schedule import Moment

ACTIONS = tuple(Action.values)
#: How long a nudge is of use after its moment.
USEFUL = timedelta(minutes=60)
#: "Later" means in this long.
LATER = timedelta(minutes=30)
#: How long a worker may take over a delivery before another one takes it up. Longer than a batch takes.
LEASE = timedelta(seconds=60)
#: What an answer may change of a nudge.
ANSWERED = ("round", "state", "reason", "useful_until", "sent_at", "device", "response", "responded_at")


class Nudge(models.Model):
    """One due moment of one reminder, and what became of it: a line of the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nudges")
    #: The reminder's id; no foreign key, since the ledger outlives it.
    reminder = models.UUIDField()
    due_at = models.DateTimeField()
    local_date = models.DateField()
    slot = models.PositiveSmallIntegerField()
    #: The reminder's, when this fell due: "push" or "email".
    channel = models.CharField(max_length=8, default="push")
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
        indexes = [
            models.Index(fields=["person", "-due_at", "-id"], name="reminders_ledger"),
            # What /metrics counts: the last day's, however long the ledger is.
            models.Index(fields=["due_at"], name="reminders_lately"),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"

    @property
    def moment(self) -> Moment:
        return Moment(self.due_at, self.local_date, self.slot)

    def respond(self, action: str, now: datetime) -> None:
        """What the person answered. Repeatable, as a phone without a network repeats it."""
        with transaction.atomic():
            current = Nudge.objects.select_for_update(no_key=True).get(pk=self.pk)
            shown = current.last_shown()
            current.end_shown(shown, now)
            match Action(action):
                case Action.OPENED:
                    pass
                case Action.LATER:
                    current.come_again(shown, now)
                case Action.NOT_TODAY:
                    current.take_back(now)
                case forgotten:
                    assert_never(forgotten)
            current.response, current.responded_at = action, now
            current.save(update_fields=ANSWERED)
        self.refresh_from_db()

    def last_shown(self) -> int:
        """The newest round that may have been seen: accepted, tried, or in the hands of a worker (which may
        have died). An answer shows that the first one was."""
        tried = Q(state=State.ACCEPTED) | Q(attempts__gt=0) | Q(lease_until__isnull=False)
        newest: int | None = self.deliveries.filter(tried).aggregate(Max("round"))["round__max"]
        return newest or 1

    def end_shown(self, shown: int, now: datetime) -> None:
        """What was answered is sent to no device any more, whatever its sendings were at."""
        waiting = self.deliveries.filter(state=State.PENDING, round__lte=shown)
        held = waiting.order_by(F("lease_until").desc(nulls_last=True)).first()
        waiting.end(State.CANCELLED, Reason.ANSWERED, now)
        if self.state == State.PENDING and self.round <= shown:
            self.state, self.reason, self.sent_at = State.ACCEPTED, None, now
            if held and not self.device:
                self.device = held.subscription

    def come_again(self, shown: int, now: datetime) -> None:
        """Once more, later, on the same device; the repeat of a wish that already waits changes nothing.

        What came by mail stays in the inbox until it is wanted.
        """
        if self.channel != "push" or (self.round > shown and self.state == State.PENDING):
            return
        reachable = self.person.push.reachable(now).order_by("-used_at")
        device = min(reachable, key=lambda each: each.pk != self.device_id, default=None)
        self.round += 1
        self.state, self.reason = (State.PENDING if device else State.NO_DEVICE), None
        if device:
            self.useful_until = now + LATER + USEFUL
            self.deliveries.create(subscription=device, round=self.round, not_before=now + LATER)

    def take_back(self, now: datetime) -> None:
        """The round that "later" asked for does not come."""
        self.deliveries.filter(state=State.PENDING).end(State.CANCELLED, Reason.NOT_TODAY, now)
        if self.state == State.PENDING:
            self.state, self.reason = State.CANCELLED, Reason.NOT_TODAY

    def as_data(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "reminder": str(self.reminder),
            "due_at": zones.rfc3339(self.due_at),
            "local_date": self.local_date.isoformat(),
            "channel": self.channel,
            "state": self.state,
            "reason": self.reason,
            "device": self.device and self.device.shown_label,
            "sent_at": self.sent_at and zones.rfc3339(self.sent_at),
            "response": self.response,
            "responded_at": self.responded_at and zones.rfc3339(self.responded_at),
        }


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, now: datetime) -> "DeliveryQuerySet":
        """Those to be sent now that nobody holds, the oldest first."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, state=State.PENDING, not_before__lte=now).order_by("not_before")

    def end(self, state: State, reason: Reason | None, now: datetime) -> int:
        """As that, for good; the nudge's own line is the caller's."""
        return self.update(state=state, reason=reason, ended_at=now, lease_until=None)


class Delivery(models.Model):
    """One sending of a nudge, to one device or by mail. Workers lease it; the fence lets only the newest
    lease speak."""

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="deliveries")
    #: Null once the device is gone, and for a mail.
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
