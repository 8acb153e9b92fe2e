"""The status matrix (security.md, "Ownership"): every route x method x role, generated from the URLconf.

A route that is not classified here fails the test. A method that a route's row does not name answers 405 to
everyone with access to the route. HEAD is GET without a body; OPTIONS and TRACE are supported nowhere.
"""

import copy
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from backend.accounts.models import Person
from backend.content import catalogue
from backend.kinds import KINDS
from backend.reminders.models import Calendar, Nudge
from backend.sharing.kinds import SHARED
from backend.sharing.models import IDLE, Share, Viewing
from tests.conftest import (
    PASSWORD,
    Api,
    hashed,
    open_link,
    share,
    subscribe,
    subscription,
)
from tests.entries.test_every_kind import BODIES

WRITES = ("patch", "put", "post", "delete")
METHODS = ("get", *WRITES)
UNSUPPORTED = ("options", "trace")

#: The roles. `viewer` and the next six have a viewing cookie and no session. `out of scope` may open a share
#: that includes none of the existing data, so the report is empty. `of another share` has the cookie of
#: another share of the same person, which a browser wouldn't send here.
SIGNED_IN = ("owner", "other", "unconsented")
MAY_LOOK = ("viewer", "out of scope")
LINKED = (*MAY_LOOK, "revoked", "expired", "idle", "forgotten", "of another share")
ROLES = (*SIGNED_IN, *LINKED, "erased", "wrong PIN", "signed out")


class Row(NamedTuple):
    """The status of each method for the owner; `but` lists exceptions by role and method."""

    door: str
    methods: dict[str, int]
    but: dict[tuple[str, str], int] = {}
    body: Callable[["World"], Any] = lambda world: {}


class World(NamedTuple):
    alice: Person
    owner: Api
    share: dict[str, Any]
    #: The ids of Alice's entries, by the first part of their path.
    ids: dict[str, str]


def entry(body: Any) -> Callable[["World"], Any]:
    return lambda world: body


#: Nothing listens there, so a test push reports that it couldn't connect.
NOWHERE = {"push.test": "127.0.0.1:9"}
ENTRY = {"get": 200, "put": 200, "delete": 204}
# Bob's PUT to Alice's id makes an entry of his own, which he then deletes; hers is untouched (tests/entries).
ENTRY_OF_SOMEONE_ELSE = {("other", "get"): 404, ("other", "put"): 201}
SHARE_OF_SOMEONE_ELSE = {("other", method): 404 for method in ("get", "patch", "delete")}

WHEN = "2026-11-20T21:14:03Z"
DRAFT = {
    "label": "M.",
    "sections": ["sensations"],
    "expires_at": (timezone.now() + timedelta(days=1)).isoformat(),
}

