"""The Celery app and the schedule of all periodic tasks.

Tasks have ids as arguments at most, and there is no result backend. The rows are the work queue: a task that
is lost, repeated or late does no harm, since the next one finds the same rows.
"""

import os

from celery import Celery
from celery.schedules import crontab

from backend.beat import AlignedInterval
from backend.starting import load_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
load_settings()

#: Seconds between two runs of the task that plans due reminders.
RING = 10

app = Celery("noticing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # The broker may be unavailable for hours: keep retrying.
    broker_connection_max_retries=None,
    timezone="UTC",
)
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Expires if no worker takes it in time, since the next one finds the same rows.
    "ring": {
        "task": "backend.reminders.tasks.ring",
        "schedule": AlignedInterval(RING),
        "options": {"expires": RING},
    },
    # The request starts this task, too; this one is for when the broker was unavailable.
    "mail resets": {
        "task": "backend.accounts.tasks.mail_resets",
        "schedule": crontab(),
        "options": {"expires": 60},
    },
    "forget unfinished sign-ups": {
        "task": "backend.accounts.tasks.forget_unfinished_sign_ups",
        "schedule": crontab(minute=7),
    },
    "forget ended sessions": {
        "task": "backend.accounts.tasks.forget_ended_sessions",
        "schedule": crontab(minute=17),
    },
    "forget sessions of erased accounts": {
        "task": "backend.accounts.tasks.forget_erased_sessions",
        "schedule": crontab(minute=57),
    },
    "erase those whose week is over": {
        "task": "backend.personal_data.tasks.erase_due",
        "schedule": crontab(minute="7,37"),
    },
    "retry what was set aside": {
        "task": "backend.personal_data.tasks.retry_set_aside",
        "schedule": crontab(minute=37),
    },
    "remove reminders around meetings that are over": {
        "task": "backend.reminders.tasks.remove_meetings",
        "schedule": crontab(minute=47),
    },
    "empty the write-ahead log": {
        "task": "backend.accounts.tasks.empty_log",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "write the database file anew": {
        "task": "backend.accounts.tasks.rewrite_database",
        "schedule": crontab(hour=3, minute=47),
        "options": {"expires": 3600},
    },
    "forget old nudges": {
        "task": "backend.reminders.tasks.delete_old_rows",
        "schedule": crontab(minute=47),
    },
    "forget ended viewings": {
        "task": "backend.sharing.tasks.forget_ended_viewings",
        "schedule": crontab(minute=27),
    },
}
