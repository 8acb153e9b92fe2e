from rest_framework import serializers

from backend.entries.kinds import Kind
from backend.reminders.models import Reminder
from backend.reminders.serializers import ReminderSerializer

MOST = 50

REMINDERS = Kind(
    model=Reminder,
    serializer=ReminderSerializer,
    quota=5_000,
    at_once=MOST,
    placeholder={"days": ["mon"], "at": "12:00"},
    derived={"next_due": serializers.ListField(child=serializers.DateTimeField())},
)
