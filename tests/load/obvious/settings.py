"""Our deployment's settings, with the obvious design's tables beside ours."""

from backend.settings import *  # noqa: F403
from backend.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.load.obvious"]
