from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from backend.accounts.authentication import PersonsRequest
from backend.api.fields import canonical_uuid, day
from backend.checkins import listing
from backend.checkins.serializers import sensation_code
from backend.entries.views import EntryListView

FILTERS = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="The first local date."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="The last local date."),
    OpenApiParameter("sensation", str, description="A code, or own:<id>."),
    OpenApiParameter("person", OpenApiTypes.UUID, description="An id."),
]


#: The list's own parameters, and how each is read.
CHOOSING = {"from": day, "to": day, "sensation": sensation_code, "person": canonical_uuid}


class CheckInListView(EntryListView):
    def get(self, request: PersonsRequest) -> Response:
        query = request.query_params
        chosen = {name: queried(query, name, read) for name, read in CHOOSING.items() if name in query}
        return Response(listing.page(request.user, chosen, query.get("cursor")))


def queried(query: Any, name: str, parse: Any) -> Any:
    """One parameter of the query, parsed; raises ValidationError that names it."""
    try:
        return parse(query[name])
    except ValueError:
        raise ValidationError({name: "This can't be read."}, code="invalid") from None
