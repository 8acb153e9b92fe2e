"""Every address of the service, on one page."""

from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from drf_spectacular.views import SpectacularAPIView

from backend.accounts.export_views import ExportView
from backend.accounts.lock_views import LockView
from backend.accounts.views import ErasureView, MeView
from backend.api import health, metrics, pages
from backend.api.docs import docs
from backend.audit.views import EventsView
from backend.checkins.views import CheckInListView, CheckInView
from backend.entries.views import ChangesView, EntryListView, EntryView
from backend.journal.views import JournalEntryListView, JournalEntryView
from backend.patterns.views import PatternsView
from backend.people.views import KnownPersonListView, KnownPersonView
from backend.practices.views import PracticeListView, PracticeView
from backend.push.views import KeyView, SubscriptionsView, SubscriptionTestsView, SubscriptionView
from backend.reminders.calendar_views import CalendarView, FeedView
from backend.reminders.views import NudgeResponseView, NudgesView, ReminderListView, ReminderView, RestView
from backend.repairs.views import RepairListView, RepairView
from backend.sensations.views import OwnSensationListView, OwnSensationView
from backend.sharing.owner_views import (
    DraftPreviewView,
    SharePreviewView,
    SharesView,
    ShareView,
    ShareViewsView,
)
from backend.sharing.viewer_views import AcknowledgementView, ReportView, ViewingsView, ViewingView
from backend.staff.site import site as staff


def kind(word: str, many: type[EntryListView], one: type[EntryView]) -> list[URLPattern]:
    """The two addresses of a kind of entry."""
    return [
        path(f"{word}/", many.as_view(), name=word),
        path(f"{word}/<uuid:id>/", one.as_view(), name=f"{word}-one"),
    ]


api: list[URLPattern | URLResolver] = [
    path("", include("backend.content.urls")),
    path("me/", MeView.as_view(), name="me"),
    path("me/lock/", LockView.as_view(), name="lock"),
    path("me/erasure/", ErasureView.as_view(), name="erasure"),
    path("me/calendar/", CalendarView.as_view(), name="calendar"),
    path("calendar/<str:secret>.ics", FeedView.as_view(), name="calendar-feed"),
    path("changes/", ChangesView.as_view(), name="changes"),
    *kind("check-ins", CheckInListView, CheckInView),
    *kind("practices", PracticeListView, PracticeView),
    *kind("repairs", RepairListView, RepairView),
    *kind("journal", JournalEntryListView, JournalEntryView),
    *kind("sensations", OwnSensationListView, OwnSensationView),
    *kind("people", KnownPersonListView, KnownPersonView),
    *kind("reminders", ReminderListView, ReminderView),
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
    # A link whose `#` became `%23`, or with a slash, dot or bracket at its end.
    re_path(r"^s\W", pages.share, name="share-page-mended"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "backend.api.errors.bad_request"
handler404 = "backend.api.errors.not_found"
handler500 = "backend.api.errors.server_error"
