"""The WSGI entry point for external application servers."""

import os

from django.core.wsgi import get_wsgi_application

from backend.starting import load_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
load_settings()
application = get_wsgi_application()
