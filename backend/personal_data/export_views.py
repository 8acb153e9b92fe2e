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

FORMS: dict[str, tuple[str, Callable[[Person], Iterator[bytes]]]] = {
    "json": ("application/json", export.written),
    "csv": ("text/csv; charset=utf-8", spreadsheet.written),
}


class ExportView(APIView):
    """Everything, to take along; also without consent. Sent as it is read: `Entries` says how many there are,
    and each is a line."""

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="export",
        parameters=[OpenApiParameter("as", str, enum=list(FORMS), description="The form; json when absent.")],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: PersonsRequest) -> HttpResponseBase:
        require_recent_proof(request)
        form = request.query_params.get("as", "json")
        if form not in FORMS:
            raise ValidationError({"as": "json or csv."}, code="invalid_choice")
        content_type, write = FORMS[form]
        Event.record(request.user, EventType.EXPORTED, timezone.now())
        answer = StreamingHttpResponse(write(request.user), content_type=content_type)
        answer["Content-Disposition"] = f'attachment; filename="noticing-{timezone.now():%Y-%m-%d}.{form}"'
        answer["Entries"] = str(export.count(request.user))
        return answer
