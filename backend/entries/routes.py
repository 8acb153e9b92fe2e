"""The two routes of each kind of entry."""

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern

from backend.entries.kinds import Kind
from backend.entries.schema import entry_schema, entry_with_derived, list_schema
from backend.entries.views import EntryListView, EntryView


def routes(kind: Kind) -> list[URLPattern]:
    word, name = kind.word, kind.word.replace("-", "_")
    answer = entry_with_derived(f"Kept{kind.model.__name__}", kind.serializer, **kind.derived)
    own: dict[str, Any] = {"model": kind.model, "serializer_class": kind.serializer}
    one: type[EntryView] = type(f"{kind.model.__name__}View", (EntryView,), own)
    many: type[EntryListView] = type(
        f"{kind.model.__name__}ListView", (kind.list_view or EntryListView,), {"model": kind.model}
    )
    entry_schema(name, kind.serializer, answer)(one)
    list_schema(name, answer, kind.filters)(many)
    return [
        path(f"{word}/", many.as_view(), name=word),
        path(f"{word}/<uuid:id>/", one.as_view(), name=f"{word}-one"),
    ]
