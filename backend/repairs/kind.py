from rest_framework import serializers

from backend.entries.kinds import Kind, Section
from backend.repairs.models import Repair
from backend.repairs.serializers import RepairSerializer

REPAIRS = Kind(
    model=Repair,
    serializer=RepairSerializer,
    quota=50_000,
    derived={"local_date": serializers.DateField()},
    section=Section(
        columns=("whose", "state", "skills", "expected", "person"), words=("what", "came", "say_it")
    ),
)
