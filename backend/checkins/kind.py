from rest_framework import serializers

from backend.checkins.models import ANSWERS, CheckIn
from backend.checkins.serializers import CheckInSerializer
from backend.checkins.views import FILTERS, CheckInListView
from backend.entries.kinds import Kind, Section

CHECK_INS = Kind(
    model=CheckIn,
    serializer=CheckInSerializer,
    quota=200_000,
    section=Section(
        name="sensations",
        columns=("sensations", "responses", "moment", "longing", "fear", "now", "person"),
        words=("answers", "note"),
        in_patterns=True,
    ),
    placeholder={"answers": dict.fromkeys(ANSWERS)},
    derived={"local_date": serializers.DateField()},
    list_view=CheckInListView,
    filters=FILTERS,
)