#: A damaged link, whose `#` was escaped.
DAMAGED_LINK = r"^s\W"
MATRIX: dict[str, Row] = {
    "api/content/": Row("public", {"get": 200}),
    "api/schema/": Row("public", {"get": 200}),
    "api/docs/": Row("public", {"get": 200}),
    "healthz": Row("page", {"get": 200}),
    "readyz": Row("page", {"get": 200}),
    # From this machine, as in this test; for other clients see tests/monitoring/test_metrics.py.
    "metrics": Row("page", {"get": 200}),
    "s": Row("page", {"get": 200}),
    DAMAGED_LINK: Row("page", {"get": 200}),
    "api/me/": Row("account", {"get": 200, "patch": 200, "delete": 204}),
    # After the PUT, every further request needs the lock's pass.
    "api/me/lock/": Row("account", {"put": 204, "post": 403, "delete": 403}, body=entry({"pass": "A" * 43})),
    "api/me/erasure/": Row("account", {"put": 200, "delete": 204}),
    "api/me/calendar/": Row(
        "consent",
        {"get": 200, "put": 201, "patch": 200, "delete": 204},
        {("other", "patch"): 404},
        entry({"meetings": True}),
    ),
    # With the right secret; without it the answer is 404 (tests/reminders/test_calendar.py).
    "api/calendar/<str:secret>.ics": Row("public", {"get": 200}, {("erased", "get"): 404}),
    "api/events/": Row("account", {"get": 200}),
    "api/export/": Row("account", {"get": 200}),
    "api/changes/": Row("consent", {"get": 200}),
    "api/patterns/": Row("consent", {"get": 200}),
    **{f"api/{kind.word}/": Row("consent", {"get": 200}) for kind in KINDS},
    **{
        f"api/{kind.word}/<uuid:id>/": Row(
            "consent", ENTRY, ENTRY_OF_SOMEONE_ELSE, entry(BODIES[kind.word].other)
        )
        for kind in KINDS
    },
    "api/rest/": Row(
        "consent",
        {"get": 200, "put": 200, "delete": 204},
        body=entry({"until": (timezone.now() + timedelta(days=1)).isoformat()}),
    ),
    "api/nudges/": Row("consent", {"get": 200}),
    "api/nudges/<uuid:id>/response/": Row(
        "consent", {"put": 200}, {("other", "put"): 404}, entry({"action": "opened"})
    ),
    "api/push/key/": Row("consent", {"get": 200}),
    "api/push/subscriptions/": Row("consent", {"get": 200}),
    "api/push/subscriptions/<uuid:id>/": Row(
        "consent", ENTRY, ENTRY_OF_SOMEONE_ELSE, lambda world: subscription()
    ),
    "api/push/subscriptions/<uuid:id>/tests/": Row("consent", {"post": 201}, {("other", "post"): 404}),
    "api/shares/": Row(
        "consent",
        {"get": 200, "post": 201},
        body=entry(DRAFT),
    ),
    "api/shares/preview/": Row("consent", {"post": 200}, body=entry(DRAFT)),
    "api/shares/<uuid:id>/preview/": Row("consent", {"get": 200}, SHARE_OF_SOMEONE_ELSE),
    "api/shares/<uuid:id>/": Row(
        "consent", {"get": 200, "patch": 200, "delete": 204}, SHARE_OF_SOMEONE_ELSE, entry({"label": "N."})
    ),
    "api/shares/<uuid:id>/views/": Row("consent", {"get": 200}, SHARE_OF_SOMEONE_ELSE),
    "api/viewings/": Row(
        "public",
        {"post": 201},
        {(role, "post"): 404 for role in ("revoked", "expired", "forgotten", "erased", "unconsented")}
        | {("wrong PIN", "post"): 401},
        lambda world: secret_of(world),
    ),
    "api/shared/<uuid:share_id>/report/": Row("gate", {"get": 200}),
    "api/shared/<uuid:share_id>/acknowledgement/": Row("gate", {"put": 200}, body=entry({"line": None})),
    "api/shared/<uuid:share_id>/viewing/": Row("gate", {"delete": 204}),
}

