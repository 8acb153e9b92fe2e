"""Nudges on a phone: its browser's push, which ends at the stand-in service here, and its notifications."""

import json
from typing import Any

from playwright.sync_api import Worker

from tests.e2e.phone import Phone
from tests.services.push_service import PushService, Subscription

#: A browser's own push service is out of reach in a test: the page gets the stand-in's subscription instead.
#: Which key it was subscribed with outlives the page, as it does in a browser.
STAND_IN = """({ given, name }) => {
  const subscription = (key) => ({
    endpoint: given.endpoint,
    options: { userVisibleOnly: true, applicationServerKey: Uint8Array.from(key).buffer },
    toJSON: () => ({ ...given, expirationTime: null }),
    unsubscribe: async () => {
      localStorage.removeItem(name);
      return true;
    },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const key = [...new Uint8Array(applicationServerKey)];
    localStorage.setItem(name, JSON.stringify(key));
    return subscription(key);
  };
  PushManager.prototype.getSubscription = async () => {
    const key = JSON.parse(localStorage.getItem(name));
    return key && subscription(key);
  };
}"""
SHOWN = """async () => {
  const all = await (await navigator.serviceWorker.ready).getNotifications();
  return all.map(({ title, tag, lang, body, data, actions }) => ({
    title, tag, lang, body, data, actions: actions.map(({ action, title }) => [action, title]),
  }));
}"""
#: Chromium forgets a notification that it is asked for in the instant between keeping and displaying it. So
#: nobody asks before the worker is done with the push.
HEAR = """() => {
  const { waitUntil } = ExtendableEvent.prototype;
  self.done = new Promise(done => {
    PushEvent.prototype.waitUntil = function (work) {
      waitUntil.call(this, work);
      work.finally(done);
    };
  });
}"""
#: No test can tap a notification of the system's, so the worker is told of a tap; that nobody trusts the
#: event is why its waitUntil is our own.
TAP = """async ({ tag, action }) => {
  const [notification] = await registration.getNotifications({ tag });
  const event = new NotificationEvent('notificationclick', { notification, action });
  let done;
  Object.defineProperty(event, 'waitUntil', { value: work => { done = work; } });
  self.dispatchEvent(event);
  await done;
}"""


class Nudging:
    """One phone's side of it. Made before the phone opens the page that subscribes."""

    def __init__(self, phone: Phone, service: PushService) -> None:
        self.phone, self.service = phone, service
        self.subscription: Subscription = service.subscription()
        argument = json.dumps({"given": self.subscription, "name": "stand-in"})
        phone.context.add_init_script(f"({STAND_IN})({argument})")
        # A page that is being loaded as the worker takes over is in nobody's hands until it is loaded again.
        phone.wait_for_shell()
        phone.page.reload()

    def allow(self) -> None:
        """The person's answer to the browser's question, given beforehand."""
        self.phone.context.grant_permissions(["notifications"], origin=self.phone.origin)

    def deliver(self, payload: bytes) -> None:
        """As the browser does when its push service has a message; returns when the worker is done."""
        session = self.phone.context.new_cdp_session(self.phone.page)
        found: list[dict[str, Any]] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"])
        )
        session.send("ServiceWorker.enable")
        while not found:
            self.phone.page.wait_for_timeout(20)
        self.worker.evaluate(HEAR)
        message = {"origin": self.phone.origin, "registrationId": found[0]["registrationId"]}
        session.send("ServiceWorker.deliverPushMessage", message | {"data": payload.decode()})
        session.detach()
        self.worker.evaluate("() => self.done")

    def shown(self) -> list[dict[str, Any]]:
        """The notifications that are there."""
        notifications: list[dict[str, Any]] = self.phone.page.evaluate(SHOWN)
        return notifications

    def the_only_one(self) -> dict[str, Any]:
        (notification,) = self.shown()
        return notification

    @property
    def worker(self) -> Worker:
        (worker,) = self.phone.context.service_workers
        return worker

    def tap(self, tag: str, action: str = "") -> None:
        self.worker.evaluate(TAP, {"tag": tag, "action": action})
