"""A database that applied the first migrations before they were edited gets the missing columns."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from backend.accounts.models import Person
from backend.people.models import KnownPerson
from backend.tables import missing_columns
from tests.conftest import Api, make_person

pytestmark = pytest.mark.django_db(transaction=True)
ID = "0192e0f0-0000-7000-8000-000000000000"
KEPT = {"nickname": "J.", "safe": "yes"}


@pytest.fixture
def early(alice: Person) -> Api:
    """Alice, with a saved person, on a database from before 23 November 2026."""
    api = Api(alice)
    assert api.put(f"/api/people/{ID}/", KEPT).status_code == 201
    with connection.schema_editor() as editor:
        for name in ("color", "signs"):
            editor.remove_field(KnownPerson, KnownPerson._meta.get_field(name))
    return api


@pytest.fixture(autouse=True)
def _whole_again() -> Any:
    yield
    MigrationRecorder(connection).record_unapplied("people", "0002_columns_left_out")
    call_command("migrate", verbosity=0)
    assert not missing_columns()


def test_the_database_is_not_ready_and_the_missing_columns_are_named(early: Api, stranger: Api) -> None:
    answer = stranger.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"the database lacks people_knownperson.color, people_knownperson.signs\n"


def test_migrating_adds_the_columns_and_keeps_the_data(early: Api, stranger: Api) -> None:
    MigrationRecorder(connection).record_unapplied("people", "0002_columns_left_out")
    call_command("migrate", verbosity=0)
    assert stranger.get("/readyz").status_code == 200
    found = early.get(f"/api/people/{ID}/").json()
    assert found | KEPT | {"color": None, "signs": []} == found
    changed = early.put(f"/api/people/{ID}/", KEPT | {"color": "moss"}, **{"If-Match": '"1"'})
    assert changed.status_code == 200, changed.content
    assert changed.json()["color"] == "moss"


def test_a_complete_database_is_not_changed(alice: Person) -> None:
    MigrationRecorder(connection).record_unapplied("people", "0002_columns_left_out")
    executor = MigrationExecutor(connection)
    assert [str(each) for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())] == [
        "people.0002_columns_left_out"
    ]
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert not missing_columns()
    assert make_person("bob").pk
