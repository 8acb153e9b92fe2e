from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from backend.api.fields import canonical_uuid, day
from backend.checkins.models import CheckIn
from backend.checkins.serializers import CheckInSerializer, sensation_code
from backend.entries.schema import entry_schema, kept, list_schema
from backend.entries.views import EntryListView, EntryView

KeptCheckIn = kept("KeptCheckIn", CheckInSerializer, local_date=serializers.DateField())
FILTERS = [
    OpenApiParameter("from", str, description="The first local date."),
    OpenApiParameter("to", str, description="The last local date."),
    OpenApiParameter("sensation", str, description="A code, or own:<id>."),
    OpenApiParameter("person", str, description="An id."),
]


@entry_schema("check_ins", CheckInSerializer, KeptCheckIn)
class CheckInView(EntryView):
    model = CheckIn
    serializer_class = CheckInSerializer


@list_schema("check_ins", KeptCheckIn, FILTERS)
class CheckInListView(EntryListView):
    model = CheckIn

    def chosen(self, entries: QuerySet[Any], request: Request) -> QuerySet[Any]:
        query = request.query_params
        if "from" in query:
            entries = entries.filter(local_date__gte=queried(query, "from", day))
        if "to" in query:
            entries = entries.filter(local_date__lte=queried(query, "to", day))
        if "sensation" in query:
            entries = entries.filter(codes__contains=f" {queried(query, 'sensation', sensation_code)} ")
        if "person" in query:
            entries = entries.filter(with_person=queried(query, "person", canonical_uuid))
        return entries


def queried(query: Any, name: str, parse: Any) -> Any:
    """One parameter of the query, parsed; raises ValidationError that names it."""
    try:
        return parse(query[name])
    except ValueError:
        raise ValidationError({name: "This can't be read."}, code="invalid") from None
