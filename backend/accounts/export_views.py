from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.authentication import PersonsRequest, SignedIn, require_recent_proof
from backend.accounts.export import everything


class ExportView(APIView):
    """Everything, to take along; also without consent."""

    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="export",
        parameters=[OpenApiParameter("as", str, enum=["json"], description="The form; json when absent.")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: PersonsRequest) -> Response:
        require_recent_proof(request)
        if request.query_params.get("as", "json") != "json":
            raise ValidationError({"as": "Only json."}, code="invalid_choice")
        name = f"noticing-{timezone.now():%Y-%m-%d}.json"
        return Response(
            everything(request.user), headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
