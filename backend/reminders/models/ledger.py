"""The ledger: nudges that fell due, and the deliveries of each. The pending rows are the work queue."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from backend import zones
from backend.push.models import Subscription
from backend.reminders.codes import Action, Reason, State
from backend.reminders.schedule import ONCE, Moment
from backend.sql import to_db_value

ACTIONS = tuple(Action.values)
#: How long after its moment a nudge may still be sent.
USEFUL = timedelta(minutes=60)
#: After "later", the nudge is sent again after this time.
LATER = timedelta(minutes=30)
#: How long a worker may hold a delivery before another may lease it. Longer than a batch takes.
LEASE = timedelta(seconds=60)


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def came(self, person: int, reminder: UUID) -> "NudgeQuerySet":
        """The reminder's nudges that somebody accepted or that were answered: their slots are done."""
        answered = Q(sent_at__isnull=False) | Q(responded_at__isnull=False)
        return self.filter(answered, person=person, reminder=reminder)


class Nudge(models.Model):
    """One due moment of one reminder, and its outcome: a line of the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nudges", db_index=False
    )
    #: The reminder's id; not a foreign key, since the ledger outlives the reminder.
    reminder = models.UUIDField()
    due_at = models.DateTimeField()
    local_date = models.DateField()
    slot = models.PositiveSmallIntegerField()
    #: The reminder's channel when this fell due: "push" or "email".
    channel = models.CharField(max_length=8, default="push")
    #: Expires at this time if it hasn't been sent.
    useful_until = models.DateTimeField()
    #: 1, plus 1 for each "later".
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=16, null=True)
    sent_at = models.DateTimeField(null=True)
    device = models.ForeignKey(Subscription, on_delete=models.SET_NULL, null=True, related_name="+")
    response = models.CharField(max_length=16, null=True)
    responded_at = models.DateTimeField(null=True)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            # With `due_at`, since a slot that nobody got may come again at another time after an edit.
            models.UniqueConstraint(
                fields=["person", "reminder", "local_date", "slot", "due_at"], name="reminders_once_a_moment"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-due_at", "-id"], name="reminders_ledger"),
            # For /metrics, which counts the last day's nudges however long the ledger is.
            models.Index(fields=["due_at"], name="reminders_lately"),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"

    @property
    def moment(self) -> Moment:
        return Moment(self.due_at, self.local_date, self.slot)

    @property
    def has_come(self) -> bool:
        """Whether its slot is done: somebody accepted or answered it, as in `came`."""
        return self.sent_at is not None or self.responded_at is not None

    @property
    def around_meeting(self) -> bool:
        return self.slot >= ONCE

    def as_data(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "reminder": str(self.reminder),
            "due_at": zones.rfc3339(self.due_at),
            "local_date": self.local_date.isoformat(),
            "channel": self.channel,
            "around_meeting": self.around_meeting,
            "state": self.state,
            "reason": self.reason,
            "device": self.device and self.device.shown_label,
            "sent_at": self.sent_at and zones.rfc3339(self.sent_at),
            "response": self.response,
            "responded_at": self.responded_at and zones.rfc3339(self.responded_at),
        }


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(
        self, channel: str, now: datetime, after: tuple[datetime, int] | None = None
    ) -> "DeliveryQuerySet":
        """Pending deliveries that are due and not leased, oldest first; only those behind `after`."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        found = self.filter(free, channel=channel, state=State.PENDING, not_before__lte=now)
        if after:
            not_before, pk = after
            place = [to_db_value(Delivery._meta.get_field("not_before"), not_before), pk]
            behind = RawSQL("(not_before, id) > (%s, %s)", place, models.BooleanField())
            found = found.filter(behind)
        return found.order_by("not_before", "pk")

    def count_lost_attempt(self) -> None:
        """Count an attempt whose worker died. It is no fault of the push service: the ledger tells "late"."""
        self.update(attempts=F("attempts") + 1, reason=Coalesce("reason", Value(Reason.LATE)))

    def end(self, state: State, reason: Reason | None, now: datetime) -> int:
        """End these deliveries. The caller updates the nudges. Returns how many there were."""
        return self.update(state=state, reason=reason, ended_at=now, lease_until=None)


class Delivery(models.Model):
    """One delivery of a nudge, to one device or by mail. Workers lease it.

    `fence` is a fencing token: each lease increments it, and an outcome counts only under the newest one.
    """

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    #: The nudge's, so that the queue of each channel has an index of its own.
    channel = models.CharField(max_length=8, default="push", db_default="push")
    #: Null for a mail, and after the device was removed.
    subscription = models.ForeignKey(
        Subscription, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    round = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    #: Why it ended; while it is pending, why it waits.
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
            # With `id`, so that a sender goes on where its last lease ended.
            models.Index(
                fields=["channel", "not_before", "id"],
                condition=Q(state=State.PENDING),
                name="reminders_queue",
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of nudge {self.nudge_id}"

    def if_current(self) -> models.QuerySet["Delivery"]:
        """This row; empty if the delivery has ended or another worker has leased it since."""
        return Delivery.objects.filter(pk=self.pk, fence=self.fence, state=State.PENDING)
