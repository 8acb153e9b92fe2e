"""All routes of the service."""

from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from drf_spectacular.views import SpectacularAPIView

from backend.accounts.lock_views import LockView
from backend.api import pages
from backend.api.docs import docs
from backend.entries.kinds import kinds
from backend.entries.routes import routes
from backend.entries.views import ChangesView
from backend.monitoring import health, metrics
from backend.patterns.views import PatternsView
from backend.personal_data.event_views import EventsView
from backend.personal_data.export_views import ExportView
from backend.personal_data.views import ErasureView, MeView
from backend.push.views import KeyView, SubscriptionsView, SubscriptionTestsView, SubscriptionView
from backend.reminders.calendar_views import CalendarView, FeedView
from backend.reminders.views import NudgeResponseView, NudgesView, RestView
from backend.sharing.owner_views import (
    DraftPreviewView,
    SharePreviewView,
    SharesView,
    ShareView,
    ShareViewsView,
)
from backend.sharing.viewer_views import AcknowledgementView, ReportView, ViewingsView, ViewingView
from backend.staff.site import site as staff

api: list[URLPattern | URLResolver] = [
    path("", include("backend.content.urls")),
    path("me/", MeView.as_view(), name="me"),
    path("me/lock/", LockView.as_view(), name="lock"),
    path("me/erasure/", ErasureView.as_view(), name="erasure"),
    path("me/calendar/", CalendarView.as_view(), name="calendar"),
    path("calendar/<str:secret>.ics", FeedView.as_view(), name="calendar-feed"),
    path("changes/", ChangesView.as_view(), name="changes"),
    *(pattern for kind in kinds() for pattern in routes(kind)),
    path("rest/", RestView.as_view(), name="rest"),
    path("nudges/", NudgesView.as_view(), name="nudges"),
    path("nudges/<uuid:id>/response/", NudgeResponseView.as_view(), name="nudge-response"),
    path("push/key/", KeyView.as_view(), name="push-key"),
    path("push/subscriptions/", SubscriptionsView.as_view(), name="push-subscriptions"),
    path("push/subscriptions/<uuid:id>/", SubscriptionView.as_view(), name="push-subscription"),
    path("push/subscriptions/<uuid:id>/tests/", SubscriptionTestsView.as_view(), name="push-tests"),
    path("patterns/", PatternsView.as_view(), name="patterns"),
    path("shares/", SharesView.as_view(), name="shares"),
    path("shares/preview/", DraftPreviewView.as_view(), name="share-draft-preview"),
    path("shares/<uuid:id>/preview/", SharePreviewView.as_view(), name="share-preview"),
    path("shares/<uuid:id>/", ShareView.as_view(), name="share"),
    path("shares/<uuid:id>/views/", ShareViewsView.as_view(), name="share-views"),
    path("viewings/", ViewingsView.as_view(), name="viewings"),
    path("shared/<uuid:share_id>/report/", ReportView.as_view(), name="shared-report"),
    path(
        "shared/<uuid:share_id>/acknowledgement/",
        AcknowledgementView.as_view(),
        name="shared-acknowledgement",
    ),
    path("shared/<uuid:share_id>/viewing/", ViewingView.as_view(), name="shared-viewing"),
    path("events/", EventsView.as_view(), name="events"),
    path("export/", ExportView.as_view(), name="export"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]

urlpatterns = [
    path("api/", include(api)),
    path("admin/", staff.urls),
    path("_allauth/", include("backend.accounts.urls")),
    path("s", pages.share, name="share-page"),
    # A share link whose `#` became `%23`, or that ends in a slash, dot or bracket.
    re_path(r"^s\W", pages.share, name="share-page-mended"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "backend.api.errors.bad_request"
handler404 = "backend.api.errors.not_found"
handler500 = "backend.api.errors.server_error"
