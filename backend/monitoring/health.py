"""Whether this web process lives, and whether it may take requests."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from backend.api.problems import safe_only
from backend.tables import missing_columns


@safe_only
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@safe_only
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated and has the models' columns, else 503. Says nothing of the
    workers: a web process with late workers behind it is still the best place for a request."""
    wrong = what_is_wrong()
    return HttpResponse(f"{wrong or 'ok'}\n", status=503 if wrong else 200, content_type="text/plain")


def what_is_wrong() -> str | None:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "the database waits for its migrations"
        missing = missing_columns()
    except (DatabaseError, ImproperlyConfigured):
        return "the database doesn't answer"
    return f"the database lacks {', '.join(missing)}" if missing else None
