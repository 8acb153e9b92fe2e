"""Which key-encryption keys the data keys still need, and how to need only the newest."""

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from backend.sealing.cipher import SealBrokenError
from backend.sealing.keyring import wrapping_keys
from backend.sealing.models import DataKey

#: Data keys rewrapped in one transaction: writers wait for it on SQLite, so it is short.
BATCH = 100


def refuse_missing_keys() -> None:
    """Raise ImproperlyConfigured when a data key is wrapped by a key that nobody configured."""
    needed = set(DataKey.objects.values_list("wrapped_by", flat=True).distinct())
    missing = sorted(needed - wrapping_keys().keys())
    if missing:
        raise ImproperlyConfigured(
            f"NOTICING_SEALING_KEYS lacks {', '.join(missing)}: words sealed under it would not open"
        )


def left() -> int:
    """How many data keys an older key-encryption key wraps."""
    return DataKey.objects.exclude(wrapped_by=next(iter(wrapping_keys()))).count()


def rewrap() -> Iterator[int]:
    """Wrap each of them by the newest; yields how many of a batch were, while the service runs.

    One that doesn't open is left as it is, so `left()` is then not 0.
    """
    newest, after = next(iter(wrapping_keys())), 0
    while True:
        others = DataKey.objects.exclude(wrapped_by=newest).filter(pk__gt=after).order_by("pk")
        batch = list(others[:BATCH])
        if not batch:
            return
        after = batch[-1].pk
        with transaction.atomic():
            count = sum(_rewrapped(row) for row in batch)
        yield count


def _rewrapped(row: DataKey) -> int:
    """1, or 0 when it does not open, or is gone or rewrapped meanwhile: an erased key never comes back."""
    try:
        fresh = DataKey.wrap(row.person_id, row.version, row.unwrap())
    except SealBrokenError:
        return 0
    unchanged = DataKey.objects.filter(pk=row.pk, wrapped_by=row.wrapped_by)
    return unchanged.update(wrapped_by=fresh.wrapped_by, wrapped=fresh.wrapped)
