"""/metrics for Prometheus: how late nudges are, and what became of them. Counted from rows, so that every web
process says the same; nothing of anybody is in it."""

import secrets
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from backend.api.problems import safe_only
from backend.api.proxies import is_trusted, parsed
from backend.entries.models import SetAside
from backend.push.models import PushOrigin, Subscription
from backend.push.vapid import own_keys
from backend.reminders.health import deliveries_pending, nudges_by_state
from backend.reminders.lag import lag


@safe_only
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for everybody who is neither on this machine nor shows the token."""
    if not (is_local(request) or shows_token(request)):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Rows())
    try:
        page = generate_latest(registry)
    except DatabaseError:
        return HttpResponse("the database doesn't answer\n", status=503, content_type="text/plain")
    return HttpResponse(page, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def is_local(request: HttpRequest) -> bool:
    """From this machine itself; not if a proxy runs on it, since through that everybody might come."""
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    came_by_proxy = request.META.get("noticing.forwarded", False)
    return address is not None and address.is_loopback and not came_by_proxy and not is_trusted(address)


def shows_token(request: HttpRequest) -> bool:
    """RFC 6750 section 2.1."""
    ours = settings.METRICS_TOKEN
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if ours is None or kind.lower() != "bearer":
        return False
    return secrets.compare_digest(token.encode(), ours.encode())


class Rows(Collector):
    """Asked anew with every look."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield GaugeMetricFamily(
            "noticing_oldest_due_lag_seconds",
            "How long the oldest due reminder or delivery has waited; over 120 nobody is at work.",
            lag(now).total_seconds(),
        )
        about = "Nudges that fell due in the last 24 hours, by what became of them."
        yield labelled("noticing_nudges", about, "state", nudges_by_state(now))
        yield GaugeMetricFamily(
            "noticing_deliveries_pending",
            "Sendings that wait: for a worker, a push service, or the end of quiet hours.",
            deliveries_pending(),
        )
        services = list(PushOrigin.objects.all())
        paused = {
            row.origin: int(row.paused_until is not None and row.paused_until > now) for row in services
        }
        yield labelled("noticing_push_paused", "1 while a push service is left alone.", "origin", paused)
        refused = {row.origin: int(row.breaker.key_refused) for row in services}
        about = "1 from when a push service refuses our own key (401, 403) until it accepts a push."
        yield labelled("noticing_push_key_refused", about, "origin", refused)
        failing = {row.origin: len(row.breaker.failing(now)) for row in services}
        about = "People whose devices a push service failed within the last two minutes."
        yield labelled("noticing_push_failing", about, "origin", failing)
        aside = dict(SetAside.objects.values_list("reason").annotate(Count("pk")))
        about = "Rows that can't be read, by the reason; they are tried again every hour."
        yield labelled("noticing_set_aside", about, "reason", dict.fromkeys(SetAside.REASONS, 0) | aside)
        about = "Devices by the VAPID key that they subscribed with; a dropped one reaches nobody."
        yield labelled("noticing_push_subscriptions", about, "key", subscriptions_by_key())


def subscriptions_by_key() -> dict[str, int]:
    """While a key is rotated: how many phones have not come over yet."""
    found = dict(Subscription.objects.values_list("key").annotate(Count("pk")))
    newest, *older = own_keys()
    own = {"newest": found.get(newest, 0), "older": sum(found.get(key, 0) for key in older)}
    return own | {"dropped": sum(found.values()) - sum(own.values())}


def labelled(name: str, about: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
