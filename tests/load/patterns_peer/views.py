from datetime import date

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.patterns.reading import met, name_own, name_people
from backend.practices.models import Practice
from tests.load.patterns_peer.counting import patterns


class PatternsView(APIView):
    """Names and practices are put in by our own code, so that only the counting of check-ins differs."""

    def get(self, request: Request) -> Response:
        first, last = (date.fromisoformat(request.query_params[name]) for name in ("from", "to"))
        person = request.user
        found = patterns(person, first, last)
        found |= met(Practice.objects.filter(person=person, deleted_at=None, local_date__range=(first, last)))
        name_own(person, found)  # type: ignore[arg-type]  # signed in
        name_people(person, found["people"])  # type: ignore[arg-type]
        return Response(found)
