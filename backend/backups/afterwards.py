"""What makes a restored database a new beginning for phones, ids and readers."""

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F
from django.utils import timezone

from backend.accounts.models import Person
from backend.backups.kept import data_models
from backend.entries.models import Epoch
from backend.sealing.models import DataKey
from backend.sharing.models import Share, Viewing

#: More than was ever written, or anyone signed up, between a backup and the loss of its database.
AHEAD = 1_000_000


def begin_anew(erased: set[int], keep_shares: bool) -> None:
    """Within the transaction that restored the rows."""
    Epoch.objects.all().delete()
    Epoch.current()
    Person.objects.update(revision=F("revision") + AHEAD)
    _continue_numbering(erased)
    Viewing.objects.update(token_digest=None)
    if not keep_shares:
        # A share stopped or narrowed after the backup would be wide open again, and nobody would know.
        Share.objects.revoke_all(timezone.now())


def _continue_numbering(erased: set[int]) -> None:
    """No id is given again: lists of erasures and keys files know people by theirs."""
    highest = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    start = max(highest, *erased, 0) + AHEAD
    table, column = Person._meta.db_table, Person._meta.pk.column
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*data_models(), DataKey]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, start])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
