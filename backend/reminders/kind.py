from rest_framework import serializers

from backend.entries.kinds import Kind
from backend.reminders.models import Reminder
from backend.reminders.serializers import ReminderSerializer

REMINDERS = Kind(
    model=Reminder,
    serializer=ReminderSerializer,
    # At most 50 at a time (serializers.py); this also counts deleted ones.
    quota=5_000,
    placeholder={"days": ["mon"], "at": "12:00"},
    derived={"next_due": serializers.ListField(child=serializers.DateTimeField())},
)
