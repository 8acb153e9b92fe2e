"""The service's settings with a fast password hasher: the real one is slow on purpose, and few tests need it.

Processes that a test starts inherit these settings through DJANGO_SETTINGS_MODULE. Tests of hashing itself
use the service's own hasher (fixture `hashing`, tests/conftest.py).
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from backend.settings import *  # noqa: F403


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm at the lowest cost that its library accepts."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = ["tests.quick_settings.QuickArgon2"]
