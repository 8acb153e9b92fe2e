"""Django's admin for staff: accounts and the state of reminders, read-only. Never entries.

/admin/ is a 404 for everybody else. It has no sign-in page: staff sign in through the app, so that its rate
limits and passkeys apply, and need recent proof of identity.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils import timezone

from backend.accounts.authentication import recently_proved
from backend.accounts.models import Person
from backend.accounts.session_lock import HEADER, is_locked
from backend.reminders.health import health
from backend.staff.accounts import Accounts


class StaffSite(AdminSite):
    site_header = site_title = "Noticing"
    index_title = "Accounts and reminders"
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False
    index_template = app_index_template = "staff/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        if not (isinstance(person, Person) and person.is_active and person.is_staff):
            return False
        if is_locked(request.session, request.headers.get(HEADER)):
            return False
        return recently_proved(request.session, person)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Answer 404 instead of redirecting to a sign-in page, and to all methods except GET and HEAD."""
        guarded: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD") or not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **options)

        return checked

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Only those of Django's URLs that read."""
        models = "|".join(sorted({model._meta.app_label for model in self._registry}))
        lists = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", self.admin_view(admin.changelist_view),
                 name=f"{model._meta.app_label}_{model._meta.model_name}_changelist")
            for model, admin in self._registry.items()
        ]  # fmt: skip
        return [
            path("", self.admin_view(self.index), name="index"),
            path("reminders/", self.admin_view(self.reminders), name="reminders"),
            re_path(rf"^(?P<app_label>{models})/$", self.admin_view(self.app_index), name="app_list"),
            *lists,
        ]

    def reminders(self, request: HttpRequest) -> HttpResponse:
        """The lag of nudges and their counts by state, as in /metrics."""
        context = self.each_context(request) | {"title": "Reminders", "health": health(timezone.now())}
        return TemplateResponse(request, "staff/reminders.html", context)


site = StaffSite(name="admin")
site.register(Person, Accounts)
