"""One task rings, another one sends one nudge."""

import json

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from pywebpush import WebPushException, webpush

from backend.push.vapid import newest, own_keys
from tests.load.obvious.models import Device, Reminder, Sent
from tests.load.sending_designs import raw


@shared_task
def ring() -> None:
    for reminder in Reminder.objects.filter(active=True, next_at__lte=timezone.now()):
        reminder.advance()
        nudge.delay(reminder.pk)


@shared_task
def nudge(pk: int) -> None:
    reminder = Reminder.objects.select_related("person").get(pk=pk)
    device = reminder.person.obvious_devices.order_by("-pk").first()
    if device is not None:
        Sent.objects.create(reminder=reminder, device=device, status=send(reminder, device))


def send(reminder: Reminder, device: Device) -> int:
    """The status that the push service answers."""
    notification = {"title": "A quiet moment, if you want one.", "navigate": "/", "tag": f"{reminder.pk}"}
    try:
        answer = webpush(
            subscription_info={
                "endpoint": device.endpoint,
                "keys": {"p256dh": device.p256dh, "auth": device.auth},
            },
            data=json.dumps({"web_push": 8030, "notification": notification}),
            vapid_private_key=raw(own_keys()[newest()]),
            vapid_claims={"sub": settings.VAPID_SUBJECT},
            ttl=3600,
            headers={"Topic": f"obvious-{reminder.pk}", "Urgency": "high"},
        )
    except WebPushException as refused:
        if refused.response is not None and refused.response.status_code in (404, 410):
            device.delete()
        raise
    status: int = answer.status_code
    return status
