"""A rest from all reminders."""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction

from backend import zones
from backend.accounts.models import Person

#: Rests kept per person; one more deletes the oldest.
MOST = 1_000


class Rest(models.Model):
    """A period without reminders. Kept afterwards, since auto-quiet doesn't count a rest as silence."""

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
    @transaction.atomic
    def until(cls, person: Person, ends_at: datetime, now: datetime) -> "Rest":
        """Set the end of the current rest, or begin a new one."""
        person.lock()
        # One that a concurrent request has begun since this request's `now` counts too.
        rest = cls.objects.filter(person=person, ends_at__gt=now).last() or cls(person=person, begins_at=now)
        rest.ends_at = ends_at
        rest.save()
        old = cls.objects.filter(person=person).order_by("-begins_at", "-pk").values("pk")[MOST:]
        cls.objects.filter(pk__in=[row["pk"] for row in old]).delete()
        return rest

    @classmethod
    def end(cls, person: Person, now: datetime) -> None:
        cls.objects.filter(person=person, ends_at__gt=now).update(ends_at=now)
