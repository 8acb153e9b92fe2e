"""Every view under /api/shared/ is behind the gate."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

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


def test_all_shared_routes_and_no_others_are_behind_the_gate() -> None:
    views = patterns()
    shared = [view for path, view in views if path.startswith("api/shared/")]
    assert len(shared) >= 2
    assert all(issubclass(view, gate.SharedView) for view in shared)
    assert all(
        not issubclass(view, gate.SharedView)
        for path, view in views
        if view and not path.startswith("api/shared/")
    )


def test_no_shared_view_overrides_the_gate() -> None:
    for path, view in patterns():
        if path.startswith("api/shared/"):
            assert view.initial is gate.SharedView.initial
            assert view.dispatch is gate.SharedView.dispatch


METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def shared_paths(share_id: str) -> list[str]:
    """The shared routes of this share. A route with another parameter in its path has to be added here."""
    found = [f"/{path}" for path, _ in patterns() if path.startswith("api/shared/")]
    assert all(path.startswith("/api/shared/<uuid:share_id>/") and path.count("<") == 1 for path in found)
    return [path.replace("<uuid:share_id>", share_id) for path in found]


def sent(api: Api, method: str, path: str) -> Any:
    return api.client.generic(method.upper(), path, b"{}", content_type="application/json")


@pytest.mark.parametrize("method", METHODS)
def test_access_needs_a_viewing(as_alice: Api, method: str) -> None:
    """No other cookie gives access, not even the owner's session."""
    guesser, other = Api(), open_link(share(as_alice)["link"])
    guesser.client.cookies[settings.VIEWING_COOKIE_NAME] = "x" * 43
    for share_id in (share(as_alice)["id"], str(uuid4())):
        for path in shared_paths(share_id):
            for nobody in (as_alice, guesser, other, Api()):
                assert sent(nobody, method, path).status_code == 401


@pytest.mark.parametrize("method", METHODS)
def test_every_request_passes_the_gate_once(
    as_alice: Api, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, entered = open_link(share(as_alice)["link"]), []
    token = viewer.client.cookies[settings.VIEWING_COOKIE_NAME].value
    enter = gate.enter

    def watched(share_id: UUID, token: str, now: datetime) -> Share:
        entered.append((str(share_id), token))
        return enter(share_id, token, now)

    monkeypatch.setattr(gate, "enter", watched)
    paths = shared_paths(viewer.share)
    for path in paths:
        sent(viewer, method, path)
    assert entered == [(viewer.share, token)] * len(paths)


def shapes_of(viewer: Api, path: str) -> tuple[bytes, dict[str, str], list[str]]:
    """The refusal's body and headers, and its SQL statements without their values."""
    with CaptureQueriesContext(connection) as queries:
        answer = viewer.get(path)
    assert answer.status_code == 401
    shapes = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\(\d+\)", "?", query["sql"]) for query in queries]
    return answer.content, dict(answer.headers), shapes


def test_a_viewing_of_another_share_is_refused_like_an_unknown_one(as_alice: Api) -> None:
    """Byte for byte and with the same query, so that one link reveals nothing about another."""
    other, lives, revoked = (share(as_alice) for _ in range(3))
    as_alice.patch(f"/api/shares/{revoked['id']}/", {"revoked": True})
    viewer, guesser = open_link(other["link"]), Api()
    guesser.client.cookies[settings.VIEWING_COOKIE_NAME] = "x" * 43
    ids = [str(uuid4()), lives["id"], revoked["id"]]
    found = [shapes_of(each, f"/api/shared/{id}/report/") for id in ids for each in (viewer, guesser, Api())]
    assert all(each == found[0] for each in found)
    assert len(found[0][2]) == 1
    assert viewer.get("report/").status_code == 200


def test_viewings_of_two_shares_in_one_browser_are_independent(as_alice: Api) -> None:
    """Each cookie is sent to its own share's paths only."""
    one, other = (open_link(share(as_alice)["link"]) for _ in range(2))
    assert one.put("acknowledgement/", {"line": None}).status_code == 200
    assert other.get("report/").json()["acknowledged"] is False
    assert one.delete("viewing/").status_code == 204
    assert (one.get("report/").status_code, other.get("report/").status_code) == (401, 200)


def importers(name: str) -> Iterator[str]:
    """The modules of the service that import `name`, in any form of import."""
    backend = Path(gate.__file__).parents[1]
    for file in backend.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
            elif isinstance(node, ast.Import):
                names = {each.name for each in node.names}
            else:
                continue
            if name in names:
                yield file.name


def test_only_the_viewers_and_the_owners_views_build_a_report() -> None:
    assert set(importers("backend.sharing.report")) == {"viewer_views.py", "owner_views.py"}


def test_only_named_modules_use_a_viewings_token() -> None:
    """The gate reads a viewing's token; the recurring task and a restore clear it; the owner's list never
    uses it."""
    backend = Path(gate.__file__).parents[1]
    readers = {file.name for file in backend.rglob("*.py") if "token_digest" in file.read_text()}
    assert readers == {"gate.py", "models.py", "tasks.py", "afterwards.py", "0001_initial.py"}
    assert {model.__name__ for model in apps.get_app_config("sharing").get_models()} == {"Share", "Viewing"}


def test_a_request_updates_only_the_viewings_last_use(as_alice: Api) -> None:
    viewer = open_link(share(as_alice)["link"])
    share_before, before = Share.objects.values().get(), Viewing.objects.get()
    assert viewer.get("report/").status_code == 200
    after = Viewing.objects.get()
    assert after.seen_at > before.seen_at
    assert after.token_digest
    assert before.token_digest
    assert bytes(after.token_digest) == bytes(before.token_digest)
    assert after.opened_at == before.opened_at
    assert Share.objects.values().get() == share_before


def test_the_gates_messages_are_calm_and_reveal_nothing(as_alice: Api) -> None:
    """Checked word for word, since people with an expired link read them."""
    closed = Api().get(f"/api/shared/{uuid4()}/report/").json()
    assert closed["detail"] == "There is nothing to see here, or not any more."
    assert closed["code"] == "viewing_ended"
    made = share(as_alice, pin="0417")
    id, secret = made["link"].split("#")[1].split(".")
    asks = Api().post("/api/viewings/", {"share": id, "secret": secret})
    assert asks.json()["detail"] == "This link has a PIN."
    assert (asks["WWW-Authenticate"], asks.json()["tries_left"]) == ('Pin realm="noticing"', 5)


def test_asking_for_the_pin_again_shows_the_tries_left(as_alice: Api) -> None:
    made = share(as_alice, pin="0417")
    id, secret = made["link"].split("#")[1].split(".")
    body = {"share": id, "secret": secret}
    assert Api().post("/api/viewings/", body | {"pin": "0000"}).json()["tries_left"] == 4
    assert Api().post("/api/viewings/", body).json()["tries_left"] == 4


def test_the_gate_takes_two_queries_including_the_person(
    as_alice: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    viewer = open_link(share(as_alice)["link"])
    token = viewer.client.cookies[settings.VIEWING_COOKIE_NAME].value
    with django_assert_num_queries(2):
        assert gate.enter(UUID(viewer.share), token, timezone.now()).person.username == "alice"
