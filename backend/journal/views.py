from rest_framework import serializers

from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView
from backend.journal.models import JournalEntry
from backend.journal.serializers import JournalEntrySerializer

KeptJournalEntry = kept("KeptJournalEntry", JournalEntrySerializer, local_date=serializers.DateField())


@entry_schema("journal", JournalEntrySerializer, KeptJournalEntry)
class JournalEntryView(EntryView):
    model = JournalEntry
    serializer_class = JournalEntrySerializer


@list_schema("journal", KeptJournalEntry, [])
class JournalEntryListView(EntryListView):
    model = JournalEntry
