"""Which key-encryption keys the data keys still need."""

from django.core.exceptions import ImproperlyConfigured

from backend.sealing.keyring import wrapping_keys
from backend.sealing.models import DataKey


def refuse_missing_keys() -> None:
    """Raise ImproperlyConfigured when a data key is wrapped by a key that nobody configured."""
    needed = set(DataKey.objects.values_list("wrapped_by", flat=True).distinct())
    missing = sorted(needed - wrapping_keys().keys())
    if missing:
        raise ImproperlyConfigured(
            f"NOTICING_SEALING_KEYS lacks {', '.join(missing)}: words sealed under it would not open"
        )