#: allauth's own: method -> (status signed in, status signed out), with an empty body.
ALLAUTH: dict[str, dict[str, tuple[int, int]]] = {
    "config": {"get": (200, 200)},
    "auth/signup": {"post": (400, 400)},
    "auth/login": dict.fromkeys(WRITES, (400, 400)),
    "auth/session": {"get": (200, 401), "delete": (401, 401)},
    "auth/sessions": {"get": (200, 401), "delete": (400, 401)}
    | dict.fromkeys(("patch", "put", "post"), (405, 401)),
    "auth/reauthenticate": {"get": (405, 401)} | dict.fromkeys(WRITES, (400, 401)),
    "auth/email/verify": dict.fromkeys(WRITES, (400, 400)),
    "auth/password/request": {"post": (400, 400)},
    "auth/password/reset": dict.fromkeys(WRITES, (400, 400)),
    "auth/webauthn/signup": {"get": (409, 409), "post": (400, 400), "put": (409, 409)},
    "auth/webauthn/login": {"get": (200, 200), "post": (400, 400)},
    "auth/webauthn/authenticate": {"get": (401, 401)} | dict.fromkeys(WRITES, (401, 401)),
    "auth/webauthn/reauthenticate": {"get": (200, 401), "post": (400, 401)}
    | dict.fromkeys(("patch", "put", "delete"), (405, 401)),
    "auth/2fa/authenticate": {"get": (401, 401)} | dict.fromkeys(WRITES, (401, 401)),
    "auth/2fa/reauthenticate": {"get": (405, 401)} | dict.fromkeys(WRITES, (400, 401)),
    "account/email": {"get": (200, 401)} | dict.fromkeys(WRITES, (400, 401)) | {"post": (400, 409)},
    # The following need a recent proof, which `signed_in` hasn't given.
    "account/password/change": dict.fromkeys(METHODS, (401, 401)),
    "account/authenticators": {"get": (200, 401)} | dict.fromkeys(WRITES, (405, 401)),
    "account/authenticators/webauthn": {"get": (401, 401), "post": (400, 401), "put": (400, 401)}
    | {"delete": (400, 401), "patch": (405, 401)},
    "account/authenticators/recovery-codes": {"get": (404, 401)} | dict.fromkeys(WRITES, (400, 401)),
}


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Every route of the URLconf."""
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            yield from routes(item, prefix + str(item.pattern))
        else:
            assert isinstance(item, URLPattern)
            yield prefix + str(item.pattern)


def test_every_route_is_classified() -> None:
    classified = set(MATRIX) | {
        f"_allauth/{client}/v1/{path}" for client in ("browser", "app") for path in ALLAUTH
    }
    # No role here has access to /admin/; tests/staff sends every method to all of its routes.
    open_to_roles = {route for route in routes() if not route.startswith("admin/")}
    assert open_to_roles <= classified, open_to_roles - classified
    assert classified <= open_to_roles


def made(owner: Api, kind: str, body: dict[str, Any]) -> str:
    """The id of a new entry."""
    id = str(uuid4())
    assert owner.put(f"/api/{kind}/{id}/", body).status_code == 201
    return id


def nudge(person: Person) -> Nudge:
    now = timezone.now()
    return Nudge.objects.create(
        person=person, reminder=uuid4(), due_at=now, local_date=now.date(), slot=0, useful_until=now
    )


@pytest.fixture
def own_world(db: None, settings: Any) -> World:
    """A new world, for other modules whose tests may commit."""
    settings.PUSH_EXTRA_HOSTS = NOWHERE
    return create_world()


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Created once, in a transaction in which each test's own transaction is a savepoint."""
    with django_db_blocker.unblock(), override_settings(PUSH_EXTRA_HOSTS=NOWHERE), transaction.atomic():
        yield create_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: World, db: None, settings: Any) -> World:
    """The shared world in its initial state, whatever other tests did to it."""
    settings.PUSH_EXTRA_HOSTS = NOWHERE
    owner = Api()
    owner.person = Person.objects.get(pk=shared_world.alice.pk)
    cookies = shared_world.owner.client.cookies
    owner.client.cookies.load({name: cookie.value for name, cookie in cookies.items()})
    return World(owner.person, owner, copy.deepcopy(shared_world.share), dict(shared_world.ids))


def create_world() -> World:
    alice = Person.objects.create(username="alice", password="!", consent_version=catalogue.CONSENT_VERSION)
    owner = Api(alice)
    mine = share(owner)
    ids = {
        **{kind.word: made(owner, kind.word, BODIES[kind.word].other) for kind in KINDS},
        "push": subscribe(owner, endpoint="https://push.test/1")["id"],
        "nudges": str(nudge(alice).pk),
        "shares": mine["id"],
        "shared": mine["id"],
        "calendar": Calendar.open(alice.pk, timezone.now()),
    }
    return World(alice, owner, mine, ids)


def come_as(role: str, world: World) -> Api:
    """A client in this role, after the steps that lead to it."""
    if role == "of another share":
        return open_link(share(world.owner)["link"])
    if role in LINKED:
        viewer = open_link(world.share["link"])
        bring_about(role, world)
        return viewer
    if role == "owner":
        return world.owner
    if role == "other":
        return Api(
            Person.objects.create(username="bob", password="!", consent_version=catalogue.CONSENT_VERSION)
        ).prove()
    if role == "unconsented":
        world.owner.patch("/api/me/", {"consent": None})
        return world.owner
    if role == "erased":
        device = Api(world.alice)
        assert world.owner.delete("/api/me/").status_code == 204
        return device
    if role == "wrong PIN":
        world.owner.patch(f"/api/shares/{world.share['id']}/", {"pin": "0417"})
        guessing = Api()
        assert guessing.post("/api/viewings/", secret_of(world) | {"pin": "1704"}).status_code == 401
        return guessing
    return Api()


def secret_of(world: World) -> dict[str, str]:
    return dict(zip(("share", "secret"), world.share["link"].split("#")[1].split("."), strict=True))


def bring_about(role: str, world: World) -> None:
    mine = Share.objects.filter(pk=world.share["id"])
    if role == "revoked":
        world.owner.patch(f"/api/shares/{world.share['id']}/", {"revoked": True})
    elif role == "expired":
        mine.update(expires_at=timezone.now())
    elif role == "idle":
        Viewing.objects.update(seen_at=timezone.now() - IDLE)
    elif role == "out of scope":
        narrowed = {"sections": ["people"], "hold_back_days": 30, "from": timezone.localdate().isoformat()}
        assert world.owner.prove().patch(f"/api/shares/{world.share['id']}/", narrowed).status_code == 200
    elif role == "forgotten":
        world.owner.delete(f"/api/shares/{world.share['id']}/")


