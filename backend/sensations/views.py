from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView
from backend.sensations.models import OwnSensation
from backend.sensations.serializers import OwnSensationSerializer

KeptOwnSensation = kept("KeptOwnSensation", OwnSensationSerializer)


@entry_schema("sensations", OwnSensationSerializer, KeptOwnSensation)
class OwnSensationView(EntryView):
    model = OwnSensation
    serializer_class = OwnSensationSerializer


@list_schema("sensations", KeptOwnSensation, [])
class OwnSensationListView(EntryListView):
    model = OwnSensation
