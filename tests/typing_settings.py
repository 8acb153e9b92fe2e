"""The settings for the type checker's Django plugin, with generated keys so that they load on any machine."""

import tests.environment  # noqa: F401 (sets them)
from backend.settings import *  # noqa: F403
