"""Whether this web process lives, and whether it may take requests."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from backend.api.problems import safe_only


@safe_only
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@safe_only
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated, else 503. Says nothing of the workers: a web process
    with late workers behind it is still the best place for a request."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImproperlyConfigured):
        return HttpResponse("the database doesn't answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("the database waits for its migrations\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
