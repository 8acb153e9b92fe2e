from rest_framework import serializers

from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView
from backend.practices.models import Practice
from backend.practices.serializers import PracticeSerializer

KeptPractice = kept("KeptPractice", PracticeSerializer, local_date=serializers.DateField())


@entry_schema("practices", PracticeSerializer, KeptPractice)
class PracticeView(EntryView):
    model = Practice
    serializer_class = PracticeSerializer


@list_schema("practices", KeptPractice, [])
class PracticeListView(EntryListView):
    model = Practice
