"""Nudges on a phone: its push subscription at the stand-in service, and its notifications."""

import json
from typing import Any

from playwright.sync_api import Worker

from tests.e2e.phone import Phone
from tests.services.push_service import PushService, Subscription

#: A test can't reach a browser's own push service, so the page gets a subscription of the stand-in instead.
#: The key that it was subscribed with outlives the page, as in a browser.
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
#: Chromium loses a notification if it is queried between storing and displaying it. So tests query only after
#: the worker has finished the push.
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
    """One phone's pushes and notifications. Create it before the phone opens the page that subscribes."""

    def __init__(self, phone: Phone, service: PushService) -> None:
        self.phone, self.service = phone, service
        self.subscription: Subscription = service.subscription()
        argument = json.dumps({"given": self.subscription, "name": "stand-in"})
        phone.context.add_init_script(f"({STAND_IN})({argument})")
        # A page that loads while the worker takes over isn't controlled by it until it is reloaded.
        phone.wait_for_shell()
        phone.page.reload()

    def allow(self) -> None:
        """Grant the permission for notifications in advance."""
        self.phone.context.grant_permissions(["notifications"], origin=self.phone.origin)

    def deliver(self, payload: bytes) -> None:
        """Deliver a push message to the service worker; returns when the worker has handled it."""
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
        """The notifications currently shown."""
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
