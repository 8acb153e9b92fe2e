"""The plain design's settings, with the tables of this one."""

from tests.load.plain.settings import *  # noqa: F403
from tests.load.plain.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.load.patterns_peer"]
ROOT_URLCONF = "tests.load.patterns_peer.urls"
