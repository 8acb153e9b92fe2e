"""The list of accounts for staff: read-only, without e-mail addresses and anything that people wrote."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from backend.accounts.models import Person

#: The allowed query parameters: exact user name, order, page.
PARAMETERS = {"q", "o", "p"}


class Accounts(ModelAdmin):  # type: ignore[type-arg]  # it takes none when Django runs
    list_display = (
        "id", "username", "joined_at", "language", "consent_version", "erase_at", "is_staff", "devices_count",
    )  # fmt: skip
    change_list_template = "staff/accounts.html"
    list_display_links = None
    ordering = ("-id",)
    search_fields = ("=username",)
    list_per_page = 50
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Refuses other query parameters, since Django would filter by any column."""
        if set(request.GET) - PARAMETERS or "\0" in request.GET.get("q", ""):
            raise Http404
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        columns = ("id", "username", "joined_at", "language", "consent_version", "erase_at", "is_staff")
        return Person.objects.only(*columns).annotate(devices_found=Count("push"))

    def devices_count(self, person: Any) -> int:
        return int(person.devices_found)

    devices_count.short_description = "devices"  # type: ignore[attr-defined]  # Django's own way

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Always True: `StaffSite` checks permission."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
