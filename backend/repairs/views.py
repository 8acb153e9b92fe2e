from rest_framework import serializers

from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView
from backend.repairs.models import Repair
from backend.repairs.serializers import RepairSerializer

KeptRepair = kept("KeptRepair", RepairSerializer, local_date=serializers.DateField())


@entry_schema("repairs", RepairSerializer, KeptRepair)
class RepairView(EntryView):
    model = Repair
    serializer_class = RepairSerializer


@list_schema("repairs", KeptRepair, [])
class RepairListView(EntryListView):
    model = Repair
