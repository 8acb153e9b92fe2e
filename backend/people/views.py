from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView
from backend.people.models import KnownPerson
from backend.people.serializers import KnownPersonSerializer

KeptKnownPerson = kept("KeptKnownPerson", KnownPersonSerializer)


@entry_schema("people", KnownPersonSerializer, KeptKnownPerson)
class KnownPersonView(EntryView):
    model = KnownPerson
    serializer_class = KnownPersonSerializer


@list_schema("people", KeptKnownPerson, [])
class KnownPersonListView(EntryListView):
    model = KnownPerson
