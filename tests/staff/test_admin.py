"""/admin/ is for staff who have just signed in: accounts and figures about reminders, read-only."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backend.accounts.models import Person
from tests.conftest import Api, keep, make_person, subscribe
from tests.sealing.test_canary import CANARY, write_everywhere
from tests.test_matrix import METHODS, ROLES, World, come_as, routes
from tests.test_matrix import own_world as world

__all__ = ["world"]
PAGES = ["/admin/", "/admin/accounts/", "/admin/accounts/person/", "/admin/reminders/"]
ADMIN = [route for route in routes() if route.startswith("admin/")]


@pytest.fixture
def staff(db: None) -> Api:
    """Somebody who runs the service, and has just signed in."""
    person = make_person("sam")
    call_command("staff", "sam", stdout=StringIO())
    person.refresh_from_db()
    return Api(person).prove()


def test_the_admin_has_only_these_pages() -> None:
    assert len(ADMIN) == len(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_without_staff_permission_every_method_gets_404(role: str, world: World) -> None:
    caller = come_as(role, world)
    nothing = caller.get("/nowhere/")
    for page in [
        *PAGES,
        "/admin/login/",
        "/admin/logout/",
        "/admin/jsi18n/",
        "/admin/accounts/person/1/change/",
    ]:
        for method in METHODS:
            arguments = () if method in ("get", "delete") else ({},)
            answer = getattr(caller, method)(page, *arguments)
            assert (page, method, answer.status_code) == (page, method, 404)
            assert answer.content == nothing.content


@pytest.mark.parametrize("page", PAGES)
def test_staff_can_only_read(page: str, staff: Api) -> None:
    answer = staff.get(page)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    for method in ("post", "put", "patch", "delete"):
        arguments = () if method == "delete" else ({},)
        assert getattr(staff, method)(page, *arguments).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_staff_without_a_recent_proof_get_404(page: str, staff: Api) -> None:
    assert staff.person
    assert Api(staff.person).get(page).status_code == 404


def test_staff_in_a_locked_session_get_404(staff: Api) -> None:
    assert staff.put("/api/me/lock/", {"pass": "A" * 43}).status_code == 204
    assert staff.get("/admin/").status_code == 404


def test_former_staff_get_404(staff: Api) -> None:
    said = StringIO()
    call_command("staff", "sam", "--off", stdout=said)
    assert said.getvalue().strip() == "sam is no longer staff"
    assert staff.get("/admin/").status_code == 404


def test_an_unknown_username_is_reported(db: None) -> None:
    with pytest.raises(CommandError, match="there is no account of that name"):
        call_command("staff", "nobody")


def test_an_account_is_shown_without_private_data(staff: Api, alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(email="alice@noticing.example", zone="Europe/Lisbon")
    as_alice = Api(alice)
    write_everywhere(as_alice)
    keep(as_alice)
    page = staff.get("/admin/accounts/person/").content.decode()
    assert "alice" in page
    assert f'<td class="field-devices_count">{alice.push.count()}</td>' in page
    for kept in (CANARY, "alice@", "Lisbon", "argon2", str(alice.sharing.get().pk)):
        assert kept not in page


def test_an_account_is_found_by_its_full_name_only(staff: Api, alice: Person) -> None:
    assert ">alice<" in staff.get("/admin/accounts/person/?q=alice").content.decode()
    assert ">alice<" not in staff.get("/admin/accounts/person/?q=ali").content.decode()


@pytest.mark.parametrize("asked", ["password__startswith=a", "email=x", "e=1", "q=%00", "zone__exact=UTC"])
def test_other_queries_are_not_available(staff: Api, asked: str) -> None:
    assert staff.get(f"/admin/accounts/person/?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["o=9.x", "o=-1", "p=1", "q=" + "a" * 500])
def test_any_order_page_and_search_gets_an_answer(staff: Api, asked: str) -> None:
    assert staff.get(f"/admin/accounts/person/?{asked}").status_code == 200


def test_reminders_are_shown_as_figures(staff: Api, as_alice: Api) -> None:
    subscribe(as_alice)
    page = staff.get("/admin/reminders/").content.decode()
    assert "has waited for</th><td>0 s</td>" in page
    assert "accepted</th><td>0</td>" in page


def test_no_other_table_is_registered() -> None:
    from django.contrib import admin

    from backend.staff.site import site

    assert set(site._registry) == {Person}
    assert not admin.site._registry


def test_admin_responses_have_the_strict_headers(staff: Api) -> None:
    answer = staff.get("/admin/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<script>" not in answer.content.decode()
