from rest_framework import serializers

from backend.entries.kinds import Kind, Section
from backend.practices.models import Practice
from backend.practices.serializers import PracticeSerializer

PRACTICES = Kind(
    model=Practice,
    serializer=PracticeSerializer,
    quota=50_000,
    placeholder={"practice": ""},
    derived={"local_date": serializers.DateField()},
    section=Section(columns=("practice", "met", "beliefs", "person"), words=("bracing", "happened")),
)
