from rest_framework import serializers

from backend.entries.kinds import Kind, Section
from backend.journal.models import JournalEntry
from backend.journal.serializers import JournalEntrySerializer

JOURNAL = Kind(
    model=JournalEntry,
    serializer=JournalEntrySerializer,
    quota=50_000,
    placeholder={"text": "…"},
    derived={"local_date": serializers.DateField()},
    section=Section(columns=("prompt",), words=("text",)),
)
