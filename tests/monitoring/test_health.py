"""/healthz: the process answers. /readyz: the database also answers and is migrated."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.conftest import Api


def test_healthz_answers(stranger: Api) -> None:
    assert stranger.get("/healthz").status_code == 200
    assert stranger.client.head("/readyz").status_code == 200


def test_a_migrated_database_is_ready(stranger: Api) -> None:
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_database_with_pending_migrations_is_not_ready(stranger: Api) -> None:
    MigrationRecorder(connection).record_unapplied("checkins", "0001_initial")
    answer = stranger.get("/readyz")
    assert answer.status_code == 503
    assert b"migrations" in answer.content
    assert stranger.get("/healthz").status_code == 200


def test_an_unreachable_database_is_not_ready(stranger: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseError("could not connect to words-of-the-operator")

    monkeypatch.setattr("backend.monitoring.health.MigrationExecutor", away)
    answer = stranger.get("/readyz")
    assert answer.status_code == 503
    assert b"operator" not in answer.content


@pytest.mark.django_db
def test_health_checks_take_few_queries(stranger: Api, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        stranger.get("/readyz")
    with django_assert_max_num_queries(0):  # type: ignore[operator]
        stranger.get("/healthz")
