"""Adjusts a restored database for phones, ids and share links that are ahead of the backup."""

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F
from django.utils import timezone

from backend.accounts.models import Person
from backend.backups.kept import data_models
from backend.entries.models import Epoch
from backend.sealing.models import DataKey
from backend.sharing.models import Share, Viewing

#: More than the revisions and ids that can have been used between a backup and the loss of its database.
AHEAD = 1_000_000


def start_new_epoch(erased: set[int], keep_shares: bool) -> None:
    """Give the database a new epoch, advance revisions and ids, end viewings, and revoke shares unless kept.

    Needs the transaction that restored the rows.
    """
    Epoch.objects.all().delete()
    Epoch.current()
    Person.objects.update(revision=F("revision") + AHEAD)
    _continue_numbering(erased)
    Viewing.objects.update(token_digest=None)
    if not keep_shares:
        # A share that was revoked or narrowed after the backup would be open again, unnoticed.
        Share.objects.revoke_all(timezone.now())


def _continue_numbering(erased: set[int]) -> None:
    """Ensure that ids aren't reused, since lists of erasures and keys files refer to people by their ids."""
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
