from collections.abc import Callable, Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest, SignedIn, require_recent_proof
from backend.accounts.models import Person
from backend.audit.models import Event, EventType
from backend.personal_data import export, spreadsheet

FORMATS: dict[str, tuple[str, Callable[[Person], Iterator[bytes]]]] = {
    "json": ("application/json", export.as_json),
    "csv": ("text/csv; charset=utf-8", spreadsheet.as_csv),
}


class ExportView(APIView):
    """Exports everything of the person; doesn't require consent. The response is streamed, with one entry per
    line; the header `Entries` says how many there are."""

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="export",
        parameters=[
            OpenApiParameter("as", str, enum=list(FORMATS), description="The format; json if absent.")
        ],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: PersonsRequest) -> HttpResponseBase:
        require_recent_proof(request)
        format_ = request.query_params.get("as", "json")
        if format_ not in FORMATS:
            raise ValidationError({"as": "json or csv."}, code="invalid_choice")
        content_type, write = FORMATS[format_]
        Event.record(request.user, EventType.EXPORTED, timezone.now())
        answer = StreamingHttpResponse(write(request.user), content_type=content_type)
        answer["Content-Disposition"] = f'attachment; filename="noticing-{timezone.now():%Y-%m-%d}.{format_}"'
        answer["Entries"] = str(export.count(request.user))
        return answer
