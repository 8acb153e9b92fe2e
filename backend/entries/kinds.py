"""A kind of entry: its model, and what Django can't know of it. `backend/kinds.py` lists them all."""

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
    """What a share may show of a kind: an allow-list. What isn't named here is never shared."""

    #: Fields that the section itself shows.
    columns: tuple[str, ...]
    #: Fields that are shown where words are shared.
    words: tuple[str, ...]
    #: Whether the section says who an entry is about.
    with_person: bool = False
    #: The section's name, if it isn't the kind's.
    name: str | None = None
    #: Entries are counted in the patterns. They are listed only where they are marked for the session or
    #: their words are shared, and a share of words alone counts those that have some.
    in_patterns: bool = False


@dataclass(frozen=True)
class Kind:
    """Sync, sealing, export, erasure, the API's addresses and their tests cover every kind that is listed."""

    model: type[Entry]
    serializer: type[StrictSerializer]
    #: How many one account may have, tombstones included: more than a life needs, and an end to what somebody
    #: could fill the disk with.
    quota: int
    #: What a phone shows of a required field where the entry can't be opened any more.
    placeholder: Mapping[str, Any] = field(default_factory=dict)
    #: What the server adds to the body when it shows an entry.
    derived: Mapping[str, serializers.Field[Any, Any, Any, Any]] = field(default_factory=dict)
    section: Section | None = None
    #: A list of its own, in place of entries.views.EntryListView, and what can be asked of it.
    list_view: type[Any] | None = None
    filters: Sequence[OpenApiParameter] = ()

    @property
    def word(self) -> str:
        """In the API's addresses, and the entries' `kind` in the feed."""
        return self.model.kind


@cache
def kinds() -> tuple[Kind, ...]:
    """All of them, in the order in which a phone sends them: what is referred to comes first.

    By their name in the settings, since this package doesn't know which there are.
    """
    found: tuple[Kind, ...] = import_string(settings.ENTRY_KINDS)
    return found


def kind_of(word: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.word == word), None)
