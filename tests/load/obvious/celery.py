"""A Celery app as Django's guide to Celery shows it: its defaults."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.load.obvious.settings")
app = Celery("obvious")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_ignore_result = True
app.autodiscover_tasks(["tests.load.obvious"])
