from backend.entries.kinds import Kind
from backend.sensations.models import OwnSensation
from backend.sensations.serializers import OwnSensationSerializer

SENSATIONS = Kind(
    model=OwnSensation,
    serializer=OwnSensationSerializer,
    quota=5_000,
    placeholder={"label": "…", "hidden": True},
)
