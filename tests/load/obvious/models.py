"""A reminder, the devices that it goes to, and a line for each time that it went."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models


class Device(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="obvious_devices"
    )
    endpoint = models.URLField(max_length=500)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)

    def __str__(self) -> str:
        return f"device {self.pk}"


class Reminder(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="obvious_reminders"
    )
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"reminder {self.pk}"

    def advance(self) -> None:
        """Tomorrow at the same time."""
        tomorrow = self.next_at.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=1)
        self.next_at = datetime.combine(tomorrow, self.at, ZoneInfo(self.zone))
        self.save()


class Sent(models.Model):
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    sent_at = models.DateTimeField(auto_now_add=True)
    status = models.IntegerField()

    def __str__(self) -> str:
        return f"nudge {self.pk}"
