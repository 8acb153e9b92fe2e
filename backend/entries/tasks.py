from celery import shared_task
from django.utils import timezone


@shared_task
def try_set_aside_again() -> None:
    """Twice or by two workers does no harm: what reads again is no longer set aside."""
    from backend.entries.aside import try_again

    try_again(timezone.now())
