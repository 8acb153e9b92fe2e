"""The therapist's page. The phone's own page and all assets are static files, served by WhiteNoise."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backend.api.problems import safe_only


@safe_only
def share(request: HttpRequest) -> HttpResponse:
    """The page behind every link: the same for all, since the link's secret isn't sent with it, or, where its
    `#` became `%23`, isn't looked at: the page itself mends that, so that no redirect repeats the secret."""
    page = (settings.FRONTEND_DIST / "share.html").read_bytes()
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})
