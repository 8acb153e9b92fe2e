"""The viewer's page. The app's own page and all assets are static files, served by WhiteNoise."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backend.api.problems import safe_only


@safe_only
def share(request: HttpRequest) -> HttpResponse:
    """The page for all share links. The link's secret is in the fragment, which isn't sent.

    If its `#` became `%23`, the secret is in the path and is ignored here. The page corrects this itself, so
    that no redirect repeats the secret.
    """
    page = (settings.FRONTEND_DIST / "share.html").read_bytes()
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})
