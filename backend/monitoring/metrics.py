"""/metrics for Prometheus: the lag of nudges, and counts by outcome.

Counted from rows, so that every web process gives the same values. Contains nothing about any person.
"""

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
from backend.reminders.health import deliveries_pending, mails_held_up, nudges_by_state
from backend.reminders.lag import lag


@safe_only
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics. 404 unless the request is local or has the token."""
    if not (is_local(request) or has_token(request)):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Rows())
    try:
        page = generate_latest(registry)
    except DatabaseError:
        return HttpResponse("the database doesn't answer\n", status=503, content_type="text/plain")
    return HttpResponse(page, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def is_local(request: HttpRequest) -> bool:
    """Whether the request is from this machine and didn't come through a proxy, which anybody could use."""
    address = parsed(request.META.get("REMOTE_ADDR", ""))
    proxied = request.META.get("noticing.forwarded", False)
    return address is not None and address.is_loopback and not proxied and not is_trusted(address)


def has_token(request: HttpRequest) -> bool:
    """Whether the request has the bearer token (RFC 6750 section 2.1)."""
    configured = settings.METRICS_TOKEN
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if configured is None or kind.lower() != "bearer":
        return False
    return secrets.compare_digest(token.encode(), configured.encode())


class Rows(Collector):
    """Counts the rows at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield GaugeMetricFamily(
            "noticing_oldest_due_lag_seconds",
            "How long the oldest due reminder or delivery has waited; over 120, no worker or beat runs.",
            lag(now).total_seconds(),
        )
        about = "Nudges that fell due in the last 24 hours, by state."
        yield labelled("noticing_nudges", about, "state", nudges_by_state(now))
        yield GaugeMetricFamily(
            "noticing_deliveries_pending",
            "Pending deliveries: waiting for a worker, a push service or the end of quiet hours.",
            deliveries_pending(),
        )
        yield GaugeMetricFamily(
            "noticing_mail_server_failing",
            "Mails of the last 24 hours that wait, or came too late, since our mail server can't be used.",
            mails_held_up(now),
        )
        services = list(PushOrigin.objects.all())
        paused = {
            row.origin: int(row.paused_until is not None and row.paused_until > now) for row in services
        }
        yield labelled(
            "noticing_push_paused", "1 while the circuit breaker of a push service is open.", "origin", paused
        )
        refused = {row.origin: int(row.breaker.key_refused) for row in services}
        about = "1 after a push service refused our own key (401, 403), until it accepts a push."
        yield labelled("noticing_push_key_refused", about, "origin", refused)
        failing = {row.origin: len(row.breaker.failing(now)) for row in services}
        about = "People for whose devices a push service failed in the last two minutes or since its pause."
        yield labelled("noticing_push_failing", about, "origin", failing)
        none = dict.fromkeys(SetAside.Reason.values, 0)
        aside = none | dict(SetAside.objects.values_list("reason").annotate(Count("pk")))
        about = "Rows that can't be read, by reason; they are retried every hour."
        yield labelled("noticing_set_aside", about, "reason", aside)
        about = "Devices by the VAPID key of their subscription; those with a dropped key can't be reached."
        yield labelled("noticing_push_subscriptions", about, "key", subscriptions_by_key())


def subscriptions_by_key() -> dict[str, int]:
    """How many devices use the newest key, an older one or a dropped one.

    Shows the progress of a rotation.
    """
    by_key = dict(Subscription.objects.values_list("key").annotate(Count("pk")))
    newest, *older = own_keys()
    configured = {"newest": by_key.get(newest, 0), "older": sum(by_key.get(key, 0) for key in older)}
    return configured | {"dropped": sum(by_key.values()) - sum(configured.values())}


def labelled(name: str, about: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
