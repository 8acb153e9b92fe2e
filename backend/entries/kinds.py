"""The description of a kind of entry: its model and its properties. `backend/kinds.py` lists all kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from backend.api.serializers import StrictSerializer
from backend.entries.models import Entry


@dataclass(frozen=True)
class Section:
    """An allow-list of what a share may show of a kind, in the section of that name."""

    #: Unsealed fields, shown unchanged except for those in SHOWN (sharing/kinds.py): a person by nickname.
    columns: tuple[str, ...]
    #: Shown only if words are shared; with `in_patterns`, also if the section itself isn't.
    words: tuple[str, ...]
    #: The section's name, if it isn't the kind's.
    name: str | None = None
    #: Entries are counted in the patterns. They are listed only where they are marked for the session or
    #: their words are shared, and a share of words alone counts those that have some.
    in_patterns: bool = False


@dataclass(frozen=True)
class Kind:
    """Sync, sealing, export, erasure, the API's routes and their tests cover every listed kind."""

    model: type[Entry]
    serializer: type[StrictSerializer]
    #: The most entries per account, tombstones included. Far above normal use; it keeps anyone from filling
    #: the disk.
    quota: int
    #: The most entries per account at a time, without tombstones; None if only the quota limits them.
    at_once: int | None = None
    #: Values of required fields that a phone shows for an entry that can't be unsealed.
    placeholder: Mapping[str, Any] = field(default_factory=dict)
    #: Read-only fields that the server adds to an entry.
    derived: Mapping[str, serializers.Field[Any, Any, Any, Any]] = field(default_factory=dict)
    section: Section | None = None
    #: A list view instead of entries.views.EntryListView, and its query parameters.
    list_view: type[Any] | None = None
    filters: Sequence[OpenApiParameter] = ()

    @property
    def word(self) -> str:
        """The kind's name in the API's paths, and its `kind` in the feed."""
        return self.model.kind


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which a phone sends them: entries come before those that refer to them.

    Imported by the name in the settings, since this package doesn't depend on the kinds' packages.
    """
    all_kinds: tuple[Kind, ...] = import_string(settings.ENTRY_KINDS)
    return all_kinds


def kind_of(word: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.word == word), None)
