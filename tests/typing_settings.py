"""The settings as the type checker's Django plugin loads them: with keys of their own, on any machine."""

import tests.environment  # noqa: F401 (sets them)
from backend.settings import *  # noqa: F403
