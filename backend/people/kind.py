from backend.entries.kinds import Kind
from backend.people.models import KnownPerson
from backend.people.serializers import KnownPersonSerializer

PEOPLE = Kind(
    model=KnownPerson,
    serializer=KnownPersonSerializer,
    quota=5_000,
    placeholder={"nickname": "…"},
)
