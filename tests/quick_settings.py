"""The service's settings, but for one: a password's hash is slow on purpose, and few tests are about that.

Processes that a test starts inherit them with DJANGO_SETTINGS_MODULE. What is about hashing takes the
service's own hasher (`hashing`, tests/conftest.py).
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from backend.settings import *  # noqa: F403


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm at the least cost that its library takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = ["tests.quick_settings.QuickArgon2"]