def address(route: str, world: World) -> str:
    if route == DAMAGED_LINK:
        return "/s%23" + world.share["link"].split("#")[1]
    held = world.ids[route.split("/")[1]] if "<" in route else ""
    return "/" + re.sub(r"<\w+:\w+>", held, route)


def expected(row: Row, role: str, method: str) -> int:
    """The status for this role and method: access to the route is checked first, then the method."""
    signed_in = role in SIGNED_IN
    if row.door in ("account", "consent") and not signed_in:
        return 401
    if row.door == "consent" and role == "unconsented":
        return 403
    if row.door == "gate" and role not in MAY_LOOK:
        return 401
    return row.but.get((role, method), row.methods.get(method, 405)) if method in row.methods else 405


def check_options_and_trace(caller: Api, path: str, status: int) -> None:
    for method in UNSUPPORTED:
        answer = getattr(caller.client, method)(path)
        assert (method, answer.status_code) == (method, status)


def check_head(caller: Api, path: str) -> None:
    """HEAD has the status of GET and no body."""
    head, got = caller.client.head(path), caller.get(path)
    assert head.status_code == got.status_code
    assert not b"".join(head)
    b"".join(got)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", MATRIX)
def test_each_role_gets_the_expected_status(route: str, role: str, world: World) -> None:
    row, caller = MATRIX[route], come_as(role, world)
    if route in ("s", DAMAGED_LINK) and not (settings.FRONTEND_DIST / "share.html").exists():
        pytest.skip("the front end is not built")
    statuses = {}
    check_options_and_trace(caller, address(route, world), expected(row, role, "options"))
    check_head(caller, address(route, world))
    for method in METHODS:
        arguments = () if method in ("get", "delete") else (row.body(world),)
        answer = getattr(caller, method)(address(route, world), *arguments)
        statuses[method] = answer.status_code
        if method == "delete" and answer.status_code == 204:
            break
    assert statuses == {method: expected(row, role, method) for method in statuses}


@pytest.mark.parametrize("client", ["browser", "app"])
@pytest.mark.parametrize("path", ALLAUTH)
def test_allauth_gives_nothing_to_signed_out_clients(path: str, client: str, world: World) -> None:
    world.alice.password = hashed(PASSWORD)
    world.alice.save()
    signed_out, signed_in = Api(), Api(world.alice)
    if client == "app":
        signed_in = signed_in.as_app()
    for method in METHODS:
        inside, outside = ALLAUTH[path].get(method, (405, 405))
        arguments = () if method in ("get", "delete") else ({},)
        address = f"/_allauth/{client}/v1/{path}"
        answer = getattr(signed_out, method)(address, *arguments)
        assert (method, answer.status_code) == (method, outside)
        answer = getattr(signed_in, method)(address, *arguments)
        assert (method, answer.status_code) == (method, inside)


@pytest.mark.parametrize("client", ["browser", "app"])
@pytest.mark.parametrize("role", ROLES)
def test_allauth_treats_each_role_as_signed_in_or_signed_out(role: str, client: str, world: World) -> None:
    """Neither a viewing's cookie nor the session of an erased account gives access."""
    came = come_as(role, world)
    if came.person and role in SIGNED_IN:
        # A password, so that allauth can ask for a proof.
        came.person.password = hashed(PASSWORD)
        came.person.save()
    for path, methods in ALLAUTH.items():
        # A new session for each path, since some of them end the session.
        inside = role in SIGNED_IN
        caller = Api(came.person) if inside else came
        if inside and client == "app":
            caller = caller.as_app()
        address = f"/_allauth/{client}/v1/{path}"
        check_options_and_trace(caller, address, 405)
        for method in METHODS:
            expected = methods.get(method, (405, 405))[0 if inside else 1]
            arguments = () if method in ("get", "delete") else ({},)
            status = getattr(caller, method)(address, *arguments).status_code
            assert (path, method, status) == (path, method, expected)


def test_a_share_out_of_scope_shows_no_entries(world: World) -> None:
    """The matrix only checks the status 200; this checks that the report contains none of Alice's data."""
    seen = come_as("out of scope", world).get("report/").json()
    assert seen["entries"] == []
    assert not [name for name in ("check_ins", "days", "patterns", *SHARED) if seen[name]]
