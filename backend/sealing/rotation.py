"""Rotation of key-encryption keys: checks which ones are needed, and rewraps data keys with the newest."""

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from backend.sealing.cipher import SealBrokenError
from backend.sealing.keyring import wrapping_keys
from backend.sealing.models import DataKey

#: Data keys per transaction. Few, since other writers wait for it on SQLite.
BATCH = 100


def refuse_missing_keys() -> None:
    """Raise ImproperlyConfigured if a data key is wrapped by a key that isn't configured."""
    needed = set(DataKey.objects.values_list("wrapped_by", flat=True).distinct())
    missing = sorted(needed - wrapping_keys().keys())
    if missing:
        raise ImproperlyConfigured(
            f"NOTICING_SEALING_KEYS lacks {', '.join(missing)}: words sealed under it would not open"
        )


def left() -> int:
    """How many data keys are wrapped by an older key-encryption key."""
    return DataKey.objects.exclude(wrapped_by=next(iter(wrapping_keys()))).count()


def rewrap() -> Iterator[int]:
    """Wrap the data keys of older key-encryption keys with the newest, while the service runs.

    Yields how many of each batch were rewrapped.

    A data key that can't be unwrapped is skipped, so `left()` is not 0 afterwards.
    """
    newest, after = next(iter(wrapping_keys())), 0
    while True:
        others = DataKey.objects.exclude(wrapped_by=newest).filter(pk__gt=after).order_by("pk")
        batch = list(others[:BATCH])
        if not batch:
            return
        after = batch[-1].pk
        with transaction.atomic():
            count = sum(_rewrap(row) for row in batch)
        yield count


def _rewrap(row: DataKey) -> int:
    """1, or 0 if it can't be unwrapped or was deleted or rewrapped meanwhile.

    Never restores a deleted key.
    """
    try:
        fresh = DataKey.wrap(row.person_id, row.version, row.unwrap())
    except SealBrokenError:
        return 0
    unchanged = DataKey.objects.filter(pk=row.pk, wrapped_by=row.wrapped_by)
    return unchanged.update(wrapped_by=fresh.wrapped_by, wrapped=fresh.wrapped)
