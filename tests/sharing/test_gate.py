"""There is one door: every view under /api/shared/ is behind it."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from backend.sharing import gate
from backend.sharing.models import Share, Viewing
from tests.conftest import Api, open_link, share


def patterns(resolver: Any = None, prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for item in (resolver or get_resolver()).url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            found += patterns(item, path)
        else:
            assert isinstance(item, URLPattern)
            found.append((path, getattr(item.callback, "view_class", None)))
    return found


def test_every_shared_route_is_behind_the_gate_and_nothing_else_is() -> None:
    views = patterns()
    shared = [view for path, view in views if path.startswith("api/shared/")]
    assert len(shared) >= 2
    assert all(issubclass(view, gate.SharedView) for view in shared)
    assert all(
        not issubclass(view, gate.SharedView)
        for path, view in views
        if view and not path.startswith("api/shared/")
    )


def test_no_shared_view_goes_round_it() -> None:
    for path, view in patterns():
        if path.startswith("api/shared/"):
            assert view.initial is gate.SharedView.initial
            assert view.dispatch is gate.SharedView.dispatch


def test_viewings_are_read_nowhere_else() -> None:
    """The gate reads a viewing's token, the clock and a restoration clear it; the owner's list never does."""
    backend = Path(gate.__file__).parents[1]
    readers = {file.name for file in backend.rglob("*.py") if "token_digest" in file.read_text()}
    assert readers == {"gate.py", "models.py", "tasks.py", "afterwards.py", "0001_initial.py"}
    assert {model.__name__ for model in apps.get_app_config("sharing").get_models()} == {"Share", "Viewing"}


def test_to_enter_keeps_the_viewing_awake_and_changes_nothing_else(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    share_before, before = Share.objects.values().get(), Viewing.objects.get()
    assert viewer.get("/api/shared/report/").status_code == 200
    after = Viewing.objects.get()
    assert after.seen_at > before.seen_at
    assert after.token_digest
    assert before.token_digest
    assert bytes(after.token_digest) == bytes(before.token_digest)
    assert after.opened_at == before.opened_at
    assert Share.objects.values().get() == share_before
