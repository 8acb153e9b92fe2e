"""The liveness and readiness checks of a web process."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from backend.api.problems import safe_only
from backend.tables import missing_columns


@safe_only
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness: 200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@safe_only
def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness: 200 if the database answers, is migrated and has the models' columns, else 503.

    Doesn't check the workers, since a web process can serve requests without them.
    """
    problem = find_problem()
    return HttpResponse(f"{problem or 'ok'}\n", status=503 if problem else 200, content_type="text/plain")


def find_problem() -> str | None:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "the database waits for its migrations"
        missing = missing_columns()
    except (DatabaseError, ImproperlyConfigured):
        return "the database doesn't answer"
    return f"the database lacks {', '.join(missing)}" if missing else None
